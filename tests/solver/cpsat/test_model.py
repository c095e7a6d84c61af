"""The CP-SAT model agrees with trying every plan on small random problems of every rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from ortools.sat.python import cp_model

from solver.check import priced
from solver.cpsat.model import Model, is_exact
from solver.errors import StoppedError
from solver.problem import PlanActivity, PlanResource, Problem, Requirement, ResourceOption, TimePattern
from solver.solution import Placement, Solution
from tests.solver.brute import cheapest
from tests.solver.strategies import problems


def optimum(problem: Problem, **parts: object) -> Solution:
    model = Model(problem, **parts)  # type: ignore[arg-type]
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model.model) == cp_model.OPTIMAL
    plan = priced(problem, model.solution(solver))
    if not plan.violations:
        assert round(solver.objective_value) <= plan.cost
    return plan


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems())
def test_the_model_finds_the_cheapest_of_all_plans(problem: Problem) -> None:
    least = cheapest(problem)

    plan = optimum(problem)

    if is_exact(problem) and least is not None:
        assert (plan.violations, plan.cost) == (0, least)
    elif is_exact(problem):
        assert plan.violations > 0
    elif least is not None and not plan.violations:
        assert plan.cost >= least


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems())
def test_a_neighbourhood_never_makes_a_plan_worse(problem: Problem) -> None:
    start = optimum(problem)

    moved = optimum(problem, free={"a1"}, base=start)

    if is_exact(problem) and not start.violations:
        assert (moved.violations, moved.cost) == (0, start.cost)
    assert {name: moved.assignments.get(name) for name in ("a0", "a2")} == {
        name: start.assignments.get(name) for name in ("a0", "a2")
    }


def test_a_model_whose_clock_has_ended_is_not_built_to_its_end(make_week: Callable[..., Problem]) -> None:
    with pytest.raises(StoppedError):
        Model(make_week(2), stopped=lambda: True)


def test_what_the_fixed_activities_rule_out_is_not_stated(make_week: Callable[..., Problem]) -> None:
    needs = (Requirement("room", (ResourceOption("r1"), ResourceOption("r2"))),)
    times = tuple(TimePattern(1, 1, start, 2) for start in (0, 2, 4))
    activities = tuple(PlanActivity(name, times, needs) for name in ("a0", "a1", "a2"))
    week = make_week(0, activities=activities, resources=(PlanResource("r1"), PlanResource("r2")))
    base = Solution({"a0": Placement(0, (("r1",),)), "a1": Placement(0, (("r2",),))})

    variables = Model(week, free={"a1", "a2"}, base=base).variables

    assert list(variables.time["a2"]) == [0, 1, 2]
    assert list(variables.both(activities[2], 0, 0)) == ["r2"]
    assert list(Model(week, free={"a2"}, base=base).variables.time["a2"]) == [1, 2]
