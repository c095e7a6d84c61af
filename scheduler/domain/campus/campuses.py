"""Who and where: organisations, campuses, the travel between them, and their calendars."""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo, available_timezones

from scheduler.domain.errors import Invalid
from scheduler.domain.planning.prices import Prices
from scheduler.domain.time.spans import Span

_ZONES = available_timezones()


class OrganisationKind(StrEnum):
    """The helix: who takes part in a regional campus."""

    EDUCATION = "education"
    COMPANY = "company"
    GOVERNMENT = "government"
    CIVIL = "civil"


class HolidayRegion(StrEnum):
    """The three regions in which Dutch schools take their holidays."""

    NORTH = "noord"
    MIDDLE = "midden"
    SOUTH = "zuid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    id: int
    name: str
    short_name: str
    kind: OrganisationKind
    holiday_region: HolidayRegion | None = None
    kvk_organisation_id: str | None = None
    website: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Campus:
    """A place with a clock: `zone` is an IANA name, latitude and longitude are WGS 84 degrees."""

    id: int
    name: str
    zone: str
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    version: int = 1

    def __post_init__(self) -> None:
        if self.zone not in _ZONES:
            raise Invalid("zone", "unknown_zone", expected="an IANA name such as Europe/Amsterdam")

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """Minutes from door to door; the same in both directions."""

    from_campus_id: int
    to_campus_id: int
    minutes: int


class TravelTimes:
    """Looks travel up in either direction; nowhere (online) and the same campus are 0 minutes away."""

    def __init__(self, travels: "tuple[Travel, ...] | list[Travel]" = ()) -> None:
        self._minutes: dict[tuple[int, int], int] = {}
        for travel in travels:
            self._minutes[travel.from_campus_id, travel.to_campus_id] = travel.minutes
            self._minutes[travel.to_campus_id, travel.from_campus_id] = travel.minutes

    def minutes(self, one: int | None, other: int | None) -> int:
        if one is None or other is None or one == other:
            return 0
        return self._minutes.get((one, other), 0)

    @property
    def longest(self) -> int:
        return max(self._minutes.values(), default=0)


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
            raise Invalid("weekday", "out_of_range", expected="0 (Monday) to 6 (Sunday)")
        if self.closes != time() and self.closes <= self.opens:
            raise Invalid("closes", "not_after_start")
        if (self.campus_id is None) == (self.resource_id is None):
            raise Invalid("campus_id", "one_of", expected="either campus_id or resource_id")


class ClosureKind(StrEnum):
    CLOSURE = "closure"
    OUTAGE = "outage"
    MAINTENANCE = "maintenance"


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
            raise Invalid("campus_id", "one_of", expected="either campus_id or resource_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """Dates on which an organisation teaches nothing; `organisation_id` None: public, for everyone."""

    id: int
    name: str
    first_on: date
    last_on: date
    organisation_id: int | None = None
    version: int = 1

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise Invalid("last_on", "before_first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of weeks that is planned as one, such as a term of ten weeks; `prices` are what its
    plans are weighed by."""

    id: int
    name: str
    first_on: date
    last_on: date
    prices: Prices = field(default_factory=Prices)
    version: int = 1

    def __post_init__(self) -> None:
        if self.first_on.weekday() != 0:
            raise Invalid("first_on", "not_a_monday", expected="a Monday")
        if not 0 <= (self.last_on - self.first_on).days <= 53 * 7:
            raise Invalid("last_on", "out_of_range", expected="after first_on, at most 53 weeks")

    @property
    def weeks(self) -> int:
        return ((self.last_on - self.first_on).days // 7) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch in which a resource is made available; one that has windows has no other time."""

    id: int
    resource_id: int
    span: Span
    version: int = 1
