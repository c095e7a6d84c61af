"""What seats and stability cost at least: never above the cheapest plan, and added to what times cost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from solver.formats import ctt
from solver.grid import SlotGrid
from solver.problem import PlanActivity, PlanResource, Problem, Requirement, Stability, TermWeights
from solver.search.bounds.proving import prove
from solver.search.bounds.room_relaxation import RoomCosts
from solver.search.clock import SearchClock
from solver.search.incumbent import Incumbent
from tests.solver.brute import cheapest
from tests.solver.strategies import problems

Week = Callable[..., Problem]


def rooms_of(problem: Problem) -> int:
    return RoomCosts(problem, SlotGrid(problem)).bound(SearchClock(60), 60)


def make_proof(problem: Problem, enough: int = 1 << 30) -> Incumbent:
    """What is proven in 100 seconds, or when the bound is `enough`."""
    found: list[Incumbent] = []
    clock = SearchClock(100, lambda: bool(found) and (found[0].best.bound or 0) >= enough)
    found.append(Incumbent(problem, clock))
    prove(problem, clock, found[0], 100)
    return found[0]


def make_full_week(make_week: Week, *sizes: int, **parts: object) -> Problem:
    """Two rooms of eight starts, and courses of so many sessions that each should keep to one room, for 3."""
    ends = [sum(sizes[: index + 1]) for index in range(len(sizes))]
    spans = [range(end - size, end) for size, end in zip(sizes, ends, strict=True)]
    courses = (Stability(f"s{span.start}", tuple(f"a{each}" for each in span), 3) for span in spans)
    return make_week(sum(sizes), stability=tuple(courses), **parts)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems())
def test_seats_and_stability_cost_at_most_what_the_cheapest_plan_does(problem: Problem) -> None:
    least = cheapest(problem)

    assert least is None or rooms_of(problem) <= least


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems())
def test_rooms_and_times_together_are_at_most_the_cheapest_plan(problem: Problem) -> None:
    least = cheapest(problem)

    assert least is None or (make_proof(problem, enough=least + 1).best.bound or 0) <= least


def test_courses_that_do_not_fit_in_one_room_each_pay_for_a_further_one(make_week: Week) -> None:
    # Of 5, 5 and 6 sessions no two courses fit in one room of eight starts.
    assert rooms_of(make_full_week(make_week, 5, 5, 6)) == 3


def test_courses_that_fit_in_one_room_each_pay_nothing(make_week: Week) -> None:
    assert rooms_of(make_full_week(make_week, 5, 3, 6)) == 0


def test_people_beyond_the_seats_of_all_rooms_are_counted(make_week: Week) -> None:
    needs, times = make_week(1).activities[0].needs, make_week(1).activities[0].times
    crowd = tuple(PlanActivity(f"a{index}", times, needs, size=30) for index in range(16))
    rooms = (PlanResource("r1", seats=30), PlanResource("r2", seats=20))

    assert rooms_of(make_week(0, activities=crowd, resources=rooms, weights=TermWeights(capacity=1))) == 80


def test_what_rooms_cost_is_added_to_what_times_cost_and_the_bound_says_so(make_week: Week) -> None:
    week = make_full_week(make_week, 5, 5, 6)
    late = PlanActivity("late", (week.activities[0].times[0],), (Requirement("none", ()),), drop=4)
    both = make_week(0, activities=(*week.activities, late), stability=week.stability)

    proof = make_proof(both).best

    assert (proof.bound, "seats and stability" in proof.bound_argument) == (7, True)


def test_a_price_for_seats_that_times_have_shown_is_not_counted_twice(make_week: Week) -> None:
    needs, times = make_week(1).activities[0].needs, make_week(1).activities[0].times
    crowd = tuple(PlanActivity(f"a{index}", times, needs, size=30) for index in range(16))
    rooms = (PlanResource("r1", seats=30), PlanResource("r2", seats=20))
    week = make_week(0, activities=crowd, resources=rooms, weights=TermWeights(capacity=1))

    assert make_proof(week).best.bound == 80


@pytest.mark.slow
@pytest.mark.parametrize(("name", "best_known"), [("comp01", 5), ("comp04", 35), ("comp08", 37)])
def test_the_best_known_plan_of_a_real_faculty_is_proven_to_be_the_cheapest(
    public_instances: Path, name: str, best_known: int
) -> None:
    problem = ctt.read((public_instances / "cb-ctt" / f"{name}.ctt").read_text(encoding="utf-8-sig"))

    assert make_proof(problem, enough=best_known).best.bound == best_known
