"""What people ask of bookings, and what they get."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import overload
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.alternatives import Alternative
from scheduler.domain.bookings.approvals import Approval
from scheduler.domain.bookings.bookings import (
    Booking,
    Need,
    Purpose,
    Series,
    SeriesScope,
    SkippedDate,
    check_uid,
)
from scheduler.domain.bookings.refusals import RefusedDate
from scheduler.domain.bookings.states import BookingStatus, waits_for_owner
from scheduler.domain.bookings.violations import Violation
from scheduler.domain.border import check_new
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.notifications.inbound import ParticipationStatus
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import WeeklyRule, as_long_as, lasting


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBooking:
    """A booking at `span`, or a series by `rule`: exactly one of the two. `key` is the Idempotency-Key,
    `event_uid` the UID that a calendar program gave the one booking it asks for.

    `by_mail`, here and below: an invitation asked for it, and its sender is answered there. `unless_busy`:
    only while one has made nothing else for that time, which may be the same once more by mistake.
    """

    title: str
    organisation_id: int
    needs: tuple[Need, ...]
    span: Span | None = None
    rule: WeeklyRule | None = None
    purpose: Purpose = Purpose.OTHER
    people: int = 0
    note: str = ""
    meeting_url: str | None = None
    project_id: int | None = None
    event_uid: str | None = None
    key: str | None = None
    by_mail: bool = False
    unless_busy: bool = False

    def __post_init__(self) -> None:
        if (self.span is None) == (self.rule is None):
            raise Invalid("span", InvalidCode.ONE_OF, expected="either a start and an end, or a weekly rule")
        check_new(self)
        if self.event_uid is not None:
            check_uid(self.event_uid)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """The bookings that were made, by start; of a series also the dates it skips by itself.

    `repeated`: this was made by an earlier request with the same key, and is answered as it was then.
    """

    bookings: tuple[Booking, ...]
    series: Series | None = None
    skipped_on: tuple[date, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a request would come to now: the spans, what is wrong, the alternatives, who has to agree, and
    until when (of a series: about its first date). `skipped` are the dates of a series that it leaves out by
    itself, `own_overlaps` one's own bookings at the same time."""

    spans: tuple[Span, ...]
    status: BookingStatus
    zone: str
    violations: tuple[Violation, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    owners_to_ask: tuple[int, ...] = ()
    decide_by: datetime | None = None
    skipped: tuple[SkippedDate, ...] = ()
    own_overlaps: tuple[Booking, ...] = ()

    @property
    def skipped_on(self) -> tuple[date, ...]:
        return tuple(each.on for each in self.skipped)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePreview:
    """What a change would come to now: the bookings as they would be, and why some cannot be so. What the
    refusal itself offers instead is not looked for."""

    bookings: tuple[Booking, ...]
    zone: str
    violations: tuple[Violation, ...] = ()

    @property
    def asks_owners(self) -> bool:
        return any(waits_for_owner(booking.status) for booking in self.bookings)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBooking:
    """Other values for a booking, or for those of its series in `scope`; None leaves a value as it is.

    With a wider scope only what is changed of this one is changed of the others: they move by the same wall
    time, and keep what is their own. `partly`: what cannot change stays as it is and is named, instead of
    all or nothing. `version` None: whatever is there. An empty `meeting_url` takes the link away.
    """

    booking_id: int
    version: int | None = None
    scope: SeriesScope = SeriesScope.ONE
    span: Span | None = None
    needs: tuple[Need, ...] | None = None
    people: int | None = None
    title: str | None = None
    purpose: Purpose | None = None
    note: str | None = None
    meeting_url: str | None = None
    partly: bool = False
    by_mail: bool = False

    def __post_init__(self) -> None:
        check_new(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveBooking:
    """The booking from another start: as long as it is where `minutes` is None, and in `to_resource`
    instead of `from_resource` where both are named."""

    booking_id: int
    start: datetime
    version: int | None = None
    scope: SeriesScope = SeriesScope.ONE
    minutes: int | None = None
    from_resource: int | None = None
    to_resource: int | None = None
    partly: bool = False

    def change_of(self, before: Booking, zone: ZoneInfo) -> ChangeBooking:
        """What that comes to for the booking as it is, by the clock of `zone`."""
        span = (
            lasting(self.start, timedelta(minutes=self.minutes), zone)
            if self.minutes
            else as_long_as(before.span, self.start, zone)
        )
        new, old = self.to_resource, self.from_resource
        needs = tuple(Need(new, n.units) if new and n.resource_id == old else n for n in before.needs)
        return ChangeBooking(
            booking_id=self.booking_id,
            version=self.version,
            scope=self.scope,
            span=span,
            needs=needs if needs != before.needs else None,
            partly=self.partly,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelBooking:
    """`scope` ALL is every occurrence that has not ended yet."""

    booking_id: int
    version: int | None = None
    scope: SeriesScope = SeriesScope.ONE
    reason: str = ""
    by_mail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreBooking:
    """The undo of a cancel: with a wider scope, of everything that was cancelled with this booking. `partly`:
    dates that cannot come back stay away and are named, instead of all or nothing."""

    booking_id: int
    version: int | None = None
    scope: SeriesScope = SeriesScope.ONE
    partly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoChange:
    """Take back exactly what one change did; `change_id` is that of `Changed`."""

    change_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSeriesDates:
    """Let a series end on another date (None: as it does), and book dates of its rule that it skipped."""

    series_id: int
    last_on: date | None = None
    also_on: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        check_new(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed(Sequence[Booking]):
    """The bookings that something happened to, the one that was named first; reads as those bookings.

    `refused` stayed as they were. `change_id` takes all of it back with `UndoChange`.
    """

    bookings: tuple[Booking, ...]
    change_id: int
    zone: str
    refused: tuple[RefusedDate, ...] = ()

    @overload
    def __getitem__(self, at: int) -> Booking: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Booking]: ...
    def __getitem__(self, at: int | slice) -> Booking | Sequence[Booking]:
        return self.bookings[at]

    def __len__(self) -> int:
        return len(self.bookings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A booking as one person may see it: without `details` only that its resources are taken."""

    booking: Booking
    details: bool
    may_change: bool
    approvals: tuple[Approval, ...] = ()
    answers: tuple[tuple[str, ParticipationStatus], ...] = ()
    """What people answered to their invitations by mail, by name."""
    called_off_by: str = ""
    """The name of who cancelled or declined it."""
