"""Calendars elsewhere, as pages."""

import re
from datetime import timedelta

import pytest

from calendars.errors import Unreachable
from scheduler.clock import ManualClock
from scheduler.domain.bookings.bookings import Need
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import make_booking, make_small_campus, make_span
from tests.support.api import ClientOf
from tests.support.calendars import ADDRESS, Elsewhere, a_calendar

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ON_SQLITE
async def test_a_teacher_looks_follows_sees_the_clash_lets_go_and_comes_back(
    store: Store, client_of: ClientOf, calendars_elsewhere: Elsewhere
) -> None:
    at = await make_small_campus(store)
    await make_booking(at, Need(at.room.id), Need(at.teacher.staff_resource_id or 0))
    calendars_elsewhere.octets = a_calendar(make_span(1, 3))
    client = await client_of(at.teacher)
    typed = {"address": ADDRESS, "name": ""}

    looked = (await client.post("/sources/preview", data=typed)).text
    assert ("Dit staat in Xedule" in looked, "1 boeking valt in deze tijd" in looked) == (True, True)
    followed = await client.post("/sources", data=typed, follow_redirects=True)
    assert ("Brandstofcellen" in followed.text, "geheim" in re.sub("<p.*?</p>", "", followed.text)) == (
        True,
        False,
    )
    assert "1 botsing met een andere agenda" in (await client.get("/me")).text
    removed = await client.post("/sources/1/remove", follow_redirects=True)
    assert ("Xedule wordt niet meer gevolgd" in removed.text, "Niets botst" in removed.text) == (True, True)
    restored = await client.post("/sources/1/restore", follow_redirects=True)
    assert "Brandstofcellen" in restored.text


@ON_SQLITE
async def test_a_page_says_since_when_a_calendar_fails_and_why(
    store: Store, client_of: ClientOf, calendars_elsewhere: Elsewhere, clock: ManualClock
) -> None:
    at = await make_small_campus(store)
    client = await client_of(at.manager)
    await client.post("/sources", data={"address": ADDRESS, "resource": str(at.room.id)})
    calendars_elsewhere.broken = Unreachable(ADDRESS, "refused")
    clock.at += timedelta(minutes=5)

    page = await client.post("/sources/1/refresh", follow_redirects=True)

    assert page.url.params["resource"] == str(at.room.id)
    assert "Lukt niet sinds ma 23 nov, 09.05. De server van deze agenda is niet te bereiken." in page.text
    assert (await client.get(f"/resources/{at.room.id}")).text.count("/sources?resource=") == 1


@ON_SQLITE
async def test_what_is_no_calendar_is_said_at_the_field(
    store: Store, client_of: ClientOf, calendars_elsewhere: Elsewhere
) -> None:
    at = await make_small_campus(store)
    client = await client_of(at.teacher)
    calendars_elsewhere.octets = b"<html>"

    refused = await client.post("/sources/preview", data={"address": ADDRESS})

    assert refused.status_code == 422
    assert 'aria-describedby="address-problem"' in refused.text
    assert (await client.get(f"/resources/{at.room.id}")).text.count("/sources?resource=") == 0
