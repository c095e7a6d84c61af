"""Many demands on one resource are seated together whenever that can be done."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.domain.bookings.claims import Claim, Demand
from scheduler.domain.bookings.conflicts import seat
from scheduler.domain.bookings.unit_assignment import seats_together
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.time.spans import Span

MIDNIGHT = datetime(2026, 11, 30, tzinfo=UTC)


def between(first: float, last: float) -> Span:
    return Span(MIDNIGHT + timedelta(hours=first), MIDNIGHT + timedelta(hours=last))


def make_lab(units: int) -> Resource:
    return Resource(id=1, kind=ResourceKind.FIELDLAB, name="Lab", owner_id=1, units=units)


def test_one_after_the_other_would_not_fit_but_together_they_do() -> None:
    held = [Claim(1, 1, between(9, 12), 5)]
    demands = [Demand(1, 1, between(7, 8)), Demand(1, 1, between(7.5, 9)), Demand(1, 1, between(8.5, 10))]

    seats = seats_together(demands, held, 2)

    assert seats == [(2,), (1,), (2,)]


def test_everybody_who_is_there_already_keeps_their_unit() -> None:
    held = [Claim(1, unit, between(9, 10), unit) for unit in (2, 4)]
    demands = [Demand(1, 2, between(8, 11))]

    assert seats_together(demands, held, 4) == [(1, 3)]


def test_a_demand_that_finds_no_room_is_given_none_and_leaves_the_others_theirs() -> None:
    demands = [Demand(1, 2, between(9, 11)), Demand(1, 2, between(10, 12)), Demand(1, 1, between(10, 12))]

    assert seats_together(demands, [], 3) == [(1, 2), (), (3,)]


def test_units_that_are_broken_are_counted_out() -> None:
    demands = [Demand(1, 2, between(9, 11)), Demand(1, 1, between(9, 11))]

    assert seats_together(demands, [], 3, [(between(8, 18), 1)]) == [(1, 2), ()]


def fitting(chance: random.Random, units: int, held: list[Claim]) -> list[Demand]:
    """Demands of which, with what is held taken from its first to its last moment, no more than
    `units` are wanted at a time; as many as are found."""
    quarters = [0] * 96
    if held:
        first, last = min(c.span.start for c in held), max(c.span.end for c in held)
        for quarter in range(_quarter(first), _quarter(last)):
            quarters[quarter] += len({claim.unit for claim in held})
    demands = []
    for _ in range(60):
        start, length, wanted = chance.randrange(88), chance.randint(1, 8), chance.randint(1, 2)
        if all(taken + wanted <= units for taken in quarters[start : start + length]):
            for quarter in range(start, start + length):
                quarters[quarter] += wanted
            demands.append(Demand(1, wanted, between(start / 4, (start + length) / 4)))
    return demands


def _quarter(at: datetime) -> int:
    return int((at - MIDNIGHT).total_seconds() // 900)


@pytest.mark.parametrize("seed", range(200))
def test_whatever_fits_by_the_count_is_seated_by_the_conflict_rule(seed: int) -> None:
    chance = random.Random(seed)
    units = chance.randint(2, 5)
    held = [
        Claim(1, unit, between(start, start + chance.randint(1, 4)), 9)
        for unit in chance.sample(range(1, units + 1), chance.randint(0, units))
        for start in [chance.randint(0, 20)]
    ]
    demands = fitting(chance, units, held)
    given = seats_together(demands, held, units)

    claims = list(held)
    for demand, seats in zip(demands, given, strict=True):
        seating = seat([demand], claims, {1: make_lab(units)}, prefer={1: seats})
        assert seating.shortages == ()
        claims += seating.claims
