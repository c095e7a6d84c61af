"""Whoever follows the list of updates misses nothing, in whatever order writers begin and end."""

import asyncio
import random

import httpx
import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.updates import UpdateNoun
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    RestoreBooking,
    cancel_booking,
    change_booking,
    restore_booking,
)
from scheduler.services.overviews.updates import list_updates
from scheduler.storage import updates
from scheduler.storage.bookings.bookings import bookings_by_id
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, make_booking, make_small_campus, make_span
from tests.support.api import ClientOf
from tests.support.factories import NOW

WRITERS, CHANGES = 6, 12


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
async def test_who_began_first_and_ends_last_is_not_missed(store: Store) -> None:
    at = await make_small_campus(store)
    begun = (await list_updates(store, at.teacher, None, 50, NOW)).position

    async with store.write() as slow:
        await updates.note(slow, UpdateNoun.BOOKING, [1])
        async with store.write() as quick:
            await updates.note(quick, UpdateNoun.BOOKING, [2])
        between = await list_updates(store, at.teacher, begun, 50, NOW)
    after = await list_updates(store, at.teacher, between.position, 50, NOW)

    assert [each.thing_id for each in between.updates] == [2]
    assert [each.thing_id for each in after.updates] == [1]


class Writer:
    """Books one station, and changes, cancels and restores what it has; counts what it did."""

    def __init__(self, at: SmallCampus, number: int) -> None:
        self._at, self._number, self._chance = at, number, random.Random(number)
        self.versions: dict[int, int] = {}

    async def run(self) -> None:
        for hour in range(2):
            booking = await make_booking(
                self._at, Need(self._at.lab.id, 1), span=make_span(2 * hour, 2 * hour + 1, self._number % 3)
            )
            self.versions[booking.id] = booking.version
        for _ in range(CHANGES):
            await self._change(self._chance.choice(sorted(self.versions)))

    async def _change(self, key: int) -> None:
        at = self._at
        async with at.store.read() as tx:
            (booking,) = await bookings_by_id(tx, [key])
        if not booking.holds:
            done = await restore_booking(at.store, at.teacher, RestoreBooking(booking_id=key), NOW)
        elif self._chance.random() < 0.4:
            done = await cancel_booking(at.store, at.teacher, CancelBooking(booking_id=key), NOW)
        else:
            title = f"{self._number} {self._chance.random()}"
            done = await change_booking(at.store, at.teacher, ChangeBooking(booking_id=key, title=title), NOW)
        self.versions[key] = done[0].version


async def follow(client: httpx.AsyncClient, after: str, writing: asyncio.Event) -> list[tuple[int, int]]:
    """Of every update of a booking its id and the version that came along, until nothing is written."""
    read: list[tuple[int, int]] = []
    while True:
        last = not writing.is_set()
        answer = (await client.get("/api/v1/updates", params={"after": after, "limit": 3})).json()
        read += [(each["id"], each["booking"]["version"]) for each in answer["items"]]
        after = answer["next"]
        if last and not answer["items"]:
            return read


async def test_a_reader_beside_many_writers_has_seen_every_change(store: Store, client_of: ClientOf) -> None:
    at = await make_small_campus(store)
    clients = [await client_of(who) for who in (at.teacher, at.owner)]
    begun = (await clients[0].get("/api/v1/updates")).json()["next"]
    writers, writing = [Writer(at, number) for number in range(WRITERS)], asyncio.Event()
    writing.set()

    reading = [asyncio.create_task(follow(client, begun, writing)) for client in clients]
    await asyncio.gather(*(writer.run() for writer in writers))
    writing.clear()
    first, second = await asyncio.gather(*reading)

    last = {key: version for writer in writers for key, version in writer.versions.items()}
    assert dict(first) == dict(second) == last
    assert [key for key, _ in first] == [key for key, _ in second]
    assert len(first) == sum(last.values())
