"""A feed without its sessions: when its subject is taken, and when a place is open at all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from calendars.availability import Availability, Hours, encode_availability
from calendars.encode import encode_freebusy
from calendars.event import BusyKind, BusyPeriod, CalendarUser, FreeBusy
from calendars.zones import has_yearly_rule
from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.hours import hours_of
from scheduler.domain.bookings.occupation import occupation
from scheduler.domain.calendars.feeds import Feed, Subject
from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid, NotFound
from scheduler.domain.identity.secrets import hash_of
from scheduler.domain.time.spans import Span
from scheduler.services.calendars.feeds.window import MOST_EVENTS, FeedView, asked
from scheduler.storage import records
from scheduler.storage.bookings import external_busy
from scheduler.storage.bookings.surroundings import surroundings
from scheduler.storage.calendars import feeds
from scheduler.storage.campus import groups
from scheduler.storage.store import Store, Tx

DAYS_AHEAD: Final = 60
"""What is told when no days are asked for: today and as many after it."""


async def read_busy(store: Store, secret: str, now: datetime, view: FeedView) -> bytes:
    """The busy time of a person, a group or a resource (RFC 5545 3.6.4), of the days in `view`.

    Raises `NotFound` for an address that does not work, and `Invalid` for a feed of a company or a campus:
    those are many resources, and never busy as one.
    """
    within = _within(view, ZoneInfo(store.zone), now)
    feed_id = await _behind(store, secret)
    async with store.read() as tx:
        feed = await records.get(tx, Feed, feed_id)
        return encode_freebusy(
            FreeBusy(
                uid=f"busy-{feed.subject.value}-{feed.subject_id}@fieldlab",
                name=feed.name,
                starts=within.start,
                ends=within.end,
                stamped_at=now.replace(microsecond=0),
                organizer=CalendarUser("", feed.name),
                periods=tuple(await _periods(tx, feed, within, now)),
            )
        )


async def read_hours(store: Store, secret: str, now: datetime) -> bytes:
    """The opening hours of a place, week by week (RFC 7953). Raises as `read_busy`; `Invalid` also for what
    keeps no hours."""
    feed_id = await _behind(store, secret)
    async with store.read() as tx:
        resource = await _resource(tx, await records.get(tx, Feed, feed_id))
        within = _within(FeedView(), ZoneInfo(store.zone), now)
        near = await surroundings(tx, {resource.id: resource}, [within], now)
    campus = near.campuses.get(resource.campus_id or 0)
    openings = hours_of(resource, near) if campus is not None else []
    if campus is None or not openings:
        raise Invalid("feed", InvalidCode.KEEPS_NO_HOURS)
    if not has_yearly_rule(campus.zone, now):
        raise Invalid("feed", InvalidCode.ZONE_WITHOUT_RULE)
    return encode_availability(
        Availability(
            uid=f"hours-{resource.id}@fieldlab",
            name=resource.name,
            zone=campus.zone,
            stamped_at=now.replace(microsecond=0),
            organizer=CalendarUser("", campus.name),
            hours=tuple(_weekly(openings, now.astimezone(campus.tz).date())),
        )
    )


async def _behind(store: Store, secret: str) -> int:
    state = await feeds.state_by_secret(store, hash_of(secret))
    if state is None:
        raise NotFound("feed", "…")
    return state.feed_id


def _within(view: FeedView, zone: ZoneInfo, now: datetime) -> Span:
    if view.first_on is None and view.last_on is None:
        today = now.astimezone(zone).date()
        view = FeedView(first_on=today, last_on=today + timedelta(days=DAYS_AHEAD))
    return asked(view, zone)


async def _periods(tx: Tx, feed: Feed, within: Span, now: datetime) -> list[BusyPeriod]:
    if feed.subject is Subject.PERSON:
        elsewhere = await external_busy.busy_of_person(tx, feed.subject_id, within)
        return [*await _sessions(tx, feed, within, now), *_whole(elsewhere)]
    resource = await _resource(tx, feed)
    near = await surroundings(tx, {resource.id: resource}, [within], now)
    found = occupation(resource, within, near)
    return [
        *_whole(found.busy),
        *_whole(found.unavailable, BusyKind.UNAVAILABLE),
    ]


async def _sessions(tx: Tx, feed: Feed, within: Span, now: datetime) -> list[BusyPeriod]:
    shown = await feeds.bookings_of(tx, feed.subject, feed.subject_id, within, MOST_EVENTS)
    return [period for each in shown if each.as_of(now).holds for period in _whole([each.span], _kind(each))]


def _whole(spans: Iterable[Span], kind: BusyKind = BusyKind.BUSY) -> Iterator[BusyPeriod]:
    """In the whole seconds that calendars know: a part of one is all taken, for what is not told is free."""
    for span in spans:
        start, end = span.start.replace(microsecond=0), span.end.replace(microsecond=0)
        yield BusyPeriod(start, end if end == span.end else end + timedelta(seconds=1), kind)


def _kind(booking: Booking) -> BusyKind:
    return BusyKind.TENTATIVE if booking.tentative else BusyKind.BUSY


async def _resource(tx: Tx, feed: Feed) -> Resource:
    match feed.subject:
        case Subject.RESOURCE:
            return await records.get(tx, Resource, feed.subject_id)
        case Subject.GROUP:
            group = await groups.get_group(tx, feed.subject_id)
            return await records.get(tx, Resource, group.resource_id)
        case _:
            raise Invalid("feed", InvalidCode.BUSY_OF_ONE)


def _weekly(openings: list[Opening], today: date) -> list[Hours]:
    """One series for all weekdays with the same hours."""
    days: dict[tuple[time, time], set[int]] = defaultdict(set)
    for each in openings:
        days[each.opens, each.closes].add(each.weekday)
    monday = today - timedelta(days=today.weekday())
    return [
        Hours(weekdays=frozenset(found), opens=opens, closes=closes, first_on=monday)
        for (opens, closes), found in sorted(days.items())
    ]
