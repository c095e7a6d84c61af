"""A week of resources, on the wire."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from api.schemas.common import Day, Id, Input, Output, SpelledId, Word
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.opening_hours import ClosureKind
from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.time.spans import Span
from scheduler.services.overviews.week import Occupied, ResourceWeek, Week, WeekQuestion


class WeekQuery(Input):
    """Which resources, in which days, which page of them. `free_only`: with `units` free at some moment."""

    first_on: Day
    days: Annotated[int, Field(ge=1, le=14)] = 7
    campus_id: SpelledId | None = None
    kind: ResourceKind | None = None
    feature: Word | None = None
    units: Annotated[int | None, Field(ge=1, le=500)] = None
    free_only: bool = False
    resource_id: Annotated[list[SpelledId], Field(max_length=200, default_factory=list)]
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    per_page: Annotated[int, Field(ge=1, le=200)] = 40

    def to_domain(self) -> WeekQuestion:
        values = self.model_dump(exclude={"resource_id"})
        return WeekQuestion(**values, resource_ids=tuple(self.resource_id))


class SpanOut(Output):
    start: datetime
    end: datetime


class FreeOut(SpanOut):
    """So many units are free from start to end, with seats for so many people; null: nobody counts them."""

    free: int
    seats: int | None


class WeekClosureOut(SpanOut):
    """Why the resource, or `units` of it, cannot be used."""

    kind: ClosureKind
    reason: str
    units: int | None


class OccupiedOut(SpanOut):
    """Named units, taken with set-up and tear-down. Who may not see the booking gets no more than that."""

    units: list[int]
    mine: bool
    booking_id: int | None
    title: str | None
    status: BookingStatus


class ResourceWeekOut(Output):
    resource_id: Id
    name: str
    kind: ResourceKind
    units: int
    campus_id: int | None
    part_of_id: int | None
    open: list[SpanOut]
    closures: list[WeekClosureOut]
    elsewhere: Annotated[list[SpanOut], Field(description="Busy by another calendar; no more is told.")]
    occupied: list[OccupiedOut]
    free: list[FreeOut]

    @classmethod
    def from_domain(cls, row: ResourceWeek) -> Self:
        resource = row.resource
        return cls(
            resource_id=resource.id,
            name=resource.name,
            kind=resource.kind,
            units=resource.units,
            campus_id=resource.campus_id,
            part_of_id=resource.part_of_id,
            open=[SpanOut(**_ends(span)) for span in row.usable],
            closures=[
                WeekClosureOut(**_ends(c.span), kind=c.kind, reason=c.reason, units=c.units)
                for c in row.closures
            ],
            elsewhere=[SpanOut(**_ends(span)) for span in row.elsewhere],
            occupied=[_occupied(each) for each in row.occupied],
            free=[FreeOut(**_ends(part.span), free=part.free, seats=part.seats) for part in row.free],
        )


class WeekHolidayOut(Output):
    """Dates on which an organisation teaches nothing; null: public, for everyone."""

    name: str
    first_on: Day
    last_on: Day
    organisation_id: int | None
    closes_places: bool


class WeekOut(Output):
    """One page of resources; `total` counts those on all pages."""

    page: int
    pages: int
    total: int
    rows: list[ResourceWeekOut]
    holidays: list[WeekHolidayOut]

    @classmethod
    def from_domain(cls, week: Week) -> Self:
        return cls(
            page=week.question.page,
            pages=week.pages,
            total=week.total,
            rows=[ResourceWeekOut.from_domain(row) for row in week.rows],
            holidays=[WeekHolidayOut.model_validate(holiday) for holiday in week.holidays],
        )


def _ends(span: Span) -> dict[str, datetime]:
    return {"start": span.start, "end": span.end}


def _occupied(taken: Occupied) -> OccupiedOut:
    booking = taken.booking
    return OccupiedOut(
        **_ends(taken.span),
        units=list(taken.units),
        mine=taken.mine,
        booking_id=booking.id if booking else None,
        title=booking.title if booking else None,
        status=taken.status,
    )
