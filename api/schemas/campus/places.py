"""Organisations, campuses and their calendars as JSON."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from api.schemas.common import (
    Address,
    Day,
    Degrees,
    End,
    Flag,
    Id,
    Input,
    Instant,
    Line,
    Output,
    Start,
    WallTime,
    Whole,
)
from scheduler.domain.campus.opening_hours import ClosureKind
from scheduler.domain.campus.organisations import HolidayRegion, OrganisationKind
from scheduler.domain.planning.prices import Prices

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Weekday = Annotated[Whole, Field(ge=0, le=6, description="0 is Monday.")]


class OrganisationIn(Input):
    name: Name
    short_name: Name
    kind: OrganisationKind
    holiday_region: HolidayRegion | None = None
    kvk_organisation_id: Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")] | None = None
    website: Address | None = None


class OrganisationOut(Output):
    id: Id
    name: str
    short_name: str
    kind: OrganisationKind
    holiday_region: HolidayRegion | None
    kvk_organisation_id: str | None
    website: str | None
    version: int


class CampusIn(Input):
    name: Name
    zone: Line = Field(description="An IANA name such as Europe/Amsterdam.")
    address: Line = ""
    latitude: Annotated[Degrees, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[Degrees, Field(ge=-180, le=180)] | None = None


class CampusOut(Output):
    id: Id
    name: str
    zone: str
    address: str
    latitude: float | None
    longitude: float | None
    version: int


class TravelIn(Input):
    minutes: Annotated[Whole, Field(ge=0, le=24 * 60)]


class TravelOut(Output):
    """The same in both directions; the lower id comes first."""

    from_campus_id: Id
    to_campus_id: Id
    minutes: int


class OpeningIn(Input):
    """Weekly hours of a campus, or of one resource, whose hours then replace the campus's."""

    weekday: Weekday
    opens: WallTime
    closes: WallTime = Field(description="00:00 is midnight at the end of the day.")
    campus_id: Id | None = None
    resource_id: Id | None = None


class OpeningOut(Output):
    id: Id
    weekday: int
    opens: WallTime
    closes: WallTime
    campus_id: int | None
    resource_id: int | None
    version: int


class SpanIn(Input):
    start: Instant
    end: Instant = Field(description="Not part of it: the next may start here.")


class ClosureIn(SpanIn):
    """Of a campus or of one resource; with `units` only so many of the resource's are out of use."""

    kind: ClosureKind = ClosureKind.CLOSURE
    reason: Line = ""
    campus_id: Id | None = None
    resource_id: Id | None = None
    units: Annotated[Whole, Field(ge=1, le=500)] | None = None


class ClosureOut(Output):
    id: Id
    kind: ClosureKind
    reason: str
    start: Start
    end: End
    campus_id: int | None
    resource_id: int | None
    units: int | None
    version: int


class WindowIn(SpanIn):
    """When a resource is made available; one that has windows has no other time."""

    resource_id: Id


class WindowOut(Output):
    id: Id
    resource_id: Id
    start: Start
    end: End
    version: int


class HolidayIn(Input):
    """Dates, both included, on which an organisation teaches nothing; without one, nobody does."""

    name: Name
    first_on: Day
    last_on: Day
    organisation_id: Id | None = None
    closes_places: Flag = Field(False, description="Its places are shut too; of a public one, all.")


class HolidayOut(Output):
    id: Id
    name: str
    first_on: date
    last_on: date
    organisation_id: int | None
    closes_places: bool
    version: int


Points = Annotated[Whole, Field(ge=0, le=10_000)]


class PricesIn(Input):
    """What each breach of a soft rule costs a plan; what is left out keeps its usual price."""

    lonely: Points = Field(1, description="A group's session alone on a day, each week.")
    second_day: Points = Field(100, description="A further weekday on which a BBL group must come.")
    days_short: Points = Field(10, description="A weekday fewer than an activity should be spread over.")
    other_place: Points = Field(5, description="A further place for the sessions of one activity.")
    standing: Points = Field(10, description="A person without a seat, where that is allowed.")
    travel: Points = Field(2, description="A campus more than one on a day, for each person, each week.")

    def prices(self) -> Prices:
        return Prices(**self.values())


class PeriodIn(Input):
    """Weeks that are planned as one, from a Monday."""

    name: Name
    first_on: Day
    last_on: Day
    prices: PricesIn = Field(default_factory=PricesIn)

    def values(self) -> dict[str, Any]:
        sent = super().values()
        return sent | ({"prices": self.prices.prices()} if "prices" in sent else {})


class PricesOut(Output):
    lonely: int
    second_day: int
    days_short: int
    other_place: int
    standing: int
    travel: int


class PeriodOut(Output):
    id: Id
    name: str
    first_on: date
    last_on: date
    prices: PricesOut
    version: int
