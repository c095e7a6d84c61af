"""One broken rule, as data: which rule, where, when, and the numbers that show it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from scheduler.domain.time.spans import Span


class Rule(StrEnum):
    """The rules a booking can break; each has its words in every language we speak."""

    UNITS_TAKEN = "units_taken"  # wanted, free, units
    TOO_MANY_UNITS = "too_many_units"  # wanted, units
    CLOSED = "closed"  # opens: the hours of that day
    CLOSURE = "closure"  # reason
    OUTSIDE_WINDOWS = "outside_windows"  # next window, if any
    BUSY_ELSEWHERE = "busy_elsewhere"  # from and until: another calendar says so
    TRAVEL = "travel"  # minutes needed, minutes available
    TOO_MANY_PEOPLE = "too_many_people"  # people, seats
    SEATS_TAKEN = "seats_taken"  # people, seats, free: others are there at the same time
    QUALIFICATION = "qualification"  # names of the missing qualifications
    NOT_SHARED = "not_shared"  # owner
    TOO_LATE = "too_late"  # minutes of notice asked
    TOO_FAR = "too_far"  # days ahead allowed
    TOO_LONG = "too_long"  # minutes allowed
    IN_THE_PAST = "in_the_past"
    INACTIVE = "inactive"
    PLACE_MOVED = "place_moved"  # it stands on another campus than when it was booked
    ORGANISER_LEFT = "organiser_left"  # who made the booking is no longer here
    HOLIDAY = "holiday"  # a date of a series, which skips holidays, would move onto one
    NO_SUCH_HOUR = "no_such_hour"  # a date of a series would begin at an hour over which the clocks leap


@dataclass(frozen=True, slots=True)
class Violation:
    """`rule` is broken by `resource_id` (None: by the booking itself) in `span`; `data` has the numbers."""

    rule: Rule
    span: Span
    resource_id: int | None = None
    resource_name: str = ""
    data: dict[str, Any] = field(default_factory=dict)
