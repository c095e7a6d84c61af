"""What a booking occupies: its resources' units, set-up and tear-down included, parts with the whole.

need    "5 stations of the hydrogen lab, 13.00-15.00"      what a person asks
demand  5 units of resource 7, 12.45-15.15                 what that takes, by `demands_of`
claim   unit 3 of resource 7, 12.45-15.15                  what is held, by `conflicts.seat`
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.errors import NotFound
from scheduler.domain.time.spans import Span


@dataclass(frozen=True, slots=True, order=True)
class Demand:
    """`units` of a resource, each for the whole of the padded `span`."""

    resource_id: int
    units: int
    span: Span


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """One unit (counted from 1) of a resource, taken for a padded `span` by a booking (0: not stored yet).

    `people` is how many the booking brings to the resource, said once: on the first of its units.
    """

    resource_id: int
    unit: int
    span: Span
    booking_id: int = 0
    campus_id: int | None = None
    people: int = 0


class Held:
    """Claims that are held, found by resource and time without looking at the others."""

    def __init__(self, claims: Iterable[Claim] = ()) -> None:
        self._claims: dict[int, list[Claim]] = {}
        for claim in claims:
            self._claims.setdefault(claim.resource_id, []).append(claim)
        for known in self._claims.values():
            known.sort(key=_start)
        self._longest = {
            resource_id: max(claim.span.length for claim in known)
            for resource_id, known in self._claims.items()
        }
        self._left_out: int | None = None

    def __iter__(self) -> Iterator[Claim]:
        everything = (claim for known in self._claims.values() for claim in known)
        return everything if self._left_out is None else self._others(everything)

    def without(self, booking_id: int) -> "Held":
        """The same claims, as they are and become, but for those of that booking."""
        others = Held()
        others._claims, others._longest, others._left_out = self._claims, self._longest, booking_id
        return others

    def near(self, resource_id: int, span: Span, margin: timedelta = timedelta()) -> list[Claim]:
        """The claims on a resource that touch `span` or lie less than `margin` from it, by their start."""
        known = self._claims.get(resource_id)
        if not known:
            return []
        start, end = span.start - margin, span.end + margin
        first = bisect_right(known, start - self._longest[resource_id], key=_start)
        last = bisect_left(known, end, lo=first, key=_start)
        found = [claim for claim in known[first:last] if claim.span.end > start]
        return found if self._left_out is None else list(self._others(found))

    def _others(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        return (claim for claim in claims if claim.booking_id != self._left_out)

    def add(self, claims: Iterable[Claim]) -> None:
        """Hold these too."""
        for claim in claims:
            known = self._claims.setdefault(claim.resource_id, [])
            known.insert(bisect_right(known, claim.span.start, key=_start), claim)
            longest = self._longest.get(claim.resource_id, timedelta())
            self._longest[claim.resource_id] = max(longest, claim.span.length)


def _start(claim: Claim) -> datetime:
    return claim.span.start


def with_parts(needs: Iterable[Need], resources: Iterable[Resource]) -> tuple[Need, ...]:
    """`needs` and, for every need of a whole, its fixed parts that are not named already."""
    asked = {need.resource_id: need for need in needs}
    wholes = {need.resource_id for need in asked.values() if need.units is None}
    parts = {
        part.id: Need(part.id, None)
        for part in resources
        if part.part_of_id in wholes and not part.movable and part.active
    }
    return tuple(sorted((parts | asked).values(), key=lambda need: need.resource_id))


def demands_of(needs: Iterable[Need], span: Span, resources: Mapping[int, Resource]) -> tuple[Demand, ...]:
    """What `needs` occupy in `span`, in resource order. `resources` has the parts of wholes too.

    Raises `NotFound` for a need of a resource that is not in `resources`.
    """
    demands = []
    for need in with_parts(needs, resources.values()):
        resource = resources.get(need.resource_id)
        if resource is None:
            raise NotFound("resource", need.resource_id)
        units = resource.units if need.units is None else need.units
        demands.append(Demand(resource.id, units, span.padded(resource.setup, resource.teardown)))
    return tuple(demands)


def campus_of(needs: Iterable[Need], resources: Mapping[int, Resource]) -> int | None:
    """Where a booking happens: the campus of its first place in resource order, what stays in its place
    before what is brought, or else of any thing; online is nowhere."""
    known = [resources[each] for each in sorted({n.resource_id for n in needs}) if each in resources]
    located = [r for r in known if r.campus_id is not None and r.kind is not ResourceKind.ONLINE]
    places = sorted((r for r in located if r.is_place), key=lambda place: place.movable)
    things = [r for r in located if not r.travels]
    return next((r.campus_id for r in places + things), None)
