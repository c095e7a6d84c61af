"""Forward search places what can be placed, and breaks no hard rule on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.check import violations
from solver.grid import SlotGrid
from solver.problem import (
    Distribution,
    DistributionKind,
    Pinning,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
)
from solver.search.clock import SearchClock
from solver.search.compiled import ejection
from solver.search.compiled.state import StateEncoder
from solver.search.construct import construct
from solver.search.forward import Forward
from solver.solution import Solution
from tests.solver.brute import plans
from tests.solver.strategies import problems

Week = Callable[..., Problem]
Plan = Callable[..., Solution]


def make_forward(problem: Problem, plan: Solution, seed: int = 0) -> Forward:
    return Forward(StateEncoder(problem, SlotGrid(problem)), plan, SearchClock(60), seed)


def droppable(problem: Problem) -> Problem:
    """The problem with a price for leaving out what must be placed, above all others together."""
    activities = (each if each.drop is not None else replace(each, drop=1000) for each in problem.activities)
    return replace(problem, activities=tuple(activities))


def left_out(problem: Problem, plan: Solution) -> int:
    return sum(each.drop or 0 for each in problem.activities if each.id not in plan.assignments)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems(), seed=st.integers(0, 1000))
def test_no_step_breaks_a_hard_rule(problem: Problem, seed: int) -> None:
    forward = make_forward(problem, construct(problem, SlotGrid(problem), SearchClock(60)), seed)

    for _ in range(30):
        ejection.search(forward.memory, forward.state, 1)
        plan = forward.translation.plan(forward.memory, Solution({}), best=False)

        assert {each.rule for each in violations(problem, plan)} <= {"must be placed"}


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems(), seed=st.integers(0, 1000))
def test_it_leaves_out_no_more_than_the_best_of_all_plans(problem: Problem, seed: int) -> None:
    priced_out = droppable(problem)

    plan = make_forward(problem, Solution({}), seed).run(60.0, steps=3000)

    least = left_out(priced_out, plan)
    better = (each for each in plans(priced_out) if left_out(priced_out, each) < least)
    assert all(violations(priced_out, each) for each in better)


def test_what_is_in_the_way_gives_way(make_week: Week, make_plan: Plan) -> None:
    # a0 and a1 hold the only place of a2 and a3; both could be anywhere else.
    problem = make_week(4)
    tied = tuple(Pinning(name, time=0) for name in ("a2", "a3"))
    problem = make_week(4, activities=problem.activities, pins=tied)

    plan = make_forward(problem, make_plan((0, "r1"), (0, "r2"))).run(60.0)

    assert (len(plan.assignments), violations(problem, plan)) == (4, ())


def test_a_full_week_is_filled(make_week: Week) -> None:
    # Sixteen activities, sixteen places, and a row of days that must not be shared.
    apart = Distribution("d", DistributionKind.DIFFERENT_DAYS, ("a0", "a1"))
    together = Distribution("s", DistributionKind.SAME_DAYS, ("a1", "a2", "a3"))
    problem = make_week(16, distributions=(apart, together))

    plan = make_forward(problem, Solution({})).run(60.0)

    assert (len(plan.assignments), violations(problem, plan)) == (16, ())


def test_what_breaks_the_plan_it_starts_from_is_placed_anew(make_week: Week, make_plan: Plan) -> None:
    problem = make_week(2)

    plan = make_forward(problem, make_plan((0, "r1"), (0, "r1"))).run(60.0)

    assert (len(plan.assignments), violations(problem, plan)) == (2, ())


def test_what_has_no_place_at_all_ends_the_search(make_week: Week) -> None:
    times = make_week(1).activities[0].times
    homeless = PlanActivity("a0", times, (Requirement("room", ()),), drop=7)
    problem = make_week(0, activities=(homeless,), resources=(PlanResource("r1"),))
    forward = make_forward(problem, Solution({}))

    plan = forward.run(60.0)

    assert (dict(plan.assignments), forward.left) == ({}, 7)


def test_the_same_seed_makes_the_same_placements(make_week: Week) -> None:
    problem = make_week(16)

    plans_found = [make_forward(problem, Solution({}), seed=5).run(60.0).assignments for _ in range(2)]

    assert plans_found[0] == plans_found[1]
