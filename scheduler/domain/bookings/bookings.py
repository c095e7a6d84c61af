"""A person's claim on resources for a span, and what may become of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from scheduler.domain.bookings.impacts import Impact
from scheduler.domain.bookings.states import (
    BookingStatus,
    Happening,
    can_happen,
    has_lapsed,
    holds_places,
    is_called_off,
    is_tentative,
    waits_for_owner,
)
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.time.spans import LONGEST, Span
from scheduler.domain.time.wall_time import WeeklyRule
from scheduler.domain.titles import check_link, check_title


class Purpose(StrEnum):
    LESSON = "lesson"
    PROJECT = "project"
    DEMONSTRATION = "demonstration"
    MEETING = "meeting"
    MAINTENANCE = "maintenance"
    OTHER = "other"


class SeriesScope(StrEnum):
    """Which occurrences of a series a change is meant for."""

    ONE = "one"
    FOLLOWING = "following"
    ALL = "all"


UID_SUFFIX = "@fieldlab"
"""What makes a UUID of ours a UID that no other system gives (RFC 7986 5.3)."""


@dataclass(frozen=True, slots=True, order=True)
class Need:
    """So many units of one resource; `units` None is the whole of it with its fixed equipment."""

    resource_id: int
    units: int | None = 1

    def __post_init__(self) -> None:
        if self.units is not None and self.units < 1:
            raise Invalid("units", InvalidCode.TOO_SMALL, expected="1 or more, or null for the whole")


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """`uid` never changes and `sequence` grows with every change of time, place or status (RFC 5545).

    `occurs_on` is the date the series first gave this occurrence, whatever became of it since.
    `activity_id` is set on sessions that came from a published plan, `event_uid` where the program
    that made the booking has a UID of its own for it. `decide_by` is until when owners may answer, of a
    booking that waits for them; `called_off_reason` and `called_off_by_id` are why and by whom it was
    cancelled or declined. `impact` is what a change of the world did to it, until it is changed itself.
    """

    id: int
    uid: UUID
    title: str
    purpose: Purpose
    organisation_id: int
    organiser_id: int | None
    span: Span
    needs: tuple[Need, ...]
    status: BookingStatus
    people: int = 0
    campus_id: int | None = None
    note: str = ""
    meeting_url: str | None = None
    series_id: int | None = None
    occurs_on: date | None = None
    period_id: int | None = None
    activity_id: int | None = None
    occurrence: int | None = None
    project_id: int | None = None
    event_uid: str | None = None
    sequence: int = 0
    version: int = 1
    decide_by: datetime | None = None
    called_off_reason: str = ""
    called_off_by_id: int | None = None
    impact: Impact | None = None
    created_at: datetime
    updated_at: datetime

    def __post_init__(self) -> None:
        check_shape(self.title, self.span, self.needs, self.people)
        check_link("meeting_url", self.meeting_url)

    @property
    def holds(self) -> bool:
        return holds_places(self.status)

    @property
    def called_off(self) -> bool:
        return is_called_off(self.status)

    @property
    def tentative(self) -> bool:
        return is_tentative(self.status)

    @property
    def waits_for_owner(self) -> bool:
        return waits_for_owner(self.status)

    @property
    def lapsed(self) -> bool:
        return has_lapsed(self.status)

    def as_of(self, now: datetime) -> "Booking":
        """The booking as the clock has it: who was asked and did not answer in time answers no more, also
        before anybody wrote that down."""
        overdue = self.waits_for_owner and self.decide_by is not None and self.decide_by <= now
        return replace(self, status=BookingStatus.LAPSED) if overdue else self

    def can(self, happening: Happening) -> bool:
        """Whether its status lets that happen to it; `can("restored")` in a template."""
        return can_happen(Happening(happening), self.status)

    @property
    def calendar_uid(self) -> str:
        """The UID it has in every calendar, feed and message."""
        return self.event_uid or f"{self.uid}{UID_SUFFIX}"

    def changed(self, **values: object) -> "Booking":
        """The booking with other values; version and, when a calendar would show it, sequence grow. What it
        waits for no longer has no deadline, what is on again no reason why it was not, and what the world
        did to it is over when it asks for something else."""
        status = BookingStatus(values.get("status", self.status))  # type: ignore[arg-type]
        if not waits_for_owner(status):
            values["decide_by"] = None
        if not is_called_off(status):
            values |= {"called_off_reason": "", "called_off_by_id": None}
        after = replace(self, **values)  # type: ignore[arg-type]
        if "impact" not in values and self.impact and _asks_else(after, self):
            after = replace(after, impact=None)
        shown = _in_calendars(after) != _in_calendars(self)
        return replace(after, version=self.version + 1, sequence=self.sequence + shown)

    def called_off_as(
        self, status: BookingStatus, at: datetime, *, by_id: int | None = None, reason: str = ""
    ) -> "Booking":
        """The booking of which nothing comes any more, with who said so (None: the clock) and why."""
        return self.changed(
            status=status, updated_at=at, called_off_by_id=by_id, called_off_reason=reason.strip()
        )


def _in_calendars(booking: Booking) -> tuple[object, ...]:
    """What raises the SEQUENCE: when, where and whether it is."""
    return booking.span, booking.needs, booking.status, booking.campus_id


def _asks_else(after: Booking, before: Booking) -> bool:
    return (after.span, after.needs, after.people, after.called_off) != (
        before.span,
        before.needs,
        before.people,
        before.called_off,
    )


class SkipReason(StrEnum):
    """Why a series has nothing on a date of its rule."""

    HOLIDAY = "holiday"
    NO_SUCH_HOUR = "no_such_hour"  # the clocks leap over its beginning
    REFUSED = "refused"
    LEFT_OUT = "left_out"  # whoever asked did not want it


@dataclass(frozen=True, slots=True)
class SkippedDate:
    """`rules` are those that refused the date when it was asked."""

    on: date
    why: SkipReason
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A weekly rule and the bookings it gave; the zone is that of its campus when it was made.

    `skipped` are dates of the rule on which nothing was booked.
    """

    id: int
    uid: UUID
    rule: WeeklyRule
    skipped: tuple[SkippedDate, ...] = ()
    zone: str
    organiser_id: int | None
    organisation_id: int
    created_at: datetime


def check_uid(uid: str) -> None:
    """A UID of somebody else's that every calendar of ours can carry. Raises `Invalid`."""
    if not (uid.isascii() and uid.isprintable() and 0 < len(uid) <= 255) or " " in uid:
        raise Invalid(
            "event_uid", InvalidCode.NOT_A_UID, expected="1 to 255 printable ASCII characters, no spaces"
        )


def check_shape(title: str, span: Span, needs: tuple[Need, ...], people: int) -> None:
    """What holds for every booking whoever makes it. Raises `Invalid` naming the field."""
    check_title(title, 200, "title")
    if span.length > LONGEST:
        raise Invalid("end", InvalidCode.TOO_LONG, expected=f"at most {LONGEST.days} days")
    if not needs:
        raise Invalid("needs", InvalidCode.EMPTY, expected="at least one resource")
    if len({need.resource_id for need in needs}) != len(needs):
        raise Invalid("needs", InvalidCode.TWICE, expected="each resource once")
    if people < 0:
        raise Invalid("people", InvalidCode.TOO_SMALL, expected="0 or more")
