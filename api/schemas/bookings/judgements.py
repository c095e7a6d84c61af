"""What the rules say to a request, on the wire: what is broken, and what would be accepted."""

from datetime import date, datetime
from typing import Any, Self

from pydantic_core import to_jsonable_python

from api.schemas.bookings.bookings import NeedOut
from api.schemas.common import Output
from scheduler.domain.bookings.alternatives import Alternative, AlternativeKind
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.bookings.violations import Violation
from scheduler.services.bookings import ChangePreview, Preview


class ViolationOut(Output):
    """A broken rule with its numbers; `message` says it in the reader's language."""

    rule: str
    resource_id: int | None
    resource_name: str
    start: datetime
    end: datetime
    data: dict[str, Any]
    message: str

    @classmethod
    def from_domain(cls, violation: Violation, message: str) -> Self:
        return cls(
            rule=violation.rule.value,
            resource_id=violation.resource_id,
            resource_name=violation.resource_name,
            start=violation.span.start,
            end=violation.span.end,
            data=to_jsonable_python(violation.data),
            message=message,
        )


class AlternativeOut(Output):
    """What would be accepted; of a series `rule` has the whole and `start` the first date."""

    kind: AlternativeKind
    start: datetime
    end: datetime
    needs: list[NeedOut]
    free: int
    rule: dict[str, Any] | None
    owners_to_ask: list[int]

    @classmethod
    def from_domain(cls, alternative: Alternative) -> Self:
        return cls(
            kind=alternative.kind,
            start=alternative.span.start,
            end=alternative.span.end,
            needs=[NeedOut.model_validate(need) for need in alternative.needs],
            free=alternative.free,
            rule=to_jsonable_python(alternative.rule),
            owners_to_ask=list(alternative.awaits),
        )


class OccasionOut(Output):
    start: datetime
    end: datetime


class PreviewOut(Output):
    """What the request would come to now. Without violations it would be accepted, as `status`.

    `own_overlaps` are the ids of your own bookings at the same time, which it may repeat by mistake.
    """

    occasions: list[OccasionOut]
    status: BookingStatus
    decide_by: datetime | None
    violations: list[ViolationOut]
    alternatives: list[AlternativeOut]
    owners_to_ask: list[int]
    skipped_on: list[date]
    own_overlaps: list[int]

    @classmethod
    def from_domain(cls, preview: Preview, violations: list[ViolationOut]) -> Self:
        return cls(
            occasions=[OccasionOut(start=span.start, end=span.end) for span in preview.spans],
            status=preview.status,
            decide_by=preview.decide_by,
            violations=violations,
            alternatives=[AlternativeOut.from_domain(each) for each in preview.alternatives],
            owners_to_ask=list(preview.owners_to_ask),
            skipped_on=list(preview.skipped_on),
            own_overlaps=[booking.id for booking in preview.own_overlaps],
        )


class ChangePreviewOut(Output):
    """What the change would come to now; without violations it would be accepted, as `status`."""

    occasions: list[OccasionOut]
    status: BookingStatus
    violations: list[ViolationOut]

    @classmethod
    def from_domain(cls, preview: ChangePreview, violations: list[ViolationOut]) -> Self:
        return cls(
            occasions=[OccasionOut(start=b.span.start, end=b.span.end) for b in preview.bookings],
            status=preview.bookings[0].status,
            violations=violations,
        )
