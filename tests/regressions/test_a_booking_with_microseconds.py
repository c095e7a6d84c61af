"""A booking sent with microseconds was accepted, and from then on the feeds, the free/busy and the CalDAV
home of everyone in it answered 500, also after it was cancelled: the calendars' own types refuse parts of a
second.

Now such an instant is refused at the border, and a booking that cannot be written costs itself only.
"""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from scheduler.domain.errors import Invalid
from scheduler.domain.identity.credentials import TokenScope
from scheduler.domain.identity.people import Language, Role
from scheduler.domain.time.spans import Span
from scheduler.services.bookings import ChangeBooking
from scheduler.services.calendars.unwritable import Unwritable, list_unwritable
from scheduler.storage.store import Store
from tests.api.dav.conversation import NINE, book, make_scene, own, program_of
from tests.support.api import ClientOf
from tests.support.factories import make_actor

ODD = Span(NINE + timedelta(microseconds=1), NINE + timedelta(hours=1))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (Language.ENGLISH, "Times are whole minutes. Leave the seconds out."),
        (Language.DUTCH, "Tijden zijn hele minuten. Laat de seconden weg."),
    ],
)
async def test_it_is_refused_with_a_sentence_that_says_what_would_work(
    store: Store, client_of: ClientOf, language: Language, sentence: str
) -> None:
    scene = await make_scene(store)
    client = await client_of(await make_actor(store, (scene.school, Role.TEACHER), language=language))
    body: dict[str, Any] = {
        "title": "Practicum",
        "organisation_id": scene.school.id,
        "needs": [{"resource_id": scene.lab.id}],
        "start": ODD.start.isoformat(),
        "end": ODD.end.isoformat(),
    }

    answer = await client.post("/api/v1/bookings", json=body)

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "start", "problem": "not_on_the_minute", "message": sentence}
    ]


def test_no_command_brings_one_in() -> None:
    with pytest.raises(Invalid) as refusal:
        ChangeBooking(booking_id=1, span=ODD)

    assert refusal.value.problem == "not_on_the_minute"


async def test_one_that_is_stored_costs_nobody_their_feed_their_busy_time_or_their_caldav_home(
    app: FastAPI, store: Store, client_of: ClientOf
) -> None:
    scene = await make_scene(store)
    odd = await book(scene, span=ODD, title="Oud")
    await book(scene, span=Span(NINE + timedelta(hours=2), NINE + timedelta(hours=3)), title="Goed")
    client = await client_of(scene.student)
    address = (await client.post("/api/v1/feeds", json={})).json()["address"]
    program = await program_of(app, store, scene.student, TokenScope.READ)

    feed = await client.get(address)
    busy = await client.get(f"{address.removesuffix('.ics')}/busy.ifb?from=2026-11-24&to=2026-11-24")
    home = await program.ask("PROPFIND", own(scene.student), Depth="1")

    assert (feed.status_code, feed.text.count("BEGIN:VEVENT"), "Goed" in feed.text) == (200, 1, True)
    assert "FREEBUSY;FBTYPE=BUSY:20261124T080000Z/20261124T090000Z" in busy.text
    assert (busy.status_code, home.status) == (200, 207)
    assert await list_unwritable(store) == (Unwritable(odd.id, "starts"),)
