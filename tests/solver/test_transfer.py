"""A plan in the numbers of a changed problem, and a problem and its plan within one week."""

from __future__ import annotations

from dataclasses import replace

from solver.check import violations
from solver.problem import (
    Horizon,
    Pinning,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    TimePattern,
)
from solver.solution import Placement, Solution
from solver.transfer import in_week, plan_in_week, transfer_plan

EARLY, LATE, ODD = TimePattern(1, 3, 0, 2), TimePattern(1, 3, 2, 2), TimePattern(1, 2, 0, 2)
ROOM = (("r",),)


def make_problem(*times: TimePattern, pins: tuple[Pinning, ...] = ()) -> Problem:
    """Two weeks of one day; one activity in one room, which must be placed."""
    activity = PlanActivity("a", times, (Requirement("room", (ResourceOption("r"),)),))
    return Problem("p", Horizon(1, 2, 4), (PlanResource("r"),), (activity,), pins=pins)


def make_plan(time: int) -> Solution:
    return Solution({"a": Placement(time, ROOM)})


def test_a_session_keeps_its_time_when_the_times_are_counted_otherwise() -> None:
    moved = transfer_plan(
        make_plan(0), make_problem(EARLY, LATE), make_problem(LATE, replace(EARLY, penalty=3))
    )

    assert moved == make_plan(1)


def test_a_time_that_is_gone_gets_an_index_that_no_time_has() -> None:
    assert transfer_plan(make_plan(0), make_problem(EARLY), make_problem(LATE)) == make_plan(1)


def test_an_activity_that_is_gone_is_left_out() -> None:
    without = replace(make_problem(EARLY), activities=())

    assert transfer_plan(make_plan(0), make_problem(EARLY), without) == Solution({})


def test_a_plan_is_as_valid_in_each_of_its_weeks() -> None:
    problem = make_problem(ODD, LATE, pins=(Pinning("a", 1),))

    for week in (0, 1):
        narrowed = in_week(problem, week)
        assert violations(narrowed, plan_in_week(make_plan(1), problem, week)) == ()


def test_in_a_week_without_it_an_activity_has_no_times_and_no_price() -> None:
    problem = make_problem(ODD, pins=(Pinning("a", 0),))

    narrowed = in_week(problem, 0)

    (activity,) = narrowed.activities
    assert (activity.times, activity.drop, narrowed.pins) == ((), 0, ())
    assert plan_in_week(make_plan(0), problem, 0) == Solution({})


def test_a_pin_to_a_time_of_other_weeks_pins_its_resources_alone() -> None:
    problem = make_problem(ODD, LATE, pins=(Pinning("a", 0, ROOM), Pinning("a", 0)))

    assert in_week(problem, 0).pins == (Pinning("a", None, ROOM),)
