"""Bookings in another order than that of their ids, read in parts while others book."""

from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.schemas.cursors import read_cursor, write_cursor
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.sorting import BookingSort
from scheduler.domain.cursors import Cursor
from scheduler.domain.errors import Invalid
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, make_booking, make_small_campus, make_span
from tests.support.api import ClientOf
from tests.support.factories import NOW, make_actor

TITLES = ["waterstof", "Elektrolyse", "élan", "Waterstof", "", "Zonnecel", "100% _x_"]


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


@pytest.fixture
async def teacher(client_of: ClientOf, at: SmallCampus) -> httpx.AsyncClient:
    return await client_of(at.teacher)


async def make_seven(at: SmallCampus) -> None:
    """Two of them at the same hour, on stations of the lab."""
    for number, title in enumerate(TITLES):
        hour = (number * 3) % 6
        await make_booking(
            at, Need(at.lab.id, 1), title=title or "-", span=make_span(hour, hour + 1), now=NOW
        )


async def page(client: httpx.AsyncClient, **query: Any) -> dict[str, Any]:
    answer = await client.get("/api/v1/bookings", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def read_on(client: httpx.AsyncClient, after: Any = 0, **query: Any) -> list[dict[str, Any]]:
    """The rest of a list, two at a time."""
    read: list[dict[str, Any]] = []
    while after is not None:
        part = await page(client, after=after, limit=2, **query)
        read, after = read + part["items"], part["next"]
    return read


@pytest.mark.parametrize("sort", list(BookingSort))
async def test_a_sorted_list_in_parts_is_the_whole_list(
    teacher: httpx.AsyncClient, at: SmallCampus, sort: BookingSort
) -> None:
    await make_seven(at)

    whole = (await page(teacher, sort=sort.value))["items"]
    parts = await read_on(teacher, sort=sort.value)

    keys = [each[sort.field] if sort.field != "title" else each["title"].lower() for each in whole]
    assert parts == whole
    assert len(whole) == len(TITLES)
    if sort.field != "title":  # where an accent comes is for the database to say
        assert keys == sorted(keys, reverse=sort.descending)


async def test_who_books_while_somebody_reads_hides_and_repeats_nothing(
    teacher: httpx.AsyncClient, at: SmallCampus
) -> None:
    await make_seven(at)
    before = [each["id"] for each in (await page(teacher, sort="start"))["items"]]
    first = await page(teacher, sort="start", limit=3)

    for hour in (-1, 1.5, 5):
        await make_booking(at, Need(at.room.id), span=make_span(hour, hour + 0.5))
    rest = await read_on(teacher, first["next"], sort="start")

    read = [each["id"] for each in first["items"] + rest]
    assert [each for each in read if each in before] == before
    assert len(read) == len(set(read)) == len(before) + 2


async def test_the_last_part_says_that_it_is_the_last(teacher: httpx.AsyncClient, at: SmallCampus) -> None:
    await make_seven(at)

    for query in ({}, {"sort": "-start"}):
        assert (await page(teacher, limit=len(TITLES), **query))["next"] is None


async def test_an_unknown_order_is_refused_with_those_there_are(teacher: httpx.AsyncClient) -> None:
    answer = await teacher.get("/api/v1/bookings", params={"sort": "organiser"})

    (said,) = answer.json()["errors"]
    assert (answer.status_code, said["field"], said["problem"]) == (422, "sort", "enum")
    assert [each.value for each in BookingSort if f"'{each.value}'" not in said["message"]] == []


async def test_a_cursor_of_another_list_is_refused(teacher: httpx.AsyncClient, at: SmallCampus) -> None:
    await make_seven(at)
    following = (await page(teacher, sort="start", limit=1))["next"]
    forged = write_cursor("start", Cursor(1, "no instant"))

    asked = [
        {"after": following},
        {"after": following, "sort": "-start"},
        {"after": 3, "sort": "start"},
        {"after": -1},
        {"after": 2**31},
        {"after": "x", "sort": "start"},
        {"after": forged, "sort": "start"},
    ]
    answers = [await teacher.get("/api/v1/bookings", params=query) for query in asked]

    assert [answer.status_code for answer in answers] == [422] * len(asked)
    assert {answer.json()["errors"][0]["problem"] for answer in answers} == {"not_a_cursor"}


async def test_the_order_of_titles_tells_nothing_of_hidden_ones(client_of: ClientOf, at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id))
    stranger = await client_of(await make_actor(at.store))

    assert [each["id"] for each in (await page(stranger, sort="start"))["items"]] == [booking.id]
    assert (await page(stranger, sort="title"))["items"] == []


@given(text=st.text(max_size=50) | st.integers().map(str), sort=st.sampled_from([None, *BookingSort]))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_whatever_somebody_makes_up_is_a_cursor_or_refused(text: str, sort: BookingSort | None) -> None:
    with suppress(Invalid):
        read = read_cursor(sort, str if sort is None else sort.kind, text)
        assert read_cursor(sort, type(read.key), write_cursor(sort, read) or 0) == read
