"""What a change adds to a booking. Only that is judged: who gives back units, people or time is never
refused, whatever the rules of the place became since, and keeps the units they have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import Claim, Demand, Held, demands_of
from scheduler.domain.campus.resources import Resource
from scheduler.domain.time.spans import Span, difference


@dataclass(frozen=True, slots=True)
class Standing:
    """A booking as it stands before a change; one that holds nothing (any more) has no claims. `attendance`
    is how many people it is for in all (None: that does not change)."""

    span: Span
    needs: tuple[Need, ...]
    claims: tuple[Claim, ...] = ()
    attendance: int | None = None

    def units(self, resource_id: int) -> tuple[int, ...]:
        """The units it holds of that resource."""
        return tuple(claim.unit for claim in self.claims if claim.resource_id == resource_id)

    def people(self, resource_id: int) -> int:
        """How many people it brings there."""
        return sum(claim.people for claim in self.claims if claim.resource_id == resource_id)

    def lacks_part(self, resource: Resource) -> bool:
        """Whether that is equipment that was fixed in a place after the whole of it was booked."""
        whole = resource.part_of_id is not None and self._has_whole(resource.part_of_id)
        return whole and not self.units(resource.id)

    def _has_whole(self, resource_id: int) -> bool:
        return Need(resource_id, None) in self.needs and bool(self.units(resource_id))


def added(before: Standing | None, demand: Demand, span: Span) -> list[Span]:
    """The parts of `span` in which `demand` is for more than `before` has: all of it for a new booking
    and for more units, the time that was not in it for as many units or fewer."""
    if before is None or demand.units > len(before.units(demand.resource_id)):
        return [span]
    return difference([span], [before.span])


def still_asked(
    before: Standing | None, demands: Iterable[Demand], needs: Sequence[Need], resources: Sequence[Resource]
) -> tuple[Demand, ...]:
    """`demands` as a change means them: the whole of a place is what it was when it was booked."""
    if before is None:
        return tuple(demands)
    named = {need.resource_id for need in needs}
    wholes = {need.resource_id for need in needs if need.units is None and need in before.needs}
    late = {
        part.id
        for part in resources
        if part.part_of_id in wholes and part.id not in named and before.lacks_part(part)
    }
    return tuple(
        replace(each, units=len(before.units(each.resource_id)))
        if each.resource_id in wholes and before.units(each.resource_id)
        else each
        for each in demands
        if each.resource_id not in late
    )


def owners_of_more(
    before: Standing | None,
    needs: Sequence[Need],
    span: Span,
    people: int,
    resources: Mapping[int, Resource],
) -> frozenset[int]:
    """The organisations of which `needs` in `span` take more than `before` has, or for more people."""
    if before is not None and before.attendance is not None and people > before.attendance:
        return frozenset(resources[need.resource_id].owner_id for need in needs)
    asked = demands_of(needs, span, resources)
    demands = still_asked(before, asked, needs, list(resources.values()))
    return frozenset(
        resources[demand.resource_id].owner_id for demand in demands if added(before, demand, span)
    )


def kept(
    before: Standing | None, demands: Iterable[Demand], span: Span, held: Held, campus_id: int | None
) -> dict[int, tuple[Claim, ...]]:
    """By resource the claims that stay, where `demands` in `span` add nothing and nobody is in their way."""
    if before is None:
        return {}
    found = {}
    for demand in demands:
        if not added(before, demand, span):
            claims = _shortened(before, demand, campus_id)
            if not any(_in_the_way(claim, held) for claim in claims):
                found[demand.resource_id] = claims
    return found


def _shortened(before: Standing, demand: Demand, campus_id: int | None) -> tuple[Claim, ...]:
    """As many of its claims as are still asked. Set-up that became longer since is not asked of it."""
    mine = sorted(claim for claim in before.claims if claim.resource_id == demand.resource_id)
    return tuple(
        Claim(
            claim.resource_id,
            claim.unit,
            Span(max(claim.span.start, demand.span.start), min(claim.span.end, demand.span.end)),
            campus_id=campus_id,
        )
        for claim in mine[: demand.units]
    )


def _in_the_way(claim: Claim, held: Held) -> bool:
    return any(other.unit == claim.unit for other in held.near(claim.resource_id, claim.span))
