"""Random histories of a campus's sessions, seen by clients that poll when and how they like.

Never a ghost, a duplicate or a stale time: whenever a client has polled, it shows what is held then.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from calendars.checks import compare
from calendars.event import Calendar, Event, Status
from tests.calendars.clients import Asking, DropsCancelled, Feed, KeepsSeen
from tests.calendars.samples import make_calendar, make_event

BEGUN = datetime(2026, 10, 1, 6, tzinfo=UTC)
FIRST_LESSON = datetime(2026, 10, 19, 7, tzinfo=UTC)  # the week before the clock changes
HISTORIES = 1_000
STEPS = 25
KEPT_CANCELLED = timedelta(days=30)


@dataclass(slots=True)
class Sessions:
    """What a campus does to its sessions, by the rules a feed is promised to follow."""

    chance: random.Random
    now: datetime = BEGUN
    events: dict[str, Event] = field(default_factory=dict)
    count: int = 0

    def step(self) -> None:
        """One thing happens, some minutes or weeks later."""
        self.now += self.chance.choice((timedelta(minutes=7), timedelta(hours=9), timedelta(days=6)))
        happens = self.chance.choice(
            (
                self.book,
                self.book,
                self.move,
                self.cancel,
                self.restore,
                self.swap,
                self.rename,
                self.repair,
                self.expire,
            )
        )
        happens()

    def held(self) -> dict[str, tuple[datetime, datetime, str]]:
        """The truth: what is on, by UID."""
        return {
            event.uid: (event.starts, event.ends, event.summary)
            for event in self.events.values()
            if event.status is not Status.CANCELLED
        }

    def calendar(self) -> Calendar:
        return make_calendar(*self.events.values())

    def book(self) -> None:
        starts = FIRST_LESSON + timedelta(days=self.chance.randrange(200), hours=self.chance.randrange(9))
        event = make_event(
            f"{self.count}@lab.example",
            starts=starts,
            ends=starts + timedelta(hours=2),
            summary=f"Les {self.count}",
            created_at=self.now,
            modified_at=self.now,
        )
        self.count += 1
        self.events[event.uid] = event

    def move(self) -> None:
        for event in self._some(Status.CONFIRMED, 1):
            self._shift(event, timedelta(hours=self.chance.choice((-3, 1, 24, 24 * 7))))

    def repair(self) -> None:
        """A lab breaks: several sessions move at once."""
        for event in self._some(Status.CONFIRMED, 4):
            self._shift(event, timedelta(days=2))

    def swap(self) -> None:
        pair = self._some(Status.CONFIRMED, 2)
        if len(pair) == 2:
            first, second = pair
            self._shift(first, second.starts - first.starts)
            self._shift(second, first.starts - second.starts)

    def cancel(self) -> None:
        for event in self._some(Status.CONFIRMED, 1):
            self._change(event, status=Status.CANCELLED, sequence=event.sequence + 1)

    def restore(self) -> None:
        for event in self._some(Status.CANCELLED, 1):
            self._change(event, status=Status.CONFIRMED, sequence=event.sequence + 1)

    def rename(self) -> None:
        for event in self._some(Status.CONFIRMED, 1):
            self._change(event, summary=f"{event.summary}!")

    def expire(self) -> None:
        """Cancelled sessions leave the feed after thirty days, not before."""
        for event in list(self.events.values()):
            if event.status is Status.CANCELLED and event.modified_at + KEPT_CANCELLED < self.now:
                del self.events[event.uid]

    def _some(self, status: Status, most: int) -> list[Event]:
        found = [event for event in self.events.values() if event.status is status]
        return self.chance.sample(found, min(most, len(found)))

    def _shift(self, event: Event, by: timedelta) -> None:
        self._change(event, starts=event.starts + by, ends=event.ends + by, sequence=event.sequence + 1)

    def _change(self, event: Event, **changes: object) -> None:
        self.events[event.uid] = replace(event, modified_at=self.now, **changes)


def make_clients(chance: random.Random) -> list[DropsCancelled | KeepsSeen]:
    return [kind(chance.choice(list(Asking))) for kind in (DropsCancelled, KeepsSeen)]


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_a_client_that_has_polled_shows_what_is_held(block: int) -> None:
    for history in range(block * HISTORIES // 4, (block + 1) * HISTORIES // 4):
        chance = random.Random(history)
        sessions, feed, clients = Sessions(chance), Feed(BEGUN), make_clients(chance)
        polled = {id(client): BEGUN for client in clients}
        for _ in range(STEPS):
            sessions.step()
            feed.publish(sessions.calendar())
            for client in clients:
                # A client that stays away for longer than cancelled sessions are kept has to be told by mail.
                overdue = sessions.now - polled[id(client)] > KEPT_CANCELLED - timedelta(days=13)
                if overdue or chance.random() < 0.3:
                    client.poll(feed)
                    polled[id(client)] = sessions.now
                    assert client.shown == sessions.held(), f"history {history}, {type(client).__name__}"


@pytest.mark.slow
def test_no_step_of_a_history_breaks_a_rule_between_two_polls() -> None:
    chance = random.Random(4)
    sessions, feed = Sessions(chance), Feed(BEGUN)
    feed.publish(sessions.calendar())

    for _ in range(300):
        before = feed.octets
        sessions.step()
        feed.publish(sessions.calendar())
        assert compare(before, feed.octets, sessions.now) == ()


@pytest.mark.parametrize("asking", Asking)
def test_the_clients_would_see_a_ghost(asking: Asking) -> None:
    """The model can fail: an event that vanishes uncancelled stays with the client that merges."""
    feed, client = Feed(BEGUN), KeepsSeen(asking)
    feed.publish(make_calendar(make_event()))
    client.poll(feed)

    feed.publish(make_calendar())
    client.poll(feed)

    assert list(client.shown) == ["1@lab.example"]


@pytest.mark.parametrize("asking", Asking)
def test_the_clients_would_see_a_stale_time(asking: Asking) -> None:
    """The model can fail: a move with a lower SEQUENCE is ignored."""
    feed, client = Feed(BEGUN), KeepsSeen(asking)
    later = {"ends": datetime(2026, 11, 23, 12, tzinfo=UTC)}
    feed.publish(make_calendar(make_event(sequence=2)))
    client.poll(feed)

    feed.publish(make_calendar(make_event(sequence=1, **later)))
    client.poll(feed)

    assert client.shown["1@lab.example"][1] == make_event().ends


def test_an_unchanged_feed_is_not_sent_to_those_who_ask() -> None:
    feed = Feed(BEGUN)
    feed.publish(make_calendar(make_event()))
    first = feed.answer()

    feed.publish(make_calendar(make_event()))

    assert feed.answer(if_none_match=first.etag).octets is None
    assert feed.answer(if_modified_since=first.last_modified).octets is None
    assert feed.answer().octets == feed.octets
