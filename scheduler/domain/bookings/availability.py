"""Where and when there is room: ranked options, each with why it ranks, and what it lacks.

Packages (see `packages`) are tried on every asked date at their best start, cheapest first, and the
conflict rule has the last word.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from heapq import merge
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.alternatives import TIMELESS
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.conflicts import free_units
from scheduler.domain.bookings.hours import open_hours
from scheduler.domain.bookings.packages import (
    A_DAY_LATER,
    A_LACK,
    AN_HOUR_OFF,
    Lack,
    Note,
    Package,
    Search,
    Why,
)
from scheduler.domain.bookings.rules import Verdict, Wish, judge
from scheduler.domain.bookings.surroundings import Surroundings, narrowed
from scheduler.domain.bookings.violations import Rule, Violation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor
from scheduler.domain.time.grain import begins_from
from scheduler.domain.time.spans import Span, covered
from scheduler.domain.time.wall_time import at_wall_time, lasting, local_day

STEP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What can be booked: the rules accept these needs in this span for so many people, but for a proof that
    it may lack. `awaits` are the owners who would have to agree."""

    place_id: int
    needs: tuple[Need, ...]
    span: Span
    points: float
    why: tuple[Note, ...]
    lacks: tuple[Note, ...]
    people: int
    awaits: tuple[int, ...]


def search(
    asked: Search,
    packages: Sequence[Package],
    around: Surroundings,
    now: datetime,
    *,
    by: Actor,
    near_misses: bool = False,
    limit: int = 10,
) -> tuple[Option, ...]:
    """The best `limit` options, at most one a place and date.

    Packages and dates are tried in the order of what they cost at least, and no longer than another
    one could still be among the best. Each is judged as the booking of `by` that it would be.
    `near_misses`: where units are taken what is left will do, and where a proof is needed it may lack.
    """
    found: list[Option] = []
    done: set[tuple[int, date]] = set()
    trial = _Trial(asked, around, now, by, near_misses)
    for least, package, on in _in_order(asked, packages):
        if len(found) >= limit and least >= found[limit - 1].points:
            break
        option = None if (package.place.id, on) in done else trial.best_on(package, on)
        if option is not None:
            done.add((package.place.id, on))
            found = sorted([*found, option], key=lambda known: (known.points, known.span.start))
    return tuple(found[:limit])


def _in_order(asked: Search, packages: Sequence[Package]) -> Iterator[tuple[float, Package, date]]:
    def of_package(package: Package) -> Iterator[tuple[float, Package, date]]:
        for on in asked.days:
            yield package.points + A_DAY_LATER * (on - asked.first_on).days, package, on

    return merge(
        *(of_package(package) for package in packages), key=lambda trial: (trial[0], trial[1].place.id)
    )


@dataclass(frozen=True, slots=True)
class _Trial:
    """Packages, tried on dates."""

    asked: Search
    around: Surroundings
    now: datetime
    by: Actor
    near_misses: bool

    def best_on(self, package: Package, on: date) -> Option | None:
        """The start that the rules accept and that lies nearest to the hour preferred; for near
        misses, else the one that leaves most units."""
        near = narrowed(self.around, [need.resource_id for need in package.needs])
        campus = near.campuses.get(package.place.campus_id or 0)
        zone = campus.tz if campus else near.home
        hours = open_hours(package.place, local_day(on, zone), near)
        most: tuple[int, Wish] | None = None
        for start in _starts(self.asked, on, zone):
            span = lasting(start, timedelta(minutes=self.asked.minutes), zone)
            if start < begins_from(self.now) or (hours is not None and not covered(span, hours)):
                continue
            if not self.near_misses and _full(package, span, near):
                continue
            wish = self._wish(package, span)
            verdict = judge(wish, near, self.now)
            violations = verdict.violations
            if not violations:
                return self._option(package, on, wish, verdict, zone)
            rules = {violation.rule for violation in violations}
            if self.near_misses and rules == {Rule.QUALIFICATION}:
                return self._option(_unproven(package, violations), on, wish, verdict, zone)
            if rules & (TIMELESS if self.near_misses else TIMELESS | {Rule.QUALIFICATION}):
                return None
            left = _left(package.place, violations) if self.near_misses else 0
            if left > (most[0] if most else 0):
                most = left, wish
        return self._with_fewer(package, on, *most, near, zone) if most else None

    def _wish(self, package: Package, span: Span) -> Wish:
        seats = package.place.seats
        return Wish(
            needs=package.needs,
            span=span,
            people=self.asked.people if seats is None else min(self.asked.people, seats),
            organisation_id=self.asked.organisation_id,
            by=self.by,
        )

    def _with_fewer(
        self, package: Package, on: date, left: int, wish: Wish, near: Surroundings, zone: ZoneInfo
    ) -> Option | None:
        needs = (Need(package.place.id, left), *package.needs[1:])
        fewer = replace(wish, needs=needs)
        verdict = judge(fewer, near, self.now)
        if verdict.violations:
            return None
        wanted = package.needs[0].units or package.place.units
        lack = Note(Lack.UNITS, {"wanted": wanted, "has": left})
        points = package.points + A_LACK * (1 - left / wanted)
        less = replace(package, needs=needs, lacks=(*package.lacks, lack), points=points)
        return self._option(less, on, fewer, verdict, zone)

    def _option(self, package: Package, on: date, wish: Wish, verdict: Verdict, zone: ZoneInfo) -> Option:
        points = package.points + A_DAY_LATER * (on - self.asked.first_on).days
        why = package.why
        if self.asked.preferred is not None:
            off = abs(wish.span.start - at_wall_time(on, self.asked.preferred, zone))
            points += AN_HOUR_OFF * (off / timedelta(hours=1))
            minutes = int(off.total_seconds() // 60)
            why += (Note(Why.OTHER_HOUR, {"minutes": minutes}) if minutes else Note(Why.AT_THE_HOUR),)
        why += tuple(Note(Why.ASKS_OWNER, {"owner_id": owner_id}) for owner_id in verdict.awaits)
        return Option(
            place_id=package.place.id,
            needs=tuple(sorted(wish.needs)),
            span=wish.span,
            points=points,
            why=why,
            lacks=package.lacks,
            people=wish.people,
            awaits=verdict.awaits,
        )


def _full(package: Package, span: Span, near: Surroundings) -> bool:
    """Whether too few units of the place are left: in a busy lab most starts need no further judgement."""
    place, wanted = package.place, package.needs[0].units
    padded = span.padded(place.setup, place.teardown)
    free = free_units(place, padded, near.held.near(place.id, padded))
    return len(free) < (place.units if wanted is None else wanted)


def _unproven(package: Package, violations: Iterable[Violation]) -> Package:
    """The package with the proofs that nobody in the booking has yet."""
    names = sorted({str(violation.data["qualification"]) for violation in violations})
    lack = Note(Lack.QUALIFICATION, {"qualifications": names})
    return replace(package, lacks=(*package.lacks, lack), points=package.points + A_LACK)


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
