"""What a change of bookings came to, on the wire: the dates that changed, and those that could not."""

from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from api.i18n import Times, Words, explain
from api.schemas.bookings.bookings import BookingOut, BookingsOut
from api.schemas.bookings.judgements import ViolationOut
from api.schemas.common import Id, Output
from scheduler.domain.bookings.refusals import RefusedDate
from scheduler.services.bookings import Changed


class RefusedDateOut(Output):
    """A booking of the series that stayed as it was, and every rule that its change would have broken."""

    booking: BookingOut
    violations: list[ViolationOut]

    @classmethod
    def from_domain(cls, refused: RefusedDate, words: Words, times: Times) -> Self:
        return cls(
            booking=BookingOut.from_own(refused.booking),
            violations=[
                ViolationOut.from_domain(each, explain(each, words, times)) for each in refused.violations
            ],
        )


class ChangedOut(BookingsOut):
    """`refused` stayed as they were. `POST /api/v1/changes/{change_id}/undo` takes back what was done."""

    change_id: Id
    refused: list[RefusedDateOut]

    @classmethod
    def from_domain(cls, changed: Changed, words: Words, now: datetime) -> Self:
        times = Times(words, ZoneInfo(changed.zone), now)
        return cls(
            bookings=[BookingOut.from_own(booking) for booking in changed],
            change_id=changed.change_id,
            refused=[RefusedDateOut.from_domain(each, words, times) for each in changed.refused],
        )
