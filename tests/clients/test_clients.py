"""Real clients on a real server: the same 200 sessions before and after a set of changes."""

import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings

from calendars.encode import CONTENT_TYPE, encode, etag
from calendars.event import Calendar, Event, Status
from tests.calendars.reference import many_events
from tests.calendars.samples import calendars, make_calendar, make_rich_calendar, texts
from tests.clients.icaljs import differences
from tests.clients.installed import CannotInstall, node_clients, python_clients
from tests.clients.subscribe import Shown, Subscription
from tests.support.requirements import missing

pytestmark = pytest.mark.slow
TERM = date(2026, 9, 1), date(2027, 8, 31)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(slots=True)
class Served:
    """A feed at an address of this machine; setting `octets` changes it."""

    octets: bytes
    url: str = ""


@pytest.fixture
def served() -> Iterator[Served]:
    feed = Served(b"")

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(feed.octets)))
            self.send_header("ETag", etag(feed.octets))
            self.end_headers()
            self.wfile.write(feed.octets)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        feed.url = f"http://127.0.0.1:{server.server_port}/feeds/token.ics"
        threading.Thread(target=server.serve_forever).start()
        yield feed
        server.shutdown()


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    try:
        python_clients()
        node_clients()
    except CannotInstall as fault:
        missing(str(fault))


def held(events: tuple[Event, ...]) -> list[Shown]:
    """What a reader in Amsterdam is to see."""
    return sorted(
        Shown(wall(event.starts), wall(event.ends), event.summary, event.location)
        for event in events
        if event.status is not Status.CANCELLED
    )


def wall(at: datetime) -> str:
    return f"{at.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}"


def changed(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """A set of changes: moves, renames, cancellations, and new sessions across the change of the clock."""
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    week = timedelta(days=7)
    kinds = {
        0: lambda event: replace(
            event, starts=event.starts + week, ends=event.ends + week, sequence=5, modified_at=now
        ),
        1: lambda event: replace(event, status=Status.CANCELLED, sequence=5, modified_at=now),
        2: lambda event: replace(event, summary=f"{event.summary} (nieuw)", modified_at=now),
    }
    after = tuple(kinds.get(number % 7, lambda event: event)(event) for number, event in enumerate(events))
    return after + tuple(
        replace(event, uid=f"new-{event.uid}", starts=event.starts + 20 * week, ends=event.ends + 20 * week)
        for event in events[:10]
    )


def test_vdirsyncer_and_khal_show_the_sessions_before_and_after_changes(
    served: Served, tmp_path: Path
) -> None:
    before = many_events(200)
    after = changed(before)
    served.octets = encode(make_calendar(*before))
    subscription = Subscription(served.url, tmp_path)

    subscription.sync()
    first = subscription.shown(*TERM)
    served.octets = encode(make_calendar(*after))
    subscription.sync()
    second = subscription.shown(*TERM)

    assert first == held(before)
    assert second == held(after)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(calendars(texts.map(lambda text: text.replace("\\", ""))))
def test_icaljs_agrees_on_any_calendar(calendar: Calendar) -> None:
    # Without backslashes: of two categories, the first ending in one, ical.js makes one.
    assert differences(encode(calendar)) == []


def test_icaljs_agrees_on_a_full_feed_and_its_jcal() -> None:
    assert differences(encode(make_rich_calendar())) == []
    assert differences(encode(make_calendar(*changed(many_events(200))))) == []
