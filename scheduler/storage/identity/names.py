"""What people are called, for whoever reads what they did."""

from collections.abc import Iterable

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.identity.people import Person
from scheduler.storage import records
from scheduler.storage.store import Tx


async def who_called_off(tx: Tx, bookings: Iterable[Booking]) -> dict[int, str]:
    """The names of those who cancelled or declined these bookings, or changed the world under them, by the
    booking's id."""
    by = {each.id: person_id for each in bookings if (person_id := _behind(each)) is not None}
    people = await records.by_id(tx, Person, by.values()) if by else {}
    return {key: people[person_id].name for key, person_id in by.items() if person_id in people}


def _behind(booking: Booking) -> int | None:
    impact = booking.impact
    return booking.called_off_by_id or (None if impact is None else impact.by_id)
