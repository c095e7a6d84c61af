"""A bound never exceeds the cheapest plan, and is not trivial where counting says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from solver.formats import ctt
from solver.grid import SlotGrid
from solver.problem import (
    Busy,
    Compactness,
    Horizon,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    TermWeights,
    TimePattern,
    WorkingDays,
)
from solver.search.bounds.time_relaxation import TimeRelaxation
from solver.search.clock import SearchClock
from tests.solver.brute import cheapest
from tests.solver.strategies import problems

Week = Callable[..., Problem]


def bound_of(problem: Problem, enough: int = 1 << 30) -> int:
    """The bound proven in 100 seconds, or the first of `enough` or more."""
    found = [0]
    relaxation = TimeRelaxation(problem, SlotGrid(problem))
    relaxation.search(SearchClock(100, lambda: found[-1] >= enough), 100, found.append)
    return max(found)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems())
def test_the_bound_is_at_most_the_cheapest_of_all_plans(problem: Problem) -> None:
    least = cheapest(problem)

    bound = bound_of(problem)

    assert least is None or bound <= least


def test_people_beyond_the_seats_of_the_larger_rooms_are_counted(make_week: Week) -> None:
    # Eight starts and one large room: of sixteen large groups eight lack 10 seats.
    needs = (Requirement("room", (ResourceOption("r1"), ResourceOption("r2"))),)
    times = make_week(1).activities[0].times
    crowd = tuple(PlanActivity(f"a{index}", times, needs, size=30) for index in range(16))
    rooms = (PlanResource("r1", seats=30), PlanResource("r2", seats=20))

    assert bound_of(make_week(0, activities=crowd, resources=rooms, weights=TermWeights(capacity=1))) == 80


def test_what_no_room_is_left_for_is_counted(make_week: Week) -> None:
    needs, times = make_week(1).activities[0].needs, make_week(1).activities[0].times
    crowd = tuple(PlanActivity(f"a{index}", times, needs, drop=5) for index in range(19))

    assert bound_of(make_week(0, activities=crowd)) == 15


def test_what_has_no_candidate_at_all_stays_out_at_its_price(make_week: Week) -> None:
    times = make_week(1).activities[0].times

    assert (
        bound_of(make_week(0, activities=(PlanActivity("a", times, (Requirement("lab", ()),), drop=4),))) == 4
    )


def test_curricula_and_working_days_count_together(make_week: Week) -> None:
    # Two sessions over two days are both lonely (4); on one day they are a day short (5).
    names = ("a0", "a1")
    week = make_week(
        2, compactness=(Compactness("c", names, 2),), working_days=(WorkingDays("w", names, 2, 5),)
    )

    assert bound_of(week) == 4


def test_the_cheapest_candidate_that_is_open_at_a_time_is_paid(make_week: Week) -> None:
    times = make_week(1).activities[0].times
    closed = tuple(Busy(time.days, time.weeks, time.start, time.length) for time in times)
    rooms = (PlanResource("r1"), PlanResource("r2"), PlanResource("r3", unavailable=closed))
    needs = (
        Requirement("room", (ResourceOption("r1", 7), ResourceOption("r2", 5), ResourceOption("r3", 1))),
    )
    alone = (PlanActivity("a0", times, needs, drop=100),)

    assert bound_of(make_week(0, activities=alone, resources=rooms)) == 5


def test_a_block_is_lonely_only_in_the_weeks_without_company() -> None:
    first, second = TimePattern(1, 0b11, 0, 1), TimePattern(1, 0b01, 1, 1)
    pair = (PlanActivity("a0", (first,)), PlanActivity("a1", (second,)))
    together = (Compactness("c", ("a0", "a1"), 2),)

    assert bound_of(Problem("weeks", Horizon(1, 2, 4), (), pair, compactness=together)) == 2


def test_a_real_faculty_has_a_bound_that_is_not_trivial(public_instances: Path) -> None:
    problem = ctt.read((public_instances / "cb-ctt" / "comp01.ctt").read_text(encoding="utf-8-sig"))

    assert bound_of(problem, enough=4) == 4
