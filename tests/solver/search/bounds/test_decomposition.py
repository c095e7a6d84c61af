"""Parts cover everything once, keep rules whole, and their bounds add up."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings

from solver.problem import (
    Compactness,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    TimePattern,
    WorkingDays,
)
from solver.search.bounds.decomposition import parts
from solver.search.bounds.proving import prove
from solver.search.clock import SearchClock
from solver.search.incumbent import Incumbent
from tests.solver.brute import cheapest
from tests.solver.strategies import problems

Week = Callable[..., Problem]


def make_sites(make_week: Week, sites: int) -> Problem:
    """Per site a room with one time for two activities, of which one has to go for 10."""
    activities = tuple(
        PlanActivity(
            f"{which}{site}",
            (TimePattern(1, 1, 0, 1),),
            (Requirement("room", (ResourceOption(f"r{site}"),)),),
            drop=10,
        )
        for which in "ab"
        for site in range(sites)
    )
    rooms = tuple(PlanResource(f"r{site}") for site in range(sites))
    return make_week(0, activities=activities, resources=rooms)


@settings(max_examples=60, deadline=None)
@given(problem=problems())
def test_every_activity_is_in_one_part_with_the_rules_it_counts_in(problem: Problem) -> None:
    found = parts(problem, most=1)

    names = sorted(activity.id for part in found for activity in part.activities)
    assert names == sorted(each.id for each in problem.activities)
    assert sum(len(part.compactness) for part in found) == sum(
        bool(r.activities) for r in problem.compactness
    )
    assert sum(len(part.working_days) for part in found) == sum(
        bool(r.activities) for r in problem.working_days
    )


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems())
def test_the_bounds_of_the_smallest_parts_add_up_to_no_more_than_the_cheapest_plan(problem: Problem) -> None:
    least = cheapest(problem)

    alone = [cheapest(part) for part in parts(problem, most=1)]

    if least is not None:
        assert sum(cost or 0 for cost in alone) <= least


def test_what_shares_a_room_goes_into_one_part(make_week: Week) -> None:
    found = parts(make_sites(make_week, 3), most=2)

    together = [tuple(each.id for each in part.activities) for part in found]
    assert together == [("a0", "b0"), ("a1", "b1"), ("a2", "b2")]


@pytest.mark.parametrize("rule", ["compactness", "working_days"])
def test_a_rule_is_never_cut(make_week: Week, rule: str) -> None:
    names = ("a0", "b2")
    kinds = {"compactness": Compactness("c", names, 1), "working_days": WorkingDays("w", names, 1, 1)}
    whole = make_sites(make_week, 3)
    week = make_week(0, activities=whole.activities, resources=whole.resources, **{rule: (kinds[rule],)})

    found = parts(week, most=1)

    assert [len(part.activities) for part in found] == [2, 1, 1, 1, 1]
    assert list(chain(found[0].compactness, found[0].working_days)) == [kinds[rule]]


def test_the_parts_of_a_problem_that_is_too_large_are_proven_together(make_week: Week) -> None:
    week = make_sites(make_week, 3)
    incumbent = Incumbent(week, SearchClock(60))

    prove(week, incumbent.clock, incumbent, 60, most=2)

    assert incumbent.best.bound == 30
    assert incumbent.best.bound_argument.endswith("in 3 parts")
