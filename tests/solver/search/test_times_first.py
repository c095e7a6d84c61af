"""Times at the bound, rooms for them, and no plan that the judge would refuse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from solver.check import priced
from solver.grid import SlotGrid
from solver.problem import (
    Compactness,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    Stability,
    Student,
)
from solver.search.bounds.time_relaxation import TimeRelaxation
from solver.search.clock import SearchClock
from solver.search.compiled.state import StateEncoder
from solver.search.construct import construct
from solver.search.incumbent import Incumbent
from solver.search.times_first import TimesFirst, narrowed, suits
from solver.solution import Solution
from tests.solver.brute import cheapest
from tests.solver.strategies import problems

Week = Callable[..., Problem]
Plan = Callable[..., Solution]

ROUND = 0.05
"""Seconds of annealing: a few thousand moves are many for a problem this small."""


@pytest.fixture
def make_pair(make_week: Week) -> Week:
    """Two interchangeable sessions of one teacher that should touch, and should keep to one room."""

    def make() -> Problem:
        times = make_week(1).activities[0].times
        needs = (
            Requirement("room", (ResourceOption("r1"), ResourceOption("r2"))),
            Requirement("teacher", (ResourceOption("t"),)),
        )
        both = ("a0", "a1")
        return make_week(
            0,
            resources=(PlanResource("r1"), PlanResource("r2"), PlanResource("t", kind="teacher")),
            activities=tuple(PlanActivity(name, times, needs) for name in both),
            compactness=(Compactness("c", both, 3),),
            stability=(Stability("s", both, 1),),
        )

    return make


def search_from(problem: Problem, plan: Solution) -> Incumbent:
    """The incumbent after times first, from a plan."""
    clock, translation = SearchClock(60), StateEncoder(problem, SlotGrid(problem))
    incumbent = Incumbent(problem, clock)
    incumbent.offer(plan, "start")
    incumbent.prove(0, "no cost is negative")
    TimesFirst(problem, translation, clock, incumbent, seed=0).run(30.0, 10.0, ROUND)
    return incumbent


def with_teacher(plan: Solution) -> Solution:
    """A plan of `make_plan` whose activities take the teacher as well."""
    places = {
        name: type(each)(each.time, (*each.resources, ("t",))) for name, each in plan.assignments.items()
    }
    return Solution(places)


def test_lonely_sessions_are_brought_together_in_one_room(make_pair: Week, make_plan: Plan) -> None:
    problem = make_pair()
    lonely = with_teacher(make_plan((0, "r1"), (7, "r2")))

    best = search_from(problem, lonely).best

    assert (priced(problem, lonely).cost, best.cost, best.violations) == (7, 0, 0)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems())
def test_what_it_finds_is_valid_and_costs_no_less_than_the_cheapest_plan(problem: Problem) -> None:
    least = cheapest(problem)
    plan = construct(problem, SlotGrid(problem), SearchClock(60))

    best = search_from(problem, plan).best

    assert (best.violations, best.cost) <= (priced(problem, plan).violations, priced(problem, plan).cost)
    assert best.violations or (least is not None and best.cost >= least)
    assert priced(problem, best).cost == best.cost


@pytest.mark.parametrize(("most", "found"), [(0, True), (-1, False)])
def test_times_cost_at_most_what_is_asked(make_pair: Week, most: int, found: bool) -> None:
    problem = make_pair()
    relaxation = TimeRelaxation(problem, SlotGrid(problem))

    times = relaxation.times(SearchClock(60), 10.0, {"a0": 0, "a1": 7}, most, seed=0)

    starts = None if times is None else sorted(times.values())
    assert (starts is not None) is found
    assert starts is None or (starts[1] - starts[0] == 1 and starts != [3, 4])


def test_interchangeable_activities_keep_the_times_they_have(make_pair: Week) -> None:
    problem = make_pair()
    relaxation = TimeRelaxation(problem, SlotGrid(problem))
    # The only pair of times that is open.
    for orbit in relaxation.orbits:
        for time, literal in enumerate(orbit.taken):
            relaxation.model.add(literal == (time in (2, 3)))

    times = relaxation.times(SearchClock(60), 10.0, {"a0": 3, "a1": 0}, 0, seed=0)

    assert times == {"a0": 3, "a1": 2}


def test_an_activity_is_left_the_resources_it_is_given(make_pair: Week) -> None:
    problem = narrowed(make_pair(), {"a1": (("r2",), ("t",))})

    names = [[each.resource for each in activity.needs[0].candidates] for activity in problem.activities]

    assert names == [["r1", "r2"], ["r2"]]


def test_students_decide_too_much_for_it(make_week: Week) -> None:
    with_students = make_week(2, students=(Student("s", ()),))

    assert (suits(make_week(2)), suits(with_students)) == (True, False)
