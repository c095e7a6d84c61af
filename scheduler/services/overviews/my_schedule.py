"""What somebody has to be at: their own bookings, their work as staff, their groups' sessions; and the
calendars that follow it or clash with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.calendars.feeds import Feed
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.time.spans import Span
from scheduler.services.calendars.sources.clashes import SeenClash, own_clashes
from scheduler.services.overviews.select_options import Choices, choices_in
from scheduler.storage import records
from scheduler.storage.bookings.booking_filter import BookingFilter
from scheduler.storage.bookings.bookings import list_bookings
from scheduler.storage.calendars import feeds
from scheduler.storage.identity.names import who_called_off
from scheduler.storage.store import Store, Tx

SHOWN_AS_NEWS_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ScheduledSession:
    """One booking with the names of what it takes; `news`: its time, place or status changed lately;
    `called_off_by` is the name of who cancelled or declined it, or changed the world under it."""

    booking: Booking
    resources: tuple[Resource, ...]
    campus: Campus | None
    news: bool
    called_off_by: str = ""

    @property
    def places(self) -> tuple[Resource, ...]:
        return tuple(resource for resource in self.resources if resource.is_place)

    def of_kind(self, kind: str) -> tuple[Resource, ...]:
        """The staff, the groups or the equipment of it."""
        return tuple(resource for resource in self.resources if resource.kind == ResourceKind(kind))

    @property
    def link(self) -> str | None:
        """Where to join online."""
        return self.booking.meeting_url or next(
            (r.meeting_url for r in self.resources if r.meeting_url), None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MyPage:
    """`sessions` by start, cancelled ones too, so that nobody waits at a closed door; `feeds` are the
    actor's own that still work, `choices` what else there is to follow."""

    sessions: tuple[ScheduledSession, ...]
    feeds: tuple[Feed, ...]
    choices: Choices
    clashes: tuple[SeenClash, ...]


async def see_my_schedule(store: Store, actor: Actor | None, within: Span, now: datetime) -> MyPage:
    """With the actor's sessions that have a moment in `within`."""
    acting = require(actor, Action.OWN_ACCOUNT, own=True)
    async with store.read() as tx:
        return MyPage(
            sessions=await _sessions(tx, acting, within, now),
            feeds=tuple(await feeds.of_owner(tx, acting.id)),
            choices=await choices_in(tx, (Organisation, Campus)),
            clashes=await own_clashes(tx, acting, now),
        )


async def _sessions(tx: Tx, acting: Actor, within: Span, now: datetime) -> tuple[ScheduledSession, ...]:
    staff = frozenset() if acting.staff_resource_id is None else frozenset({acting.staff_resource_id})
    wanted = BookingFilter(
        organiser_id=acting.id,
        needing=acting.group_ids | staff,
        after=within.start,
        before=within.end,
        now=now,
    )
    bookings = await list_bookings(tx, wanted)
    resource_ids = {need.resource_id for booking in bookings for need in booking.needs}
    resources = await records.by_id(tx, Resource, resource_ids)
    campuses = await records.by_id(tx, Campus, {b.campus_id for b in bookings if b.campus_id is not None})
    ordered = sorted(bookings, key=lambda booking: (booking.span, booking.id))
    names = await who_called_off(tx, bookings)
    return tuple(
        replace(_session(booking, resources, campuses, now), called_off_by=names.get(booking.id, ""))
        for booking in ordered
    )


def _session(
    booking: Booking, resources: Mapping[int, Resource], campuses: Mapping[int, Campus], now: datetime
) -> ScheduledSession:
    changed = booking.sequence > 0 and now - booking.updated_at < SHOWN_AS_NEWS_FOR
    needed = tuple(resources[need.resource_id] for need in booking.needs)
    return ScheduledSession(booking, needed, campuses.get(booking.campus_id or 0), changed)
