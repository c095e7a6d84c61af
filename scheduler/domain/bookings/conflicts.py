"""THE conflict rule: which held claims leave no room for a demand.

Requesting, moving, publishing, searching for room and telling the solver what is taken all call
`seat` or `free_units`; nothing else decides whether two bookings go together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.bookings.claims import Claim, Demand
from scheduler.domain.campus.resources import Resource
from scheduler.domain.time.spans import Span


@dataclass(frozen=True, slots=True)
class Shortage:
    """A demand that finds only `free` units, because of the bookings `taken_by`."""

    demand: Demand
    free: int
    units: int
    taken_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Seating:
    """Claims for every demand that has room, shortages for the others."""

    claims: tuple[Claim, ...]
    shortages: tuple[Shortage, ...]


def seat(
    demands: Sequence[Demand],
    held: Iterable[Claim],
    resources: Mapping[int, Resource],
    *,
    out_of_use: Mapping[int, Sequence[tuple[Span, int]]] | None = None,
    campus_id: int | None = None,
    prefer: Mapping[int, Sequence[int]] | None = None,
) -> Seating:
    """Give each demand named units that are free for the whole of its span.

    `held` may have claims that touch no demand. `out_of_use` says per resource in which spans how
    many units an outage takes. Demands of one call also exclude each other. `prefer` names per
    resource the units to give, as far as they are free.
    """
    taken: dict[int, list[Claim]] = {}
    for claim in held:
        taken.setdefault(claim.resource_id, []).append(claim)
    claims: list[Claim] = []
    shortages: list[Shortage] = []
    for demand in demands:
        resource = resources[demand.resource_id]
        known = taken.setdefault(demand.resource_id, [])
        free = free_units(resource, demand.span, known, (out_of_use or {}).get(resource.id, ()))
        if len(free) < demand.units:
            clashing = {claim.booking_id for claim in known if claim.span.overlaps(demand.span)}
            blame = tuple(sorted(clashing - {0}))
            shortages.append(Shortage(demand, len(free), resource.units, blame))
            continue
        chosen = _chosen(demand, known, free, (prefer or {}).get(resource.id, ()), resource)
        new = [Claim(demand.resource_id, unit, demand.span, 0, campus_id) for unit in sorted(chosen)]
        known += new
        claims += new
    return Seating(tuple(claims), tuple(shortages))


def _chosen(
    demand: Demand, known: Sequence[Claim], free: Sequence[int], preferred: Sequence[int], resource: Resource
) -> Sequence[int]:
    """The preferred units if they are enough and free, even of those an outage would take; else the
    preferred among the `free` ones first, then the tightest fits."""
    first = preferred[: demand.units]
    if len(first) == demand.units and set(first) <= set(free_units(resource, demand.span, known)):
        return first
    wanted = frozenset(preferred)
    order = sorted(free, key=lambda unit: (unit not in wanted, _slack(unit, demand.span, known)))
    return order[: demand.units]


def free_units(
    resource: Resource,
    span: Span,
    held: Iterable[Claim],
    out_of_use: Sequence[tuple[Span, int]] = (),
) -> tuple[int, ...]:
    """The units of `resource` that no claim of `held` touches in `span`.

    An outage of some units takes the highest numbers of those that are left: people who are
    booked already keep their place.
    """
    taken = {c.unit for c in held if c.resource_id == resource.id and c.span.overlaps(span)}
    free = tuple(unit for unit in range(1, resource.units + 1) if unit not in taken)
    broken = max((units for outage, units in out_of_use if outage.overlaps(span)), default=0)
    return free[: max(0, len(free) - broken)]


def _slack(unit: int, span: Span, held: Iterable[Claim]) -> tuple[float, int]:
    """Seconds between the unit's last claim before `span` and `span`: the tightest fit comes first,
    so that long free stretches stay in one piece."""
    before = [
        (span.start - claim.span.end).total_seconds()
        for claim in held
        if claim.unit == unit and claim.span.end <= span.start
    ]
    return (min(before, default=float("inf")), unit)
