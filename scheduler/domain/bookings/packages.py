"""What could serve a search, whatever the time: a place with the equipment that has to come with it.

A minute of travel costs a point; every other wish is weighed in the same coin.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any

from scheduler.domain.bookings.approvals import owners_to_ask
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import with_parts
from scheduler.domain.campus.campuses import TravelTimes
from scheduler.domain.campus.resources import PLACES, Resource, ResourceKind
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.time.grain import check_day, check_minute
from scheduler.domain.time.wall_time import dates

A_DAY_LATER, AN_HOUR_OFF, A_SPARE_UNIT, ASKING, A_LACK = 1.0, 6.0, 0.5, 10.0, 1000.0
"""What each costs in minutes of travel; a lack outweighs everything."""
CHOICES = 3
"""How many pieces of equipment are tried for one place before it is given up."""


class Why(StrEnum):
    """What speaks for an option or is good to know."""

    HERE = "here"  # on the campus asked for
    NEAR = "near"  # minutes
    FITS = "fits"  # units: exactly what is asked
    ROOM_TO_SPARE = "room_to_spare"  # spare
    AT_THE_HOUR = "at_the_hour"
    OTHER_HOUR = "other_hour"  # minutes away from the hour that was preferred
    HAS_MORE = "has_more"  # features
    ASKS_OWNER = "asks_owner"  # owner_id


class Lack(StrEnum):
    """What an option does not have of what was asked."""

    UNITS = "units"  # wanted, has
    SEATS = "seats"  # people, seats
    FEATURES = "features"  # names
    DISTANCE = "distance"  # minutes, within
    QUALIFICATION = "qualification"  # names of proofs that somebody in the booking must have


@dataclass(frozen=True, slots=True)
class Note:
    code: Why | Lack
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """`units` places at once of a `kind` (None: any place) with `features`, for `minutes`.

    A feature may come from the place, from what is fixed in it, or from equipment that can be brought.
    Between two dates, on `weekdays` (empty: all), from `earliest` to `latest` wall time, preferably
    starting at `preferred`. `within` minutes of travel from `campus_id`. `beside` must be free too.
    """

    organisation_id: int
    minutes: int
    first_on: date
    last_on: date
    kind: ResourceKind | None = None
    units: int | None = 1
    people: int = 0
    features: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()
    earliest: time = time(7)
    latest: time = time(22)
    preferred: time | None = None
    campus_id: int | None = None
    within: int | None = None
    beside: tuple[Need, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= (self.last_on - self.first_on).days <= 62:
            raise Invalid("last_on", InvalidCode.OUT_OF_RANGE, expected="at most 62 days after first_on")
        if not self.days:
            raise Invalid(
                "weekdays", InvalidCode.NO_DATE_LEFT, expected="a day of the week between the two dates"
            )
        if not 5 <= self.minutes <= 1440:
            raise Invalid("minutes", InvalidCode.OUT_OF_RANGE, expected="5 to 1440")
        if self.kind is not None and self.kind not in PLACES:
            raise Invalid("kind", InvalidCode.NOT_A_PLACE, expected="a kind people can go to")
        if self.latest <= self.earliest:
            raise Invalid("latest", InvalidCode.NOT_AFTER_START)
        self._check_grain()

    def _check_grain(self) -> None:
        """Nothing is offered that no booking can be."""
        check_day("first_on", self.first_on)
        check_day("last_on", self.last_on)
        for name in ("earliest", "latest", "preferred"):
            check_minute(name, getattr(self, name) or time())

    @property
    def days(self) -> list[date]:
        wanted = self.weekdays or frozenset(range(7))
        return [on for on in dates(self.first_on, self.last_on) if on.weekday() in wanted]


@dataclass(frozen=True, slots=True)
class Package:
    """A place with what has to come with it, whatever the time; the lower `points`, the better."""

    place: Resource
    needs: tuple[Need, ...]
    points: float
    why: tuple[Note, ...]
    lacks: tuple[Note, ...]


def packages_for(
    asked: Search, resources: Mapping[int, Resource], travel: TravelTimes, *, with_lacks: bool
) -> list[Package]:
    """What could serve, best first: everything that was asked for, or else what lacks some of it."""
    equipment = [r for r in resources.values() if r.kind is ResourceKind.EQUIPMENT and r.active]
    places = [r for r in resources.values() if r.active and r.is_place and asked.kind in (None, r.kind)]
    found = [
        package for place in places for package in _packages_of(asked, place, resources, equipment, travel)
    ]
    fitting = (package for package in found if bool(package.lacks) == with_lacks)
    return sorted(fitting, key=lambda package: (package.points, package.place.id))


def _packages_of(
    asked: Search,
    place: Resource,
    resources: Mapping[int, Resource],
    equipment: Sequence[Resource],
    travel: TravelTimes,
) -> Iterator[Package]:
    """The place with each choice of equipment that brings what it has not."""
    units = place.units if asked.units is None else min(asked.units, place.units)
    away = travel.minutes(asked.campus_id, place.campus_id) if asked.campus_id else 0
    spare = place.units - units
    extra = place.features - asked.features
    points = away + A_SPARE_UNIT * spare - min(len(extra), 4)
    why = (*_distance(asked, away), *_fit(units, spare), *_more(extra))
    need = Need(place.id, None if asked.units is None else units)
    for brought, missing in _choices(place, asked.features - place.features, equipment):
        needs = (need, *(Need(tool.id) for tool in brought), *asked.beside)
        to_ask = owners_to_ask(with_parts(needs, resources.values()), resources, asked.organisation_id)
        if len({each.resource_id for each in needs}) < len(needs):
            continue  # what has to be free beside it is itself what would be taken
        lacks = tuple(_lacks(asked, place, missing, away))
        yield Package(
            place,
            needs,
            points + ASKING * len(to_ask) + A_LACK * len(lacks),
            why,
            lacks,
        )


def _choices(
    place: Resource, missing: frozenset[str], equipment: Iterable[Resource]
) -> Iterator[tuple[list[Resource], frozenset[str]]]:
    """What can be used there for the missing features, what is fixed there first, and what stays missing.

    When the first choice is taken the next tools are tried, `CHOICES` of them at most.
    """
    usable = [
        r for r in equipment if r.part_of_id == place.id or (r.movable and r.campus_id == place.campus_id)
    ]
    fitting = [tool for tool in usable if missing & tool.features]
    fitting.sort(key=lambda tool: (tool.part_of_id != place.id, -len(missing & tool.features), tool.id))
    for first in range(max(1, min(CHOICES, len(fitting)))):
        left, brought = missing, []
        for tool in fitting[first:] + fitting[:first]:
            if left & tool.features:
                brought.append(tool)
                left -= tool.features
        yield brought, left


def _distance(asked: Search, away: int) -> Iterator[Note]:
    if asked.campus_id is not None:
        yield Note(Why.NEAR, {"minutes": away}) if away else Note(Why.HERE)


def _fit(units: int, spare: int) -> Iterator[Note]:
    if spare:
        yield Note(Why.ROOM_TO_SPARE, {"spare": spare})
    elif units > 1:
        yield Note(Why.FITS, {"units": units})


def _more(extra: frozenset[str]) -> Iterator[Note]:
    if extra:
        yield Note(Why.HAS_MORE, {"features": sorted(extra)})


def _lacks(asked: Search, place: Resource, missing: frozenset[str], away: int) -> Iterator[Note]:
    if asked.units is not None and place.units < asked.units:
        yield Note(Lack.UNITS, {"wanted": asked.units, "has": place.units})
    if place.seats is not None and place.seats < asked.people:
        yield Note(Lack.SEATS, {"people": asked.people, "seats": place.seats})
    if missing:
        yield Note(Lack.FEATURES, {"features": sorted(missing)})
    if asked.within is not None and away > asked.within:
        yield Note(Lack.DISTANCE, {"minutes": away, "within": asked.within})
