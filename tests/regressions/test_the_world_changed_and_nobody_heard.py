"""A lab broke, a teacher fell ill, a place was closed for good, lost seats, hours or its neighbours, moved to
another campus or clock, a holiday shut it, a teacher left with a weekly series: the bookings in it stayed as
they were, and nobody in them heard. Only an outage named what it hit, to whoever reported it.

Every change shows its hits before it is saved, and everybody in them reads it, in their own language: on the
booking, in *My schedule*, in the calendar and in the mail.
"""

from datetime import timedelta

import httpx
import pytest

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.identity.people import Language
from scheduler.domain.time.wall_time import WeeklyRule
from scheduler.services.bookings import request_booking
from scheduler.services.calendars.feeds import MakeFeed, make_feed
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import a_request, make_span
from tests.scheduler.services.bookings.hit_scene import Scene, make_scene
from tests.support.api import ClientOf
from tests.support.factories import NOW, make_campus

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FITS_NO_MORE = {Language.DUTCH: "past niet meer bij de regels", Language.ENGLISH: "no longer keeps the rules"}


@pytest.fixture
async def scene(store: Store) -> Scene:
    return await make_scene(store)


async def read_by_the_teacher(
    client: httpx.AsyncClient, of: Scene, booking: Booking, language: Language
) -> list[str]:
    """The booking's page, *My schedule* and the calendar."""
    wanted = MakeFeed(subject=Subject.PERSON, language=language)
    feed = await make_feed(of.store, of.at.teacher, wanted, NOW)
    await client.patch("/api/v1/me", json={"language": language.value})
    addresses = (
        f"/bookings/{booking.id}",
        f"/me?on={booking.span.start.date()}",
        f"/feeds/{feed.secret}.ics",
    )
    answers = [await client.get(address) for address in addresses]
    return [answer.text.replace("\r\n ", "") for answer in answers]


CHANGES = {
    "outage": ("POST", "/closures", {"kind": "outage", "reason": "Pomp stuk"}, "Pomp stuk"),
    "deactivated": ("PATCH", "/resources/{lab}", {"active": False}, None),
    "fewer seats": ("PATCH", "/resources/{lab}", {"seats": 15}, None),
    "fewer units": ("PATCH", "/resources/{lab}", {"units": 3}, None),
    "moved": ("PATCH", "/resources/{lab}", {"campus_id": "{far}"}, None),
    "sick": ("POST", "/closures", {"kind": "absence", "reason": "Ziek", "resource_id": "{staff}"}, "Ziek"),
    "holiday": (
        "POST",
        "/holidays",
        {"name": "Studiedag", "first_on": "2026-11-24", "last_on": "2026-11-24", "closes_places": True},
        "Studiedag",
    ),
    "zone": ("PATCH", "/campuses/{campus}", {"zone": "America/New_York"}, None),
}


async def sent(client: httpx.AsyncClient, of: Scene, change: str, **query: str) -> httpx.Response:
    method, path, body, _ = CHANGES[change]
    far = await make_campus(of.store)
    ids = {"lab": of.at.lab.id, "campus": of.at.campus.id, "staff": of.staff.id, "far": far.id}
    values = {
        name: ids[value.strip("{}")] if isinstance(value, str) and value.startswith("{") else value
        for name, value in body.items()
    }
    if path == "/closures":
        span = {"start": of.mine.span.start.isoformat(), "end": of.mine.span.end.isoformat()}
        values = {"resource_id": of.at.lab.id} | values | span
    return await client.request(method, f"/api/v1{path.format(**ids)}", json=values, params=query)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("change", CHANGES)
async def test_everybody_in_what_is_hit_reads_it(
    client_of: ClientOf, scene: Scene, change: str, language: Language
) -> None:
    operator, teacher = await client_of(scene.operator), await client_of(scene.at.teacher)

    before = (await sent(operator, scene, change, dry_run="true")).json()
    untouched = await read_by_the_teacher(teacher, scene, scene.mine, language)
    done = (await sent(operator, scene, change)).json()
    read = await read_by_the_teacher(teacher, scene, scene.mine, language)

    assert (before["applied"], done["applied"]) == (False, True)
    assert [hit["id"] for hit in before["hits"]] == [hit["id"] for hit in done["hits"]]
    assert scene.mine.id in [hit["id"] for hit in done["hits"]]
    assert [FITS_NO_MORE[language] in each for each in untouched] == [False] * 3
    for each in read:
        assert FITS_NO_MORE[language] in each
        assert (CHANGES[change][3] or "") in each


async def test_who_leaves_with_a_weekly_series_leaves_nobody_guessing(
    client_of: ClientOf, scene: Scene
) -> None:
    first = make_span(6, 7)
    rule = WeeklyRule(
        weekdays=(1,),
        at=(first.start + timedelta(hours=1)).time(),
        minutes=60,
        first_on=first.start.date(),
        last_on=first.start.date() + timedelta(weeks=3),
    )
    wish = a_request(scene.at, Need(scene.at.room.id), rule=rule, title="Wekelijks")
    series = await request_booking(scene.store, scene.at.teacher, wish, NOW)
    operator = await client_of(scene.operator)
    address = f"/api/v1/people/{scene.at.teacher.id}"

    seen = (await operator.patch(address, json={"active": False}, params={"dry_run": "true"})).json()
    weekly = [hit for hit in seen["hits"] if hit["title"] == "Wekelijks"]
    colleague = scene.colleague.id
    choices = [{"booking_id": hit["id"], "remedy": "hand_over", "to_person_id": colleague} for hit in weekly]
    done = (await operator.patch(address, json={"active": False, "hits": choices})).json()

    assert [hit["id"] for hit in weekly] == [booking.id for booking in series.bookings]
    assert all(colleague in [each["id"] for each in hit["colleagues"]] for hit in weekly)
    after = [hit["after"]["organiser_id"] for hit in done["hits"] if hit["title"] == "Wekelijks"]
    assert (done["active"], after) == (False, [colleague] * 4)
