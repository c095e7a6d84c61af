"""Bookings that are still to come and hold something, with what they hold."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, or_, select

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.hits import StandingBooking
from scheduler.domain.bookings.states import STATES
from scheduler.domain.time.spans import LONGEST, LONGEST_CLAIM, Span
from scheduler.storage.bookings.bookings import bookings_by_id, bookings_where
from scheduler.storage.bookings.claims import claims_by_booking
from scheduler.storage.store import Tx
from scheduler.storage.tables import BookingRow, ClaimRow, ResourceRow
from scheduler.storage.tables.base import columns

_BOOKING, _CLAIM, _RESOURCE = columns(BookingRow), columns(ClaimRow), columns(ResourceRow)
_CHUNK: Final = 10_000
_HOLDING: Final = sorted(status.value for status, state in STATES.items() if state.holds)


async def coming(
    tx: Tx, resource_ids: Iterable[int], organiser_ids: Iterable[int], within: Span | None, now: datetime
) -> list[StandingBooking]:
    """What claims any of these resources, parts of a whole included, or was made by any of these people,
    has not ended, and has a moment in `within` (None: whenever); in id order."""
    ids: set[int] = set()
    known = sorted(set(resource_ids))
    for first in range(0, len(known), _CHUNK):
        ids |= set(await tx.scalars(_claiming(known[first : first + _CHUNK], within, now)))
    people = sorted(set(organiser_ids))
    found = await bookings_by_id(tx, ids)
    if people:
        made = await bookings_where(tx, _BOOKING.organiser_id.in_(people), *_to_come(within, now))
        found = list({booking.id: booking for booking in (*found, *made)}.values())
    return await with_claims(tx, [b for b in found if b.as_of(now).holds and b.span.end > now])


async def standing_for(
    tx: Tx, owners: Iterable[int] | None, within: Span, after: int, most: int
) -> list[StandingBooking]:
    """At most `most` bookings with a moment in `within`, in id order after the id `after`: those that claim
    what `owners` own or that they booked (None: of anybody)."""
    if owners is None:
        return await _standing(tx, [], within, after, most)
    known = sorted(set(owners))
    owned = select(_RESOURCE.id).where(_RESOURCE.owner_id.in_(known))
    whose = or_(_BOOKING.organisation_id.in_(known), _claims(_CLAIM.resource_id.in_(owned)))
    return await _standing(tx, [whose], within, after, most)


async def standing_by(
    tx: Tx, person_id: int, claimed: Iterable[int], within: Span, after: int, most: int
) -> list[StandingBooking]:
    """The same of those that a person made or that claim one of these resources."""
    whose = or_(_BOOKING.organiser_id == person_id, _claims(_CLAIM.resource_id.in_(sorted(claimed))))
    return await _standing(tx, [whose], within, after, most)


async def _standing(
    tx: Tx, whose: list[ColumnElement[bool]], within: Span, after: int, most: int
) -> list[StandingBooking]:
    where = (_BOOKING.id > after, *_to_come(within, within.start), *whose)
    found = await bookings_where(tx, *where, limit=most)
    return await with_claims(tx, found)


async def with_claims(tx: Tx, bookings: Iterable[Booking]) -> list[StandingBooking]:
    """Each with what it holds."""
    ordered = sorted(bookings, key=lambda booking: booking.id)
    held = await claims_by_booking(tx, [booking.id for booking in ordered])
    return [StandingBooking(booking, held[booking.id]) for booking in ordered]


def _claiming(resource_ids: list[int], within: Span | None, now: datetime) -> Select[tuple[int]]:
    query = (
        select(_CLAIM.booking_id).distinct().where(_CLAIM.resource_id.in_(resource_ids), _CLAIM.ends > now)
    )
    if within is None:
        return query
    early = within.start - LONGEST_CLAIM
    return query.where(_CLAIM.starts < within.end, _CLAIM.ends > within.start, _CLAIM.starts > early)


def _to_come(within: Span | None, now: datetime) -> list[ColumnElement[bool]]:
    where = [_BOOKING.status.in_(_HOLDING), _BOOKING.ends > now, _BOOKING.starts > now - LONGEST]
    if within is not None:
        where += [_BOOKING.starts < within.end, _BOOKING.ends > within.start]
    return where


def _claims(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(1).where(_CLAIM.booking_id == _BOOKING.id, which).exists()
