"""The search for room over HTTP."""

from typing import Any

import httpx
import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, make_booking, make_small_campus, make_span
from tests.support.api import ClientOf


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


@pytest.fixture
async def teacher(client_of: ClientOf, at: SmallCampus) -> httpx.AsyncClient:
    return await client_of(at.teacher)


def a_query(at: SmallCampus, **values: Any) -> dict[str, Any]:
    return {
        "organisation_id": at.school.id,
        "minutes": 120,
        "first_on": "2026-11-24",
        "last_on": "2026-11-24",
        "kind": "fieldlab",
        "units": 6,
        "campus_id": at.campus.id,
    } | values


async def test_an_option_can_be_booked_as_it_is(teacher: httpx.AsyncClient, at: SmallCampus) -> None:
    query = a_query(at, weekday=[1, 2], preferred="13:00")
    found = (await teacher.get("/api/v1/availability", params=query)).json()

    option = found["options"][0]
    body = {name: option[name] for name in ("start", "end", "needs")}
    body |= {"title": "Lassen", "organisation_id": at.school.id}
    made = await teacher.post("/api/v1/bookings", json=body)

    assert (found["exact"], option["start"], made.status_code) == (True, "2026-11-24T12:00:00Z", 201)


async def test_a_near_miss_says_in_words_what_it_lacks(teacher: httpx.AsyncClient, at: SmallCampus) -> None:
    await make_booking(at, Need(at.lab.id, 5), span=make_span(-1, 9))

    answer = await teacher.get("/api/v1/availability", params=a_query(at), headers={"Accept-Language": "nl"})

    (option,) = answer.json()["options"]
    assert [note["message"] for note in option["lacks"]] == ["3 plekken in plaats van 6"]


async def test_a_search_that_cannot_be_is_refused_by_field(
    teacher: httpx.AsyncClient, at: SmallCampus
) -> None:
    answer = await teacher.get("/api/v1/availability", params=a_query(at, kind="staff"))

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "kind")
