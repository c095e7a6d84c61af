"""In which orders bookings may be listed."""

from datetime import datetime
from enum import StrEnum

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.cursors import Cursor, Key


class BookingSort(StrEnum):
    """A field of a booking, with a minus from the last to the first; equal ones in the order of their ids."""

    START = "start"
    START_LAST = "-start"
    UPDATED_AT = "updated_at"
    UPDATED_AT_LAST = "-updated_at"
    TITLE = "title"
    TITLE_LAST = "-title"

    @property
    def field(self) -> str:
        return self.value.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.value.startswith("-")

    @property
    def of_details(self) -> bool:
        """Whether the order tells what only some may see: between two known titles lies a third."""
        return self.field == "title"

    @property
    def kind(self) -> type[Key]:
        return str if self.field == "title" else datetime

    def key_of(self, booking: Booking) -> Key:
        key: Key = booking.span.start if self.field == "start" else getattr(booking, self.field)
        return key


def cursor_behind(booking: Booking, sort: BookingSort | None) -> Cursor:
    """Where the list goes on after this one; without a sort it is in the order of the ids."""
    return Cursor(booking.id, None if sort is None else sort.key_of(booking))
