"""The members of a calendar, what changed since a client looked, and the events themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.calendars.caldav import Member
from scheduler.domain.time.spans import Span
from scheduler.services.calendars.caldav.calendars import Offered
from scheduler.services.calendars.caldav.contents import DavObject, feed_of, objects_in
from scheduler.services.calendars.feeds.read import Say, with_names
from scheduler.services.calendars.feeds.window import MOST_EVENTS, window
from scheduler.storage.bookings.bookings import bookings_by_id
from scheduler.storage.calendars import caldav, feeds
from scheduler.storage.store import Store, Tx


@dataclass(frozen=True, slots=True)
class Changes:
    """Members that are new or other than before, or there no more, up to `number`; `more` follow it."""

    members: tuple[Member, ...]
    number: int
    more: bool


async def list_members(store: Store, calendar: Offered) -> list[Member]:
    """Every event there is, by name, with its validator."""
    async with store.read() as tx:
        return await caldav.members_of(tx, calendar.state.id)


async def changes_since(store: Store, calendar: Offered, since: int | None, most: int | None) -> Changes:
    """What changed since a number that the calendar remembers, the first `most` of it; without one,
    all there is."""
    async with store.read() as tx:
        found = await caldav.members_of(tx, calendar.state.id, after=since)
    told = [member for member in found if member.number <= calendar.state.number]
    if most is None or len(told) <= most:
        return Changes(tuple(told), calendar.state.number, False)
    return Changes(tuple(told[:most]), told[:most][-1].number, True)


async def read_objects(
    store: Store, calendar: Offered, names: Sequence[str], now: datetime, say: Say
) -> dict[str, DavObject]:
    """Those of `names` that are there."""
    async with store.read() as tx:
        members = await caldav.members_of(tx, calendar.state.id, names=names)
        bookings = await bookings_by_id(tx, [member.booking_id for member in members])
        found = await _objects(tx, calendar, bookings, store.zone, now, say)
    wanted = frozenset(names)
    return {name: each for name, each in found.items() if name in wanted}


async def read_objects_within(
    store: Store, calendar: Offered, within: Span | None, now: datetime, say: Say
) -> dict[str, DavObject]:
    """Those with a moment in `within`; none of them lies outside what feeds show."""
    shown, followed = window(now), calendar.followed
    if within is not None:
        if not within.overlaps(shown):
            return {}
        shown = Span(max(shown.start, within.start), min(shown.end, within.end))
    async with store.read() as tx:
        bookings = await feeds.bookings_of(tx, followed.subject, followed.subject_id, shown, MOST_EVENTS)
        return await _objects(tx, calendar, bookings, store.zone, now, say)


async def _objects(
    tx: Tx, calendar: Offered, bookings: Sequence[Booking], zone: str, now: datetime, say: Say
) -> dict[str, DavObject]:
    contents = await with_names(tx, feed_of(calendar.owner, calendar.followed, now), bookings, zone=zone)
    return {each.name: each for each in objects_in(contents, say)}
