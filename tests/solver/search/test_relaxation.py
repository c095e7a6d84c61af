"""A bound never exceeds the cheapest plan, and is not trivial where counting says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from solver.formats import ctt
from solver.grid import Grid
from solver.problem import Activity, Candidate, Compactness, Need, Problem, Resource, Weights, WorkingDays
from solver.search.clock import Clock
from solver.search.incumbent import Incumbent, Progress
from solver.search.relaxation import ARGUMENT, Relaxation
from tests.solver.brute import cheapest
from tests.solver.strategies import problems

Week = Callable[..., Problem]


def bound_of(problem: Problem, enough: int = 1 << 30) -> int:
    """The bound proven in 100 seconds, or the first of `enough` or more."""
    reports: list[Progress] = []
    clock = Clock(100, lambda: bool(reports) and (reports[-1].bound or 0) >= enough)
    incumbent = Incumbent(problem, clock, reports.append)
    Relaxation(problem, Grid(problem)).prove(clock, incumbent, 100)
    assert incumbent.best.bound is None or incumbent.best.bound_argument == ARGUMENT
    return incumbent.best.bound or 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems())
def test_the_bound_is_at_most_the_cheapest_of_all_plans(problem: Problem) -> None:
    least = cheapest(problem)

    bound = bound_of(problem)

    assert least is None or bound <= least


def test_people_beyond_the_seats_of_the_larger_rooms_are_counted(make_week: Week) -> None:
    # Eight starts and one large room: of sixteen large groups eight lack 10 seats.
    needs = (Need("room", (Candidate("r1"), Candidate("r2"))),)
    times = make_week(1).activities[0].times
    crowd = tuple(Activity(f"a{index}", times, needs, size=30) for index in range(16))
    rooms = (Resource("r1", seats=30), Resource("r2", seats=20))

    assert bound_of(make_week(0, activities=crowd, resources=rooms, weights=Weights(capacity=1))) == 80


def test_what_no_room_is_left_for_is_counted(make_week: Week) -> None:
    needs, times = make_week(1).activities[0].needs, make_week(1).activities[0].times
    crowd = tuple(Activity(f"a{index}", times, needs, drop=5) for index in range(19))

    assert bound_of(make_week(0, activities=crowd)) == 15


def test_curricula_and_working_days_count_together(make_week: Week) -> None:
    # Two sessions over two days are both lonely (4); on one day they are a day short (5).
    names = ("a0", "a1")
    week = make_week(
        2, compactness=(Compactness("c", names, 2),), working_days=(WorkingDays("w", names, 2, 5),)
    )

    assert bound_of(week) == 4


def test_a_real_faculty_has_a_bound_that_is_not_trivial(public_instances: Path) -> None:
    problem = ctt.read((public_instances / "cb-ctt" / "comp01.ctt").read_text(encoding="utf-8-sig"))

    assert bound_of(problem, enough=4) == 4
