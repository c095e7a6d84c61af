"""Look at bookings, as far as one may see them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.sorting import BookingSort, cursor_behind
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.bookings.visibility import is_own, sees_details, sight_of
from scheduler.domain.cursors import FIRST, Cursor
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, may, require
from scheduler.services.bookings.commands import Seen
from scheduler.storage.bookings.approvals import approvals_of
from scheduler.storage.bookings.booking_filter import BookingFilter
from scheduler.storage.bookings.bookings import get_booking as stored_booking
from scheduler.storage.bookings.bookings import list_bookings as stored_bookings
from scheduler.storage.bookings.surroundings import owners_of
from scheduler.storage.identity.names import who_called_off
from scheduler.storage.notifications.inbound import answers
from scheduler.storage.store import Store, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBookings:
    """Which bookings, `limit` of them behind the cursor `after`, in id order or that of `sort`.

    `mine`: those the actor made, or is claimed by as staff or through a group. `since` and `until`
    keep the bookings with a moment between them. `organiser_id`, `text` and a sort by title find only
    bookings of which the actor sees the details.
    """

    mine: bool = False
    organisation_id: int | None = None
    resource_id: int | None = None
    series_id: int | None = None
    period_id: int | None = None
    statuses: frozenset[BookingStatus] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    campus_id: int | None = None
    updated_since: datetime | None = None
    organiser_id: int | None = None
    text: str | None = None
    sort: BookingSort | None = None
    after: Cursor = FIRST
    limit: int = 50

    @property
    def of_details(self) -> bool:
        return self.sort is not None and self.sort.of_details


async def get_booking(
    store: Store, actor: Actor | None, booking_id: int, now: datetime | None = None
) -> Seen:
    """With `now` as the clock has it then. Raises `NotFound`."""
    acting = require(actor, Action.VIEW_WEEK)
    async with store.read() as tx:
        return await booking_in(tx, acting, booking_id, now)


async def booking_in(tx: Tx, actor: Actor, booking_id: int, now: datetime | None) -> Seen:
    """The same within a transaction that is under way."""
    booking = await stored_booking(tx, booking_id, now)
    seen = (await seen_by(tx, actor, [booking]))[0]
    approvals = await approvals_of(tx, [booking_id])
    answered = await answers(tx, booking)
    names = await who_called_off(tx, [booking])
    if not seen.details:
        return seen
    return Seen(
        booking=booking,
        details=True,
        may_change=seen.may_change,
        approvals=approvals.get(booking_id, ()),
        answers=tuple(answered),
        called_off_by=names.get(booking_id, ""),
    )


async def list_bookings(
    store: Store, actor: Actor | None, wanted: ListBookings, now: datetime | None = None
) -> tuple[tuple[Seen, ...], Cursor | None]:
    """Bookings, and the cursor of the rest. With `now` as the clock has them then."""
    acting, limit = require(actor, Action.VIEW_WEEK), wanted.limit
    async with store.read() as tx:
        chosen = _filter(acting, wanted, now)
        found = await stored_bookings(tx, chosen, sort=wanted.sort, after=wanted.after, limit=limit + 1)
        rest = cursor_behind(found[limit - 1], wanted.sort) if len(found) > limit else None
        return tuple(await seen_by(tx, acting, found[:limit])), rest


def _filter(actor: Actor, wanted: ListBookings, now: datetime | None) -> BookingFilter:
    staff = frozenset() if actor.staff_resource_id is None else frozenset({actor.staff_resource_id})
    return BookingFilter(
        organiser_id=actor.id if wanted.mine else None,
        needing=actor.group_ids | staff if wanted.mine else frozenset(),
        organisation_id=wanted.organisation_id,
        resource_id=wanted.resource_id,
        series_id=wanted.series_id,
        period_id=wanted.period_id,
        statuses=wanted.statuses,
        after=wanted.since,
        before=wanted.until,
        campus_id=wanted.campus_id,
        updated_since=wanted.updated_since,
        made_by=wanted.organiser_id,
        text=wanted.text,
        with_details=wanted.of_details,
        sight=sight_of(actor),
        now=now,
    )


async def seen_by(tx: Tx, actor: Actor, bookings: Sequence[Booking]) -> list[Seen]:
    """Each as this person may see it."""
    owners = await owners_of(tx, {need.resource_id for booking in bookings for need in booking.needs})
    return [_as_seen(actor, booking, {owners[n.resource_id] for n in booking.needs}) for booking in bookings]


def _as_seen(actor: Actor, booking: Booking, owners: Iterable[int]) -> Seen:
    organisations = [booking.organisation_id, *owners]
    return Seen(
        booking=booking,
        details=sees_details(actor, booking, organisations[1:]),
        may_change=may(actor, Action.CHANGE_BOOKING, organisations=organisations, own=is_own(actor, booking)),
    )
