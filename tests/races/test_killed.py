"""A server that is killed in the middle of its work forgets nothing that it acknowledged."""

import asyncio
from typing import Any

import httpx

from scheduler.domain.identity.people import Role
from scheduler.storage.bookings.booking_filter import BookingFilter
from scheduler.storage.bookings.bookings import list_bookings
from scheduler.storage.bookings.claims import claims_of
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import make_span
from tests.support.api import make_token
from tests.support.factories import make_actor, make_campus, make_organisation, make_resource
from tests.support.server import Server, running_server

STREAMS, BEFORE_THE_KILL = 8, 60


class Stream:
    """One client that books one hour after the other, and remembers what it was told."""

    def __init__(self, number: int, body: dict[str, Any]) -> None:
        self._number, self._body = number, body
        self.sent: list[str] = []
        self.acknowledged: dict[str, Any] = {}

    async def run(self, client: httpx.AsyncClient, enough: asyncio.Semaphore) -> None:
        """Book until the server is gone."""
        try:
            for hour in range(200):
                self.sent.append(f"{self._number}-{hour}")
                self.acknowledged[self.sent[-1]] = await self.ask(client, self.sent[-1])
                enough.release()
        except httpx.TransportError:
            return

    async def ask(self, client: httpx.AsyncClient, key: str) -> Any:
        span = make_span(int(key.split("-")[1]), int(key.split("-")[1]) + 1)
        times = {"start": span.start.isoformat(), "end": span.end.isoformat()}
        headers = {"Idempotency-Key": key}
        answer = await client.post("/api/v1/bookings", json=self._body | times, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json()


async def make_streams(store: Store) -> tuple[list[Stream], dict[str, str]]:
    """Clients that each want one of as many stations, and never stand in each other's way."""
    school, campus = await make_organisation(store), await make_campus(store)
    lab = await make_resource(store, school, campus, units=STREAMS)
    machine = await make_resource(store, school, campus, units=STREAMS, name="Machine")
    needs = [{"resource_id": lab.id}, {"resource_id": machine.id}]
    body = {"title": "Stroom", "organisation_id": school.id, "needs": needs}
    teacher = await make_actor(store, (school, Role.TEACHER))
    headers = {"Authorization": f"Bearer {await make_token(store, teacher)}"}
    return [Stream(number, body) for number in range(STREAMS)], headers


async def book_until_killed(server: Server, streams: list[Stream], headers: dict[str, str]) -> None:
    enough = asyncio.Semaphore(0)
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=60) as client:
        running = [asyncio.create_task(stream.run(client, enough)) for stream in streams]
        for _ in range(BEFORE_THE_KILL):
            await enough.acquire()
        server.kill()
        await asyncio.gather(*running)


async def test_what_was_acknowledged_is_there_after_a_kill(database_url: str) -> None:
    store = Store.open(database_url, zone="Europe/Amsterdam")
    streams, headers = await make_streams(store)
    with running_server(database_url) as server:
        await book_until_killed(server, streams, headers)

    with running_server(database_url) as server:
        async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=60) as client:
            again = {key: await stream.ask(client, key) for stream in streams for key in stream.sent}

    told = {key: answer for stream in streams for key, answer in stream.acknowledged.items()}
    async with store.read() as tx:
        stored = await list_bookings(tx, BookingFilter())
        held = {booking.id: len(await claims_of(tx, booking.id)) for booking in stored}
    await store.close()
    assert len(told) >= BEFORE_THE_KILL
    assert {key: again[key] for key in told} == told
    assert {booking.id for booking in stored} == {answer["bookings"][0]["id"] for answer in again.values()}
    assert len(stored) == len(again)
    assert set(held.values()) == {2}
