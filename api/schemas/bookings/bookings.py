"""Bookings on the wire. Who may not see a booking gets its resources and times, and null for the rest."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from api.schemas.bookings.impacts import ImpactOut
from api.schemas.common import (
    NO_NUL,
    Address,
    Day,
    Flag,
    Id,
    Input,
    Instant,
    Line,
    Moment,
    Output,
    SpelledId,
    Text,
    WallTime,
    Whole,
)
from api.schemas.cursors import Limit, SortedAfter, read_cursor
from scheduler.domain.bookings.approvals import Decision
from scheduler.domain.bookings.bookings import Booking, Need, Purpose, SeriesScope
from scheduler.domain.bookings.sorting import BookingSort
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import WeeklyRule
from scheduler.services.bookings import ChangeBooking, ListBookings, RequestBooking, Requested, Seen

Units = Annotated[Whole, Field(ge=1, le=500)]
People = Annotated[Whole, Field(ge=0, le=100_000)]


class NeedShape(Input):
    """So many units of one resource; `units` null is the whole of it with its fixed equipment."""

    resource_id: Id
    units: Units | None = 1

    def to_domain(self) -> Need:
        return Need(self.resource_id, self.units)


Needs = Annotated[list[NeedShape], Field(min_length=1, max_length=50)]


class RuleShape(Input):
    """Every `every` weeks on `weekdays` (0 is Monday) at the wall time `at`, for `minutes`."""

    weekdays: Annotated[list[Annotated[Whole, Field(ge=0, le=6)]], Field(min_length=1, max_length=7)]
    at: WallTime
    minutes: Annotated[Whole, Field(ge=1, le=1440)]
    first_on: Day
    last_on: Day
    every: Annotated[Whole, Field(ge=1, le=52)] = 1
    except_on: Annotated[list[Day], Field(max_length=366, default_factory=list)]
    skip_holidays: Flag = True

    def to_domain(self) -> WeeklyRule:
        values = self.model_dump() | {
            "weekdays": tuple(sorted(set(self.weekdays))),
            "except_on": frozenset(self.except_on),
        }
        return WeeklyRule(**values)


class BookingRequest(Input):
    """A single booking has `start` and `end`, a series has `rule`."""

    title: Line
    organisation_id: Id
    needs: Needs
    start: Instant | None = None
    end: Instant | None = None
    rule: RuleShape | None = None
    purpose: Purpose = Purpose.OTHER
    people: People = 0
    note: Text = ""
    meeting_url: Address | None = None
    project_id: Id | None = None
    unless_busy: Annotated[
        bool,
        Field(description="Refuse it (409, `busy_yourself`) when you made something else for then."),
    ] = False

    def to_command(self, key: str | None = None) -> RequestBooking:
        """Raises `Invalid` where the parts do not go together."""
        return RequestBooking(
            title=self.title,
            organisation_id=self.organisation_id,
            needs=tuple(need.to_domain() for need in self.needs),
            span=_span(self.start, self.end),
            rule=self.rule.to_domain() if self.rule else None,
            purpose=self.purpose,
            people=self.people,
            note=self.note,
            meeting_url=self.meeting_url,
            project_id=self.project_id,
            key=key,
            unless_busy=self.unless_busy,
        )


class BookingChange(Input):
    """Other values; what is left out stays. `start` and `end` come together; an empty link goes away."""

    title: Line | None = None
    needs: Needs | None = None
    start: Instant | None = None
    end: Instant | None = None
    purpose: Purpose | None = None
    people: People | None = None
    note: Text | None = None
    meeting_url: Address | Annotated[str, Field(max_length=0)] | None = None

    def to_command(
        self, booking_id: int, version: int | None, scope: SeriesScope, *, partly: bool = False
    ) -> ChangeBooking:
        """Raises `Invalid` where the parts do not go together."""
        return ChangeBooking(
            booking_id=booking_id,
            version=version,
            scope=scope,
            span=_span(self.start, self.end),
            needs=None if self.needs is None else tuple(need.to_domain() for need in self.needs),
            title=self.title,
            purpose=self.purpose,
            people=self.people,
            note=self.note,
            meeting_url=self.meeting_url,
            partly=partly,
        )


def _span(start: datetime | None, end: datetime | None) -> Span | None:
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise Invalid(
            "start" if start is None else "end", InvalidCode.EMPTY, expected="start and end together"
        )
    return Span(start, end)


class BookingQuery(Input):
    """Which bookings, `limit` of them behind the cursor `after`."""

    mine: bool = False
    organisation_id: SpelledId | None = None
    resource_id: SpelledId | None = None
    series_id: SpelledId | None = None
    period_id: SpelledId | None = None
    status: Annotated[list[BookingStatus], Field(max_length=len(BookingStatus), default_factory=list)]
    since: Annotated[Moment | None, Field(description="Bookings that end after this.")] = None
    until: Annotated[Moment | None, Field(description="Bookings that start before this.")] = None
    campus_id: SpelledId | None = None
    updated_since: Annotated[Moment | None, Field(description="Made or changed then or later.")] = None
    organiser_id: SpelledId | None = None
    text: Annotated[
        str | None,
        Field(min_length=1, max_length=100, pattern=NO_NUL, description="A part of the title."),
    ] = None
    sort: Annotated[
        BookingSort | None,
        Field(
            description="By a field of the answer, with `-` from the last to the first; without, by id. By"
            " `title` only bookings of which you see the details."
        ),
    ] = None
    after: SortedAfter = 0
    limit: Limit = 50

    def to_domain(self) -> ListBookings:
        """Raises `Invalid` for a cursor of another list."""
        values = self.model_dump(exclude={"status", "after"})
        kind = str if self.sort is None else self.sort.kind
        after = read_cursor(self.sort, kind, self.after)
        return ListBookings(**values, after=after, statuses=frozenset(self.status))


class NeedOut(Output):
    resource_id: Id
    units: int | None


class ApprovalOut(Output):
    """What one owner says to the booking."""

    id: Id
    organisation_id: Id
    decision: Decision
    reason: str
    decided_at: datetime | None


class BookingOut(Output):
    """`details` false: this person may only know that the resources are taken."""

    id: Id
    start: datetime
    end: datetime
    needs: list[NeedOut]
    status: BookingStatus
    campus_id: int | None
    version: int
    details: bool
    may_change: bool
    uid: UUID | None = None
    title: str | None = None
    purpose: Purpose | None = None
    organisation_id: int | None = None
    organiser_id: int | None = None
    people: int | None = None
    note: str | None = None
    meeting_url: str | None = None
    series_id: int | None = None
    occurs_on: date | None = None
    period_id: int | None = None
    activity_id: int | None = None
    project_id: int | None = None
    sequence: int | None = None
    decide_by: Annotated[
        datetime | None, Field(description="Until when its owners may answer; then the request lapses.")
    ] = None
    called_off_reason: Annotated[
        str | None, Field(description="Why it was cancelled or declined; empty: nobody said.")
    ] = None
    called_off_by_id: Annotated[int | None, Field(description="Who cancelled or declined it.")] = None
    impact: Annotated[
        ImpactOut | None, Field(description="What a change of the world did to it, until it changes itself.")
    ] = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    approvals: list[ApprovalOut] = Field(default_factory=list)

    @classmethod
    def from_seen(cls, seen: Seen) -> Self:
        booking = seen.booking
        open_to_all = {
            "id": booking.id,
            "start": booking.span.start,
            "end": booking.span.end,
            "needs": [NeedOut.model_validate(need) for need in booking.needs],
            "status": booking.status,
            "campus_id": booking.campus_id,
            "version": booking.version,
            "details": seen.details,
            "may_change": seen.may_change,
        }
        if not seen.details:
            return cls(**open_to_all)
        details = {name: getattr(booking, name) for name in cls.model_fields if hasattr(booking, name)}
        approvals = [ApprovalOut.model_validate(approval) for approval in seen.approvals]
        return cls(**details | open_to_all, approvals=approvals)

    @classmethod
    def from_own(cls, booking: Booking) -> Self:
        """A booking to the person who just made or changed it."""
        return cls.from_seen(Seen(booking=booking, details=True, may_change=True))


class BookingsOut(Output):
    """The bookings a change was meant for, the one that was named first."""

    bookings: list[BookingOut]


class RequestedOut(BookingsOut):
    """What was made: one booking, or those of a series and the holidays it skips."""

    series_id: int | None
    skipped_on: list[date]

    @classmethod
    def from_requested(cls, made: Requested) -> Self:
        return cls(
            bookings=[BookingOut.from_own(booking) for booking in made.bookings],
            series_id=made.series.id if made.series else None,
            skipped_on=list(made.skipped_on),
        )
