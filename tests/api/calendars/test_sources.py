"""Calendars elsewhere over HTTP, from a server of our own that changes, breaks and comes back."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
from asgi_lifespan import LifespanManager

from api.app import create_app
from scheduler.clock import ManualClock
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.identity.people import Actor
from scheduler.settings import Settings
from scheduler.storage.store import Store
from tests.scheduler.jobs.eventually import eventually
from tests.scheduler.services.bookings.campus import make_booking, make_small_campus, make_span
from tests.support.api import make_token
from tests.support.calendars import a_calendar, an_event
from tests.support.factories import NOW

SECRET = "f3a9-geheim"


@dataclass
class OtherProgram:
    """A calendar program on this machine: what it answers now, and how often it was asked."""

    port: int = 0
    status: str = "200 OK"
    octets: bytes = b""
    etag: str = '"1"'
    asked: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/rooster/{SECRET}.ics"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        self.asked += 1
        known = f"if-none-match: {self.etag}" in request and self.status == "200 OK"
        status, body = ("304 Not Modified", b"") if known else (self.status, self.octets)
        head = (
            f"HTTP/1.1 {status}\r\nETag: {self.etag}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
        )
        writer.write(f"{head}\r\n".encode() + body)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def serving(**values: object) -> AsyncIterator[OtherProgram]:
    program = OtherProgram(**values)  # type: ignore[arg-type]
    server = await asyncio.start_server(program.answer, "127.0.0.1", 0)
    program.port = server.sockets[0].getsockname()[1]
    async with server:
        yield program


@asynccontextmanager
async def connected(
    database_url: str, actor: Actor, clock: ManualClock, networks: str = "127.0.0.1/32"
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody's client of an application that may look at this machine, and does its jobs itself."""
    store = Store.open(database_url, zone="Europe/Amsterdam")
    headers = {"Authorization": f"Bearer {await make_token(store, actor)}"}
    await store.close()
    settings = Settings(
        database_url=database_url, job_runner="local", calendar_networks=networks, _env_file=None
    )
    app = create_app(settings, clock=clock)
    transport = httpx.ASGITransport(app)
    async with (
        LifespanManager(app),
        httpx.AsyncClient(transport=transport, base_url="http://campus.test", headers=headers) as client,
    ):
        yield client


async def test_a_calendar_is_followed_while_it_changes_breaks_and_comes_back(
    store: Store, database_url: str
) -> None:
    at = await make_small_campus(store)
    staff = Need(at.teacher.staff_resource_id or 0)
    await make_booking(at, Need(at.room.id), staff, span=make_span(4, 5))
    clock = ManualClock(NOW)
    async with (
        serving(octets=a_calendar(make_span(1, 3))) as other,
        connected(database_url, at.teacher, clock) as client,
    ):
        made = await client.post("/api/v1/sources", json={"address": other.address})
        path = f"/api/v1/sources/{made.json()['id']}"
        assert (made.status_code, made.json()["name"], made.json()["events"]) == (201, "Xedule", 1)
        assert (await client.get("/api/v1/clashes")).json()["items"] == []

        clock.at += timedelta(minutes=2)
        unchanged = (await client.post(f"{path}/refresh")).json()
        assert (unchanged["good_at"], unchanged["failing_since"]) == ("2026-11-23T08:02:00Z", None)

        other.octets, other.etag = a_calendar(make_span(1, 3), make_span(4.5, 6)), '"2"'
        clock.at += timedelta(minutes=2)
        assert (await client.post(f"{path}/refresh")).json()["events"] == 2
        [clash] = (await client.get("/api/v1/clashes")).json()["items"]
        assert (clash["title"], clash["busy_start"]) == ("Brandstofcellen", "2026-11-24T12:30:00Z")

        other.status = "500 Oops"
        clock.at += timedelta(minutes=2)
        broken = (await client.post(f"{path}/refresh")).json()
        assert (broken["failure"], broken["answered"]) == ("answer_refused", 500)
        assert (broken["failing_since"], broken["events"]) == ("2026-11-23T08:06:00Z", 2)
        assert len((await client.get("/api/v1/clashes")).json()["items"]) == 1

        other.status = "410 Gone"
        clock.at += timedelta(minutes=2)
        gone = (await client.post(f"{path}/refresh")).json()
        assert (gone["failure"], gone["failing_since"]) == ("gone", "2026-11-23T08:06:00Z")

        other.status, other.octets, other.etag = "200 OK", a_calendar(), '"3"'
        clock.at += timedelta(minutes=2)
        back = (await client.post(f"{path}/refresh")).json()
        assert (back["failure"], back["failing_since"], back["events"]) == (None, None, 0)
        assert (await client.get("/api/v1/clashes")).json()["items"] == []


async def test_the_servers_own_jobs_look_at_a_calendar_every_hour(store: Store, database_url: str) -> None:
    at = await make_small_campus(store)
    clock = ManualClock(NOW)
    async with (
        serving(octets=a_calendar(make_span(1, 3))) as other,
        connected(database_url, at.teacher, clock) as client,
    ):
        await client.post("/api/v1/sources", json={"address": other.address})
        other.octets, other.etag = a_calendar(make_span(4, 6)), '"2"'
        clock.at += timedelta(hours=2)

        async def checked_at() -> str:
            [source] = (await client.get("/api/v1/sources")).json()["items"]
            return str(source["checked_at"])

        await eventually(checked_at, "2026-11-23T10:00:00Z".__eq__)
        week = (
            await client.get(
                "/api/v1/week",
                params={"first_on": "2026-11-23", "resource_id": at.teacher.staff_resource_id or 0},
            )
        ).json()
    assert week["rows"][0]["elsewhere"] == [{"start": "2026-11-24T12:00:00Z", "end": "2026-11-24T14:00:00Z"}]
    assert week["rows"][0]["occupied"] == []


async def test_what_an_address_holds_is_told_before_it_is_followed(store: Store, database_url: str) -> None:
    at = await make_small_campus(store)
    ours = an_event(make_span(7, 8), "b0b@fieldlab")
    async with (
        serving(octets=a_calendar(make_span(1, 3), make_span(3, 4), events=[ours])) as other,
        connected(database_url, at.teacher, ManualClock(NOW)) as client,
    ):
        seen = await client.post("/api/v1/sources/preview", json={"address": other.address})
        followed = await client.get("/api/v1/sources")

    assert seen.json() == {
        "name": "Xedule",
        "host": "127.0.0.1",
        "events": 2,
        "ours": 1,
        "unread": 0,
        "repairs": {},
        "until": "2027-12-28T08:00:00Z",
        "clashes": 0,
    }
    assert followed.json()["items"] == []


async def test_the_network_inside_is_out_of_reach_unless_the_operator_says_so(
    store: Store, database_url: str
) -> None:
    at = await make_small_campus(store)
    async with (
        serving(octets=a_calendar()) as other,
        connected(database_url, at.teacher, ManualClock(NOW), networks="192.0.2.0/24") as client,
    ):
        refused = await client.post("/api/v1/sources", json={"address": other.address})

    assert (refused.status_code, refused.json()["code"]) == (422, "source_unusable")
    assert other.asked == 0
    assert SECRET not in refused.text


@pytest.mark.parametrize("networks", ["10.0.0.0/33", "intern"])
def test_a_network_that_is_none_is_refused_at_the_start(networks: str) -> None:
    with pytest.raises(ValueError, match=r"FIELDLAB_CALENDAR_NETWORKS"):
        Settings(FIELDLAB_CALENDAR_NETWORKS=networks, _env_file=None)


def test_the_log_tells_no_addresses_of_calendars_however_much_it_tells() -> None:
    program = (
        "import logging; from api.logs import set_logging_up; set_logging_up('debug');"
        "[logging.getLogger(name).info('GET https://x/geheim.ics') for name in ('httpx', 'httpcore.http11')]"
    )

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stderr == ""
