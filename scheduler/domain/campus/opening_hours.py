"""When places are open, and when they are not."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.time.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Weekly hours, wall time: of a campus, or of one resource, which then replace the campus's.

    `closes` of 00:00 means midnight at the end of that day.
    """

    id: int
    weekday: int
    opens: time
    closes: time
    campus_id: int | None = None
    resource_id: int | None = None
    version: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise Invalid("weekday", InvalidCode.OUT_OF_RANGE, expected="0 (Monday) to 6 (Sunday)")
        if self.closes != time() and self.closes <= self.opens:
            raise Invalid("closes", InvalidCode.NOT_AFTER_START)
        if (self.campus_id is None) == (self.resource_id is None):
            raise Invalid("campus_id", InvalidCode.ONE_OF, expected="either campus_id or resource_id")


class ClosureKind(StrEnum):
    CLOSURE = "closure"
    OUTAGE = "outage"
    MAINTENANCE = "maintenance"
    ABSENCE = "absence"  # of a person: ill, away, busy with something else


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A campus or one resource cannot be used in `span`; an outage is a closure nobody planned."""

    id: int
    span: Span
    kind: ClosureKind
    reason: str
    campus_id: int | None = None
    resource_id: int | None = None
    units: int | None = None  # None: all of the resource's units
    version: int = 1

    def __post_init__(self) -> None:
        if (self.campus_id is None) == (self.resource_id is None):
            raise Invalid("campus_id", InvalidCode.ONE_OF, expected="either campus_id or resource_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """Dates on which an organisation teaches nothing; `organisation_id` None: public, for everyone.

    With `closes_places` the places of the organisation (of a public one: all places) are shut as well.
    """

    id: int
    name: str
    first_on: date
    last_on: date
    organisation_id: int | None = None
    closes_places: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise Invalid("last_on", InvalidCode.BEFORE_FIRST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch in which a resource is made available; one that has windows has no other time."""

    id: int
    resource_id: int
    span: Span
    version: int = 1
