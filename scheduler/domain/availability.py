"""Where and when there is room: ranked options, each with why it ranks, and what it lacks.

Offers are made from the resources without looking at time (`offers`), cheapest first; each is then
tried on every asked date at its best start, and the conflict rule has the last word (`search`). A
place that is a minute further away costs a point; every other wish is weighed in the same coin.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from heapq import merge
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.bookings import Need
from scheduler.domain.errors import Invalid
from scheduler.domain.places import TravelTimes
from scheduler.domain.resources import PLACES, Resource, ResourceKind, Sharing
from scheduler.domain.rules import Surroundings, Wish, judge, narrowed, open_hours
from scheduler.domain.spans import Span, covered
from scheduler.domain.violations import Rule, Violation
from scheduler.domain.wall import at_wall_time, dates, local_day

STEP = timedelta(minutes=30)
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
            raise Invalid("last_on", "out_of_range", expected="at most 62 days after first_on")
        if not self.days:
            raise Invalid("weekdays", "no_date_left", expected="a day of the week between the two dates")
        if not 5 <= self.minutes <= 1440:
            raise Invalid("minutes", "out_of_range", expected="5 to 1440")
        if self.kind is not None and self.kind not in PLACES:
            raise Invalid("kind", "not_a_place", expected="a kind people can go to")
        if self.latest <= self.earliest:
            raise Invalid("latest", "not_after_start")

    @property
    def days(self) -> list[date]:
        wanted = self.weekdays or frozenset(range(7))
        return [on for on in dates(self.first_on, self.last_on) if on.weekday() in wanted]


@dataclass(frozen=True, slots=True)
class Offer:
    """A place with what has to come with it, whatever the time; the lower `points`, the better."""

    place: Resource
    needs: tuple[Need, ...]
    points: float
    why: tuple[Note, ...]
    lacks: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """What can be booked: the rules accept these needs in this span."""

    place_id: int
    needs: tuple[Need, ...]
    span: Span
    points: float
    why: tuple[Note, ...]
    lacks: tuple[Note, ...]


def offers(
    asked: Search, resources: Mapping[int, Resource], travel: TravelTimes, *, with_lacks: bool
) -> list[Offer]:
    """What could serve, best first: everything that was asked for, or else what lacks some of it."""
    equipment = [r for r in resources.values() if r.kind is ResourceKind.EQUIPMENT and r.active]
    places = [r for r in resources.values() if r.active and r.is_place and asked.kind in (None, r.kind)]
    found = [offer for place in places for offer in _offers_of(asked, place, equipment, travel)]
    fitting = (offer for offer in found if bool(offer.lacks) == with_lacks)
    return sorted(fitting, key=lambda offer: (offer.points, offer.place.id))


def search(
    asked: Search,
    offered: Sequence[Offer],
    around: Surroundings,
    now: datetime,
    *,
    privileged: frozenset[int] = frozenset(),
    fewer: bool = False,
    limit: int = 10,
) -> tuple[Option, ...]:
    """The best `limit` options, at most one a place and date.

    Offers and dates are tried in the order of what they cost at least, and no longer than another
    one could still be among the best. `privileged` places are not bound by their booking limits;
    `fewer`: where units are taken, what is left will do.
    """
    found: list[Option] = []
    done: set[tuple[int, date]] = set()
    trial = _Trial(asked, around, now, privileged, fewer)
    for least, offer, on in _in_order(asked, offered):
        if len(found) >= limit and least >= found[limit - 1].points:
            break
        option = None if (offer.place.id, on) in done else trial.best_on(offer, on)
        if option is not None:
            done.add((offer.place.id, on))
            found = sorted([*found, option], key=lambda known: (known.points, known.span.start))
    return tuple(found[:limit])


def _in_order(asked: Search, offered: Sequence[Offer]) -> Iterator[tuple[float, Offer, date]]:
    def of_offer(offer: Offer) -> Iterator[tuple[float, Offer, date]]:
        for on in asked.days:
            yield offer.points + A_DAY_LATER * (on - asked.first_on).days, offer, on

    return merge(*(of_offer(offer) for offer in offered), key=lambda trial: (trial[0], trial[1].place.id))


def _offers_of(
    asked: Search, place: Resource, equipment: Sequence[Resource], travel: TravelTimes
) -> Iterator[Offer]:
    """The place with each choice of equipment that brings what it has not."""
    units = place.units if asked.units is None else min(asked.units, place.units)
    away = travel.minutes(asked.campus_id, place.campus_id) if asked.campus_id else 0
    spare = place.units - units
    extra = place.features - asked.features
    points = away + A_SPARE_UNIT * spare - min(len(extra), 4)
    why = (*_distance(asked, away), *_fit(units, spare), *_more(extra))
    need = Need(place.id, None if asked.units is None else units)
    for brought, missing in _choices(place, asked.features - place.features, equipment):
        owners = {r.owner_id for r in (place, *brought) if r.sharing is Sharing.ON_REQUEST}
        to_ask = sorted(owners - {asked.organisation_id})
        lacks = tuple(_lacks(asked, place, missing, away))
        yield Offer(
            place,
            (need, *(Need(tool.id) for tool in brought), *asked.beside),
            points + ASKING * len(to_ask) + A_LACK * len(lacks),
            (*why, *(Note(Why.ASKS_OWNER, {"owner_id": owner_id}) for owner_id in to_ask)),
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


@dataclass(frozen=True, slots=True)
class _Trial:
    """Offers, tried on dates."""

    asked: Search
    around: Surroundings
    now: datetime
    privileged: frozenset[int]
    fewer: bool

    def best_on(self, offer: Offer, on: date) -> Option | None:
        """The start that the rules accept and that lies nearest to the hour preferred; with `fewer`,
        else the one that leaves most units."""
        near = narrowed(self.around, [need.resource_id for need in offer.needs])
        campus = near.campuses.get(offer.place.campus_id or 0)
        zone = campus.tz if campus else ZoneInfo("UTC")
        hours = open_hours(offer.place, local_day(on, zone), near)
        most: tuple[int, Wish] | None = None
        for start in _starts(self.asked, on, zone):
            span = Span(start, start + timedelta(minutes=self.asked.minutes))
            if start < self.now or (hours is not None and not covered(span, hours)):
                continue
            wish = self._wish(offer, span)
            verdict = judge(wish, near, self.now)
            if not verdict.violations:
                return _option(self.asked, offer, on, span, zone)
            left = _left(offer.place, verdict.violations) if self.fewer else 0
            if left > (most[0] if most else 0):
                most = left, wish
        return self._with_fewer(offer, on, *most, near, zone) if most else None

    def _wish(self, offer: Offer, span: Span) -> Wish:
        seats = offer.place.seats
        return Wish(
            needs=offer.needs,
            span=span,
            people=self.asked.people if seats is None else min(self.asked.people, seats),
            organisation_id=self.asked.organisation_id,
            privileged=offer.place.id in self.privileged,
        )

    def _with_fewer(
        self, offer: Offer, on: date, left: int, wish: Wish, near: Surroundings, zone: ZoneInfo
    ) -> Option | None:
        needs = (Need(offer.place.id, left), *offer.needs[1:])
        if judge(replace(wish, needs=needs), near, self.now).violations:
            return None
        wanted = offer.needs[0].units or offer.place.units
        lack = Note(Lack.UNITS, {"wanted": wanted, "has": left})
        points = offer.points + A_LACK * (1 - left / wanted)
        less = replace(offer, needs=needs, lacks=(*offer.lacks, lack), points=points)
        return _option(self.asked, less, on, wish.span, zone)


def _left(place: Resource, violations: Iterable[Violation]) -> int:
    """The units that are free when their number is all that is wrong."""
    found = list(violations)
    if any(v.rule is not Rule.UNITS_TAKEN or v.resource_id != place.id for v in found):
        return 0
    return min(int(v.data["free"]) for v in found)


def _starts(asked: Search, on: date, zone: ZoneInfo) -> list[datetime]:
    """Every half hour within the hours asked for, nearest to the preferred one first, else in order."""
    first, last = at_wall_time(on, asked.earliest, zone), at_wall_time(on, asked.latest, zone)
    last -= timedelta(minutes=asked.minutes)
    starts = [first + step * STEP for step in range((last - first) // STEP + 1)]
    if asked.preferred is None:
        return starts
    wanted = at_wall_time(on, asked.preferred, zone)
    if first <= wanted <= last and wanted not in starts:
        starts.append(wanted)
    return sorted(starts, key=lambda start: (abs(start - wanted), start))


def _option(asked: Search, offer: Offer, on: date, span: Span, zone: ZoneInfo) -> Option:
    points = offer.points + A_DAY_LATER * (on - asked.first_on).days
    why = offer.why
    if asked.preferred is not None:
        off = abs(span.start - at_wall_time(on, asked.preferred, zone))
        points += AN_HOUR_OFF * (off / timedelta(hours=1))
        minutes = int(off.total_seconds() // 60)
        why += (Note(Why.OTHER_HOUR, {"minutes": minutes}) if minutes else Note(Why.AT_THE_HOUR),)
    needs = tuple(sorted(offer.needs))
    return Option(offer.place.id, needs, span, points, why, offer.lacks)
