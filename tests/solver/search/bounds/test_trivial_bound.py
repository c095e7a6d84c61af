"""What has no place even alone is known before any search."""

from __future__ import annotations

from collections.abc import Callable

from solver.grid import SlotGrid
from solver.problem import Busy, PlanActivity, PlanResource, Problem, Requirement, ResourceOption
from solver.search.bounds import trivial_bound

Week = Callable[..., Problem]


def test_an_activity_whose_only_room_is_closed_is_unplaceable_and_costs_its_price(make_week: Week) -> None:
    times = make_week(1).activities[0].times
    closed = PlanResource("r1", unavailable=(Busy(days=3, weeks=1, start=1, length=6),))
    stuck = PlanActivity("a0", times, (Requirement("room", (ResourceOption("r1"),)),), drop=9)
    free = PlanActivity(
        "a1", times, (Requirement("room", (ResourceOption("r1"), ResourceOption("r2"))),), drop=5
    )
    pair = PlanActivity(
        "a2", times, (Requirement("room", (ResourceOption("r1"), ResourceOption("r2")), count=2),), drop=3
    )
    problem = make_week(0, activities=(stuck, free, pair), resources=(closed, PlanResource("r2")))

    found = trivial_bound.unplaceable(problem, SlotGrid(problem))

    assert [each.id for each in found] == ["a0", "a2"]
    assert trivial_bound.bound(problem, SlotGrid(problem)) == 12


def test_an_ordinary_week_has_no_unplaceable_activity(make_week: Week) -> None:
    assert trivial_bound.bound(make_week(9), SlotGrid(make_week(9))) == 0
