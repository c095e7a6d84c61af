"""The week over HTTP."""

import httpx
import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.identity.people import Role
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, make_booking, make_small_campus, make_span
from tests.support.api import ClientOf
from tests.support.factories import make_actor


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def a_day_of_the_lab(client: httpx.AsyncClient, at: SmallCampus) -> dict[str, object]:
    query = {"first_on": "2026-11-24", "days": 1, "resource_id": at.lab.id}
    week = (await client.get("/api/v1/week", params=query)).json()
    (row,) = week["rows"]
    return {name: row[name] for name in ("open", "occupied", "free")}


async def test_a_day_shows_hours_bookings_and_what_is_left(client_of: ClientOf, at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.lab.id, 5), span=make_span(0, 2))
    teacher = await client_of(at.teacher)

    day = await a_day_of_the_lab(teacher, at)

    def stretch(start: int, end: int) -> dict[str, object]:
        return {"start": f"2026-11-24T{start:02}:00:00Z", "end": f"2026-11-24T{end:02}:00:00Z"}

    taken = {"units": [1, 2, 3, 4, 5], "mine": True, "status": "confirmed"}
    taken |= {"booking_id": booking.id, "title": "Brandstofcellen"}
    assert day == {
        "open": [stretch(7, 17)],
        "occupied": [stretch(8, 10) | taken],
        "free": [
            stretch(7, 8) | {"free": 8, "seats": 32},
            stretch(8, 10) | {"free": 3, "seats": 32},
            stretch(10, 17) | {"free": 8, "seats": 32},
        ],
    }


async def test_a_stranger_sees_that_units_are_taken_and_no_more(client_of: ClientOf, at: SmallCampus) -> None:
    await make_booking(at, Need(at.lab.id, 5))
    visitor = await client_of(await make_actor(at.store, (at.company, Role.COMPANY)))

    day = await a_day_of_the_lab(visitor, at)

    (taken,) = day["occupied"]  # type: ignore[misc]
    assert (taken["units"], taken["booking_id"], taken["title"]) == ([1, 2, 3, 4, 5], None, None)
