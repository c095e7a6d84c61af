"""What a calendar client gets: nothing when nothing changed, or else the whole calendar.

The validator is `"<revision>.<feed version>.<month>.<format>-<hash of the bytes>"`: its first part can be
compared with one indexed read, without looking at a single booking.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from calendars.encode import encode, etag
from scheduler.domain.bookings import Booking
from scheduler.domain.errors import NotFound
from scheduler.domain.feeds import Feed
from scheduler.domain.people import Language
from scheduler.domain.places import Campus
from scheduler.domain.resources import Resource
from scheduler.domain.secrets import hash_of
from scheduler.domain.spans import Span
from scheduler.services.feeds.contents import Contents, calendar_of
from scheduler.storage import actors, feeds, records
from scheduler.storage.feeds import FeedState
from scheduler.storage.store import Store, Tx

FORMAT = 1
"""Raise it when the same data is written in other bytes, so that clients fetch once more."""
MOST_EVENTS = 10_000
MONTHS_BACK, MONTHS_AHEAD = 3, 15
FETCH_NOTED_EVERY = timedelta(minutes=15)

Say = Callable[[Language, str], str]
"""Words of the calendar in a language: see `feed.*` in the catalogue."""


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """`body` None: what the client has is still right. `note` says that this fetch should be noted."""

    feed: Feed
    etag: str
    changed_at: datetime
    body: bytes | None
    note: bool


async def read_feed(
    store: Store,
    secret: str,
    now: datetime,
    say: Say,
    *,
    known: frozenset[str] = frozenset(),
    since: datetime | None = None,
) -> FeedAnswer:
    """`known` are the client's validators (If-None-Match), `since` its If-Modified-Since, which counts
    only without validators (RFC 9110 13.2.2). Raises `NotFound` for an address that does not work."""
    async with store.read() as tx:
        state = await feeds.state_by_secret(tx, hash_of(secret))
        if state is None:
            raise NotFound("feed", "…")
        note = state.feed.last_fetched_at is None or now - state.feed.last_fetched_at > FETCH_NOTED_EVERY
        changed_at = _changed_at(state, now)
        fresh = _still_fresh(state, now, known)
        if fresh is None and not known and since is not None and since >= changed_at:
            fresh = ""
        if fresh is not None:
            return FeedAnswer(state.feed, fresh, changed_at, None, note)
        contents = await contents_of(tx, state.feed, now)
    body = encode(calendar_of(contents, lambda key: say(state.feed.language, key)))
    return FeedAnswer(state.feed, _validator(state, now, body), changed_at, body, note)


async def note_fetch(store: Store, feed_id: int, client: str, now: datetime) -> None:
    """Remember when and by what kind of client the feed was last read; `client` is a product name."""
    async with store.write() as tx:
        await feeds.note_fetch(tx, feed_id, client, now)


def window(now: datetime) -> Span:
    """What feeds show. It moves once a month and not with every poll, so equal data gives equal bytes."""
    month = now.year * 12 + now.month - 1
    return Span(_first_of(month - MONTHS_BACK), _first_of(month + MONTHS_AHEAD))


def _first_of(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)


def _stamp(state: FeedState, now: datetime) -> str:
    return f"{state.revision}.{state.feed.version}.{now:%Y%m}.{FORMAT}"


def _validator(state: FeedState, now: datetime, body: bytes) -> str:
    return f'"{_stamp(state, now)}-{etag(body)[1:-1]}"'


def _still_fresh(state: FeedState, now: datetime, known: frozenset[str]) -> str | None:
    """The validator of `known` that was made from the present state."""
    stamp = f'"{_stamp(state, now)}-'
    return next((tag for tag in sorted(known) if tag.removeprefix("W/").startswith(stamp)), None)


def _changed_at(state: FeedState, now: datetime) -> datetime:
    """When the answer may last have changed; it never goes back."""
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return max(month, state.feed.created_at, state.changed_at or month)


async def contents_of(tx: Tx, feed: Feed, now: datetime) -> Contents:
    """What a feed shows now, cancelled bookings too, of its whole window."""
    shown = await feeds.bookings_of(tx, feed.subject, feed.subject_id, window(now), MOST_EVENTS)
    return await with_names(tx, feed, shown)


async def with_names(tx: Tx, feed: Feed, shown: Sequence[Booking]) -> Contents:
    """These bookings with what the feed's owner is told around them."""
    return Contents(
        feed=feed,
        owner=await actors.get_actor(tx, feed.owner_id),
        bookings=tuple(shown),
        resources=await records.by_id(tx, Resource, {n.resource_id for b in shown for n in b.needs}),
        campuses=await records.by_id(tx, Campus, {b.campus_id for b in shown if b.campus_id is not None}),
    )
