"""What construction mends: clashes go, what is dear keeps its place, and what is valid stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.check import priced, violations
from solver.grid import SlotGrid
from solver.problem import (
    Pinning,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    TimePattern,
)
from solver.search.clock import SearchClock
from solver.search.construct import mend
from solver.solution import Placement, Solution
from tests.solver.brute import plans
from tests.solver.strategies import problems

Week = Callable[..., Problem]
EARLY, LATE = TimePattern(1, 1, 0, 2), TimePattern(1, 1, 2, 2)


def mended(problem: Problem, plan: Solution) -> Solution:
    return mend(problem, SlotGrid(problem), plan, SearchClock(60))


def make_rivals(make_week: Week, times: tuple[TimePattern, ...], **parts: object) -> Problem:
    """A cheap and a dear activity that want the one room."""
    needs = (Requirement("room", (ResourceOption("r"),)),)
    rivals = (PlanActivity("cheap", times, needs, drop=1), PlanActivity("dear", times, needs, drop=9))
    return make_week(0, activities=rivals, resources=(PlanResource("r"),), **parts)


AT_ONCE = Solution({name: Placement(0, (("r",),)) for name in ("cheap", "dear")})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems(), number=st.integers(0, 400))
def test_a_valid_plan_stays_as_it_is(problem: Problem, number: int) -> None:
    valid = [plan for plan in islice(plans(problem), number, number + 40) if not violations(problem, plan)]
    for plan in valid:
        used = [[n for names in each.resources for n in names] for each in plan.assignments.values()]
        if all(len(set(names)) == len(names) for names in used):
            kept = mended(problem, plan).assignments

            assert {name: kept[name] for name in plan.assignments} == plan.assignments


def test_what_is_dear_keeps_its_place_and_the_other_moves(make_week: Week) -> None:
    week = make_rivals(make_week, (EARLY, LATE))

    plan = mended(week, AT_ONCE)

    assert {name: each.time for name, each in plan.assignments.items()} == {"cheap": 1, "dear": 0}
    assert priced(week, plan).violations == 0


def test_what_fits_nowhere_is_left_out(make_week: Week) -> None:
    plan = mended(make_rivals(make_week, (EARLY,)), AT_ONCE)

    assert set(plan.assignments) == {"dear"}


def test_what_has_left_its_pin_goes_back(make_week: Week) -> None:
    week = make_rivals(make_week, (EARLY, LATE), pins=(Pinning("dear", time=1),))

    plan = mended(week, AT_ONCE)

    assert {name: each.time for name, each in plan.assignments.items()} == {"cheap": 0, "dear": 1}


def test_the_students_stay_where_they_are(make_week: Week) -> None:
    sectioned = Solution(AT_ONCE.assignments, students={"ann": ("dear",)})

    assert mended(make_rivals(make_week, (EARLY,)), sectioned).students == {"ann": ("dear",)}
