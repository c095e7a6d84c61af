"""Bookings that left a feed although they are held elsewhere: another lab, another group, another owner.

Calendar programs that merge what they read keep a session until they are told that it is cancelled, so a
feed goes on showing as cancelled what it has lost. Nothing needs to be taken out when a booking comes back:
what a feed shows by right is not looked up here.
"""

from collections.abc import Iterable

from sqlalchemy import literal, select
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.calendars.feeds import Subject
from scheduler.storage.calendars.subjects import Key, behind, named_by
from scheduler.storage.store import Tx
from scheduler.storage.tables import BookingNeedRow, FeedRemovalRow
from scheduler.storage.tables.base import columns

_NEED = columns(BookingNeedRow)
_KEY = ("subject", "subject_id", "booking_id")


async def note(tx: Tx, before: Iterable[Booking], after: Iterable[Booking]) -> None:
    """Note whose feeds lose one of these bookings, given as they were and as they are."""
    known = {booking.id: booking for booking in before}
    for booking in after:
        lost = named_by(known[booking.id]) - named_by(booking) if booking.id in known else set()
        if lost:
            gone = {subject_id for subject, subject_id in lost if subject is Subject.RESOURCE}
            await _add(tx, lost | await behind(tx, gone), booking.id)


async def leave(tx: Tx, key: Key, resource_id: int) -> None:
    """All that is booked of a resource leaves the feeds of `key`: a member their group, an owner a lab."""
    subject, subject_id = key
    booked = select(literal(subject.value), literal(subject_id), _NEED.booking_id).where(
        _NEED.resource_id == resource_id
    )
    await tx.execute(_insert(tx).from_select(_KEY, booked).on_conflict_do_nothing(index_elements=_KEY))


async def _add(tx: Tx, keys: Iterable[Key], booking_id: int) -> None:
    rows = [
        {"subject": subject.value, "subject_id": subject_id, "booking_id": booking_id}
        for subject, subject_id in sorted(keys)
    ]
    await tx.execute(_insert(tx).on_conflict_do_nothing(index_elements=_KEY), rows)


def _insert(tx: Tx) -> postgresql.Insert | sqlite.Insert:
    return sqlite.insert(FeedRemovalRow) if tx.dialect.name == "sqlite" else postgresql.insert(FeedRemovalRow)
