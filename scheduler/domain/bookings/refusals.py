"""What a request for places or a plan is refused with."""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.domain.bookings.alternatives import Alternative
from scheduler.domain.bookings.bookings import Booking, SeriesScope
from scheduler.domain.bookings.violations import Violation
from scheduler.domain.errors import FieldlabError


@dataclass(frozen=True, slots=True)
class RefusedDate:
    """A booking of a series that stayed as it was because of these."""

    booking: Booking
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedChange:
    """What the next step needs so that an alternative is taken for what was asked: the booking from which
    it was meant and the version it had, for whom of its series, and whether what cannot change may stay.

    `anew`: the booking was to come back, and an alternative is a new one like it.
    """

    booking_id: int
    version: int
    scope: SeriesScope
    partly: bool
    anew: bool = False


class BookingRefused(FieldlabError):
    """The booking breaks rules of the campus."""

    def __init__(
        self,
        violations: Sequence[Violation],
        alternatives: Sequence[Alternative] = (),
        *,
        zone: str,
        change: RefusedChange | None = None,
    ) -> None:
        self.violations = tuple(violations)
        self.alternatives = tuple(alternatives)
        self.change = change  # None: something new was asked
        self.zone = zone  # that of the campus, for whoever words the violations
        super().__init__(rules=sorted({violation.rule for violation in self.violations}))


class PublishRefused(FieldlabError):
    """The plan clashes with what is booked by now."""

    def __init__(self, violations: Sequence[Violation], *, zone: str) -> None:
        self.violations = tuple(violations)
        self.zone = zone
        super().__init__(rules=sorted({violation.rule for violation in self.violations}))
