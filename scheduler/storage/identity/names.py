"""What people are called, for whoever reads what they did."""

from collections.abc import Iterable

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.identity.people import Person
from scheduler.storage import records
from scheduler.storage.store import Tx


async def who_called_off(tx: Tx, bookings: Iterable[Booking]) -> dict[int, str]:
    """The names of those who cancelled or declined these bookings, by the booking's id."""
    by = {each.id: each.called_off_by_id for each in bookings if each.called_off_by_id is not None}
    people = await records.by_id(tx, Person, by.values()) if by else {}
    return {key: people[person_id].name for key, person_id in by.items() if person_id in people}
