"""What a calendar client gets: nothing when nothing changed, or else the whole calendar.

The validator is `"<revision>.<feed version>.<month>.<format>.<view>-<hash of the bytes>"`: what comes before
the hash can be compared after one indexed read, without looking at a single booking.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from calendars.encode import encode, etag
from calendars.jcal import to_jcal
from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.calendars.feeds import Feed
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid, NotFound
from scheduler.domain.identity.people import Language
from scheduler.domain.identity.secrets import hash_of
from scheduler.domain.time.spans import Span
from scheduler.services.booking_event import Contents, calendar_of
from scheduler.services.calendars.feeds.window import MOST_EVENTS, FeedLimits, FeedView, window, windows
from scheduler.storage import records
from scheduler.storage.calendars import feeds
from scheduler.storage.calendars.feeds import FeedState
from scheduler.storage.identity import actors
from scheduler.storage.identity.names import who_called_off
from scheduler.storage.store import Store, Tx

FORMAT = 3
"""Raise it when the same data is written in other bytes, so that clients fetch once more."""
FETCH_NOTED_EVERY = timedelta(minutes=15)
SETTLES_IN = timedelta(minutes=5)
"""Longer than any transaction: a change that is this old has no slower one of the same moment behind it."""
_ALL_IN_THE_LOOP = 300

Say = Callable[[Language, str], str]
"""Words of the calendar in a language: see `feed.*` in the catalogue."""


@dataclass(frozen=True, slots=True)
class ClientValidators:
    """What a client has: validators (If-None-Match), or a date (If-Modified-Since), which counts only
    without validators (RFC 9110 13.2.2)."""

    tags: frozenset[str] = frozenset()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """`body` None: what the client has is still right. `note` says that this fetch should be noted.

    `settled_at` is a date that no later change can have; None while the last change is too young.
    """

    feed_id: int
    etag: str
    settled_at: datetime | None
    body: bytes | None
    note: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedQuery:
    """How an address is read: by whom that has what, which view of it; `site` says where our pages are,
    `limits` how much is sent at most."""

    known: ClientValidators = field(default_factory=ClientValidators)
    view: FeedView = field(default_factory=FeedView)
    site: Callable[[], str] = str
    limits: FeedLimits = field(default_factory=FeedLimits)


async def read_feed(store: Store, secret: str, now: datetime, say: Say, reading: FeedQuery) -> FeedAnswer:
    """Raises `NotFound` for an address that does not work, `Invalid` for a time with too much in it."""
    state = await feeds.state_by_secret(store, hash_of(secret))
    if state is None:
        raise NotFound("feed", "…")
    note = state.last_fetched_at is None or now - state.last_fetched_at > FETCH_NOTED_EVERY
    settled_at = _settled_at(state, now)
    stamp = f'"{state.revision}.{state.version}.{now.year * 12 + now.month}.{FORMAT}{reading.view.mark}-'
    fresh = _still_fresh(reading.known, stamp, settled_at)
    if fresh is not None:
        return FeedAnswer(state.feed_id, fresh, settled_at, None, note)
    body = await _written(store, state.feed_id, now, say, reading)
    return FeedAnswer(state.feed_id, f'{stamp}{etag(body)[1:-1]}"', settled_at, body, note)


async def note_fetch(store: Store, feed_id: int, client: str, now: datetime) -> None:
    """Remember when and by what kind of client the feed was last read; `client` is a product name."""
    async with store.write() as tx:
        await feeds.note_fetch(tx, feed_id, client, now)


def _still_fresh(known: ClientValidators, stamp: str, settled_at: datetime | None) -> str | None:
    """The client's validator that was made from the present state; empty where it has none but is right."""
    if known.tags:
        # A star stands for whatever there is (RFC 9110 13.1.2).
        matching = (tag for tag in sorted(known.tags) if tag.removeprefix("W/").startswith(stamp))
        return next(matching, "" if "*" in known.tags else None)
    right = settled_at is not None and known.since is not None and known.since >= settled_at
    return "" if right else None


def _settled_at(state: FeedState, now: datetime) -> datetime | None:
    """When the answer changed for the last time, and surely so; it never goes back."""
    month = datetime(now.year, now.month, 1, tzinfo=UTC)
    settled = max(month, state.changed_at) + SETTLES_IN
    return settled if settled <= now else None


async def _written(store: Store, feed_id: int, now: datetime, say: Say, reading: FeedQuery) -> bytes:
    """The widest time that was meant and is not too much to send."""
    limits = reading.limits
    for span in windows(reading.view, store.zone, now):
        contents = await _shown_in(store, feed_id, span, limits)
        if contents is None:
            continue
        body = await _body(replace(contents, site=reading.site()), say, reading.view)
        if len(body) <= limits.octets:
            return body
    raise Invalid("to", InvalidCode.TOO_MUCH_IN_FEED, events=limits.events, megabytes=limits.octets // 2**20)


async def _shown_in(store: Store, feed_id: int, within: Span, limits: FeedLimits) -> Contents | None:
    """None: it is more than `limits` allow."""
    async with store.read() as tx:
        feed = await records.get(tx, Feed, feed_id)
        subject = feed.subject, feed.subject_id
        if await feeds.how_many_of(tx, *subject, within, limits.events) > limits.events:
            return None
        shown = await feeds.bookings_of(tx, *subject, within, limits.events)
        left = await feeds.left(tx, *subject, within)
        return await with_names(tx, feed, shown, left, zone=store.zone)


async def _body(contents: Contents, say: Say, view: FeedView) -> bytes:
    if len(contents.bookings) <= _ALL_IN_THE_LOOP:
        return _encoded(contents, say, view)
    return await asyncio.to_thread(_encoded, contents, say, view)


def _encoded(contents: Contents, say: Say, view: FeedView) -> bytes:
    octets = encode(calendar_of(contents, lambda key: say(contents.feed.language, key)))
    return to_jcal(octets) if view.as_json else octets


async def contents_of(tx: Tx, feed: Feed, zone: str, now: datetime) -> Contents:
    """What a feed shows now, cancelled bookings too, of its whole window."""
    shown = await feeds.bookings_of(tx, feed.subject, feed.subject_id, window(now), MOST_EVENTS)
    return await with_names(tx, feed, shown, zone=zone)


async def with_names(
    tx: Tx, feed: Feed, shown: Sequence[Booking], left: Sequence[Booking] = (), *, zone: str
) -> Contents:
    """These bookings with what the feed's owner is told around them; of those that `left` the feed, the
    ones that are not back. `zone` is the clock of what happens on no campus."""
    known = {booking.id for booking in shown}
    lost = [booking for booking in left if booking.id not in known]
    everything = (*shown, *lost)
    return Contents(
        feed=feed,
        owner=await actors.get_actor(tx, feed.owner_id),
        bookings=everything,
        lost=frozenset(booking.id for booking in lost),
        resources=await records.by_id(tx, Resource, {n.resource_id for b in everything for n in b.needs}),
        campuses=await records.by_id(
            tx, Campus, {b.campus_id for b in everything if b.campus_id is not None}
        ),
        zone=zone,
        called_off_by=await who_called_off(tx, everything),
    )
