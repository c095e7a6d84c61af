"""The engine as a whole: valid plans at the least cost, progress, stopping, repeatability."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings

from solver import solve
from solver.check import cost, violations
from solver.formats import ctt
from solver.problem import PlanActivity, PlanResource, Problem, Requirement, ResourceOption, TermWeights
from solver.search.incumbent import Progress
from tests.solver.brute import cheapest
from tests.solver.strategies import problems

Week = Callable[..., Problem]


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems().filter(lambda each: cheapest(each) is not None))
def test_the_engine_finds_the_cheapest_of_all_plans(problem: Problem) -> None:
    least = cheapest(problem)
    reports: list[Progress] = []

    def found() -> bool:
        return bool(reports) and (reports[-1].violations, reports[-1].cost) == (0, least)

    plan = solve(problem, time_limit=20, workers=1, on_progress=reports.append, should_stop=found)

    assert (plan.violations, plan.cost) == (0, least)
    assert plan.bound is None or plan.bound <= plan.cost


def test_a_toy_faculty_is_solved_to_proven_optimality(public_instances: Path) -> None:
    problem = ctt.read((public_instances / "cb-ctt" / "toy.ctt").read_text())

    plan = solve(problem, time_limit=20)

    assert (plan.violations, plan.cost, plan.optimal) == (0, 0, True)
    assert violations(problem, plan) == ()


def test_what_cannot_fit_is_left_out_at_the_least_price(make_week: Week) -> None:
    # One room, eight slots for ten activities: the two cheapest to drop stay out.
    times = make_week(1).activities[0].times
    needs = make_week(1).activities[0].needs
    crowd = tuple(PlanActivity(f"a{index}", times, needs, drop=10 + index) for index in range(18))
    problem = make_week(0, activities=crowd, resources=(PlanResource("r1"), PlanResource("r2")))

    plan = solve(problem, time_limit=20)

    assert (set(plan.unplaced), plan.cost, plan.optimal) == ({"a0", "a1"}, 21, True)


def test_progress_tells_a_story_that_only_gets_better(make_week: Week) -> None:
    reports: list[Progress] = []

    plan = solve(make_week(12), time_limit=5, on_progress=reports.append)

    assert all((a.violations, a.cost) >= (b.violations, b.cost) for a, b in pairwise(reports))
    assert reports[-1].terms == plan.terms == cost(make_week(12), plan).terms


def test_a_solve_that_is_told_to_stop_keeps_its_best_plan(public_instances: Path) -> None:
    problem = ctt.read((public_instances / "cb-ctt" / "comp02.ctt").read_text())
    stop = Event()

    def seen(progress: Progress) -> None:
        if progress.unplaced == 0 and progress.elapsed > 0:
            stop.set()

    plan = solve(problem, time_limit=600, on_progress=seen, should_stop=stop.is_set)

    assert len(plan.assignments) == len(problem.activities)


def test_a_start_is_never_made_worse(make_week: Week) -> None:
    problem = make_week(6)
    first = solve(problem, time_limit=2)

    again = solve(problem, time_limit=0.5, start=first)

    assert (again.violations, again.cost) <= (first.violations, first.cost)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_empty_problem_has_an_empty_optimal_plan(make_week: Week, workers: int) -> None:
    plan = solve(make_week(0), time_limit=5, workers=workers)

    assert (dict(plan.assignments), plan.cost, plan.optimal) == ({}, 0, True)


def test_an_activity_that_nothing_can_serve_stays_out_at_its_price(make_week: Week) -> None:
    times = make_week(1).activities[0].times
    homeless = PlanActivity("a0", times, (Requirement("room", ()),), size=9, drop=7)
    timeless = PlanActivity("a1", (), (Requirement("room", (ResourceOption("r1"),)),), size=9, drop=8)
    problem = make_week(0, activities=(homeless, timeless), weights=TermWeights(capacity=1))

    plan = solve(problem, time_limit=20)

    assert (plan.unplaced, plan.cost, plan.optimal) == (("a0", "a1"), 15, True)
