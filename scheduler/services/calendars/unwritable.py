"""Bookings that no calendar can carry: calendars and mail leave them out, and the operator asks here."""

from dataclasses import dataclass
from typing import Final

from calendars.errors import InvalidValue
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.resources import Resource
from scheduler.domain.cursors import Cursor
from scheduler.domain.identity.people import SYSTEM
from scheduler.services.booking_event import event_for
from scheduler.storage import records
from scheduler.storage.bookings.booking_filter import BookingFilter
from scheduler.storage.bookings.bookings import list_bookings
from scheduler.storage.store import Store, Tx

_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Unwritable:
    """A booking and the value of it that cannot be written; what it says is nobody's business here."""

    booking_id: int
    field: str


async def list_unwritable(store: Store) -> tuple[Unwritable, ...]:
    """All of them, by number; every booking is looked at."""
    found: list[Unwritable] = []
    last: int | None = 0
    async with store.read() as tx:
        while last is not None:
            last = await _look_on(tx, last, found, store.zone)
    return tuple(found)


async def _look_on(tx: Tx, after: int, found: list[Unwritable], zone: str) -> int | None:
    """The id to go on from; None at the end."""
    bookings = await list_bookings(tx, BookingFilter(), after=Cursor(after), limit=_AT_ONCE)
    resources = await records.by_id(tx, Resource, {n.resource_id for each in bookings for n in each.needs})
    campuses = await records.by_id(tx, Campus, {each.campus_id for each in bookings if each.campus_id})
    for booking in bookings:
        needed = [resources[need.resource_id] for need in booking.needs if need.resource_id in resources]
        try:
            event_for(SYSTEM, booking, needed, campuses.get(booking.campus_id or 0), str, zone=zone)
        except InvalidValue as fault:
            found.append(Unwritable(booking.id, fault.field))
    return bookings[-1].id if bookings else None
