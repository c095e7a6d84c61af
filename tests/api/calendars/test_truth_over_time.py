"""Histories done by the real services, seen over HTTP by clients that poll when and how they like.

Never a ghost, a duplicate or a stale time: whenever a client has polled, it shows what is held then. The
same is asked of the encoder alone in a thousand longer histories in `tests/calendars`.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from calendars.tokens import CalendarFile
from scheduler.clock import ManualClock
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.identity.people import Role
from scheduler.domain.time.wall_time import WeeklyRule
from scheduler.services.bookings import RequestBooking, request_booking
from scheduler.storage.store import Store
from tests.api.calendars.histories import BEGUN, Followed, Sessions, make_sessions
from tests.calendars.clients import Answer, Asking, DropsCancelled, KeepsSeen
from tests.support.factories import make_actor, make_campus, make_organisation

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HISTORIES, STEPS = 24, 14
Client = DropsCancelled | KeepsSeen


@pytest.fixture
async def shared(store: Store) -> dict[str, object]:
    school = await make_organisation(store)
    planner = await make_actor(store, (school, Role.PLANNER), operator=True)
    return {"school": school, "campus": await make_campus(store), "planner": planner}


async def poll(http: httpx.AsyncClient, path: str, client: Client) -> None:
    asked = {name.replace("_", "-"): value for name, value in client.asks().items()}
    answer = await http.get(path, headers=asked)
    assert answer.status_code in (200, 304)
    octets = None if answer.status_code == 304 else answer.content
    client.hear(Answer(octets, answer.headers.get("etag", ""), answer.headers.get("last-modified", "")))


def subscribers(sessions: Sessions) -> list[tuple[Followed, Client]]:
    return [
        (followed, kind(sessions.chance.choice(list(Asking))))
        for followed in sessions.feeds
        for kind in (DropsCancelled, KeepsSeen)
    ]


@pytest.mark.parametrize("block", range(4))
async def test_a_client_that_has_polled_shows_what_the_services_hold(
    block: int, store: Store, client: httpx.AsyncClient, clock: ManualClock, shared: dict[str, object]
) -> None:
    for history in range(block * HISTORIES // 4, (block + 1) * HISTORIES // 4):
        sessions = await make_sessions(store, clock, history, shared)
        watching = subscribers(sessions)
        done: list[str] = []
        for step in range(STEPS):
            done.append(await sessions.step())
            for followed, watcher in watching:
                if step == STEPS - 1 or sessions.chance.random() < 0.3:
                    await poll(client, followed.path, watcher)
                    told = (
                        f"history {history}, {type(watcher).__name__}, {watcher.asking}, {followed}, {done}"
                    )
                    assert watcher.shown == sessions.held(followed), told
        for gone in (path for followed in sessions.feeds for path in followed.gone):
            assert (await client.get(gone)).status_code == 404


async def test_a_series_and_a_published_plan_keep_their_wall_time_over_both_changes_of_the_clock(
    store: Store, client: httpx.AsyncClient, clock: ManualClock, shared: dict[str, object]
) -> None:
    sessions = await make_sessions(store, clock, 1_000, shared)
    rule = WeeklyRule(
        weekdays=(4,), at=time(9), minutes=120, first_on=date(2026, 10, 16), last_on=date(2027, 4, 9)
    )
    command = RequestBooking(
        title="Lassen",
        organisation_id=sessions.school.id,
        needs=tuple(sorted((Need(sessions.labs[0].id), Need(sessions.groups[0].resource_id)))),
        rule=rule,
    )
    await request_booking(store, sessions.planner, command, BEGUN)
    await sessions.publish()

    answer = await client.get(sessions.feeds[2].path)

    amsterdam, starts = ZoneInfo("Europe/Amsterdam"), []
    for event in CalendarFile(answer.content).components("VEVENT"):
        start = event.first("DTSTART")
        assert start is not None
        assert start.parameter("TZID") == "Europe/Amsterdam"
        starts.append((event.value("SUMMARY"), datetime.strptime(start.value, "%Y%m%dT%H%M%S")))  # noqa: DTZ007
    lessons = [at for title, at in starts if title == "Lassen"]
    planned = [at for title, at in starts if title == "Practicum"]
    offsets = {at.replace(tzinfo=amsterdam).utcoffset() for at in lessons}
    assert {at.time() for at in lessons} == {time(9)}
    assert len({at.time() for at in planned}) == 1
    assert offsets == {timedelta(hours=1), timedelta(hours=2)}
    assert {at.replace(tzinfo=amsterdam).astimezone(UTC).hour for at in lessons} == {7, 8}
    assert (lessons[0].month, lessons[-1].month, len(planned)) == (10, 4, 8)
