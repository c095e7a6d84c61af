"""What a request for places or a plan is refused with."""

from collections.abc import Sequence

from scheduler.domain.bookings.alternatives import Alternative
from scheduler.domain.bookings.violations import Violation
from scheduler.domain.errors import FieldlabError


class BookingRefused(FieldlabError):
    """The booking breaks rules of the campus."""

    def __init__(
        self,
        violations: Sequence[Violation],
        alternatives: Sequence[Alternative] = (),
        *,
        zone: str,
    ) -> None:
        self.violations = tuple(violations)
        self.alternatives = tuple(alternatives)
        self.zone = zone  # that of the campus, for whoever words the violations
        super().__init__(rules=sorted({violation.rule for violation in self.violations}))


class PublishRefused(FieldlabError):
    """The plan clashes with what is booked by now."""

    def __init__(self, violations: Sequence[Violation], *, zone: str) -> None:
        self.violations = tuple(violations)
        self.zone = zone
        super().__init__(rules=sorted({violation.rule for violation in self.violations}))
