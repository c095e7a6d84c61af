"""Hard rules on resources, places and students, and the priced terms, one small plan each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from solver.check import cost, priced, violations
from solver.problem import (
    Busy,
    Compactness,
    Config,
    Course,
    CourseSection,
    Horizon,
    Pinning,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    Stability,
    Student,
    Subpart,
    TermWeights,
    TimePattern,
    TravelTime,
    WorkingDays,
)
from solver.solution import Placement, Solution

Week = Callable[..., Problem]
Plan = Callable[..., Solution]


def rules(problem: Problem, solution: Solution) -> list[str]:
    return [each.rule for each in violations(problem, solution)]


def value(problem: Problem, solution: Solution, name: str) -> int:
    return next(term.value for term in cost(problem, solution).terms if term.name == name)


def test_two_sessions_in_one_room_at_once_are_refused(make_week: Week, make_plan: Plan) -> None:
    assert rules(make_week(2), make_plan((0, "r1"), (0, "r1"))) == ["within units"]
    assert rules(make_week(2), make_plan((0, "r1"), (0, "r2"))) == []


def test_an_unavailable_room_is_refused(make_week: Week, make_plan: Plan) -> None:
    shut = PlanResource("r1", unavailable=(Busy(days=1, weeks=1, start=1, length=3),))
    week = make_week(1, resources=(shut, PlanResource("r2")))

    assert [rules(week, make_plan((index, "r1"))) for index in range(3)] == [
        ["within units"],
        ["within units"],
        [],
    ]


def make_stations(taken: int, whole: bool = False) -> tuple[Problem, Solution]:
    """A lab of 8 stations, `taken` of them used by one session and the rest of the slot by another."""
    once = (TimePattern(1, 1, 2, 2),)
    one = PlanActivity("one", once, (Requirement("station", (ResourceOption("lab"),), units=taken),))
    other = PlanActivity(
        "other", once, (Requirement("station", (ResourceOption("lab"),), units=None if whole else 5),)
    )
    problem = Problem("lab", Horizon(1, 1, 8), (PlanResource("lab", units=8),), (one, other))
    return problem, Solution({name: Placement(0, (("lab",),)) for name in ("one", "other")})


def test_three_of_eight_stations_leave_five() -> None:
    assert [rules(*make_stations(taken)) for taken in (3, 4)] == [[], ["within units"]]


def test_the_whole_lab_takes_every_station() -> None:
    assert rules(*make_stations(1, whole=True)) == ["within units"]


def test_set_up_and_tear_down_occupy_the_resource_too(make_week: Week, make_plan: Plan) -> None:
    times = make_week(1).activities[0].times
    padded = PlanActivity("a0", times, (Requirement("room", (ResourceOption("r1"),), after=1),))
    week = make_week(2)
    week = make_week(2, activities=(padded, week.activities[1]))

    assert rules(week, make_plan((0, "r1"), (1, "r1"))) == ["within units"]
    assert rules(week, make_plan((1, "r1"), (0, "r1"))) == []


def test_an_activity_that_must_be_placed_is_missed_and_a_priced_one_is_paid(make_week: Week) -> None:
    empty = Solution({})
    optional = make_week(1, activities=(PlanActivity("a0", make_week(1).activities[0].times, drop=7),))

    assert rules(make_week(1), empty) == ["must be placed"]
    assert (rules(optional, empty), cost(optional, empty).total) == ([], 7)


@pytest.mark.parametrize("place", [(8, "r1"), (0, "r3")])
def test_a_place_that_is_no_candidate_is_refused(
    make_week: Week, make_plan: Plan, place: tuple[int, str]
) -> None:
    assert rules(make_week(1), make_plan(place)) == ["own choices"]


def test_one_activity_is_held_at_one_location() -> None:
    needs = (Requirement("room", (ResourceOption("room"),)), Requirement("robot", (ResourceOption("robot"),)))
    resources = (PlanResource("room", location="north"), PlanResource("robot", location="south"))
    activity = PlanActivity("a", (TimePattern(1, 1, 0, 1),), needs)
    problem = Problem("p", Horizon(1, 1, 4), resources, (activity,))

    assert rules(problem, Solution({"a": Placement(0, (("room",), ("robot",)))})) == ["one location"]


def make_journey(second_start: int) -> tuple[Problem, Solution]:
    """A teacher with a session at north in slots 0-1 and one at south from `second_start`, 2 slots away."""
    resources = (
        PlanResource("teacher", travels=True),
        PlanResource("n", location="north"),
        PlanResource("s", location="south"),
    )

    def at(name: str, room: str, start: int) -> PlanActivity:
        needs = (
            Requirement("teacher", (ResourceOption("teacher"),)),
            Requirement("room", (ResourceOption(room),)),
        )
        return PlanActivity(name, (TimePattern(1, 1, start, 2),), needs)

    activities = (at("one", "n", 0), at("other", "s", second_start))
    legs = (TravelTime("north", "south", 2),)
    problem = Problem(
        "j", Horizon(1, 1, 8), resources, activities, travel=legs, weights=TermWeights(travel=3)
    )
    placed = {"one": Placement(0, (("teacher",), ("n",))), "other": Placement(0, (("teacher",), ("s",)))}
    return problem, Solution(placed)


def test_a_travelling_resource_has_the_time_to_travel() -> None:
    assert [rules(*make_journey(start)) for start in (3, 4)] == [["time to travel"], []]


def test_each_further_location_on_a_day_is_priced() -> None:
    problem, plan = make_journey(4)

    assert cost(problem, plan).total == 3


def test_a_hard_pin_holds_and_a_priced_pin_is_paid(make_week: Week, make_plan: Plan) -> None:
    hard = make_week(1, pins=(Pinning("a0", time=1),))
    priced_pin = make_week(1, pins=(Pinning("a0", time=1, resources=(("r1",),), penalty=4),))

    assert [rules(hard, make_plan((index, "r1"))) for index in (0, 1)] == [["pinned"], []]
    assert [cost(priced_pin, make_plan(at)).total for at in ((1, "r1"), (1, "r2"), (0, "r1"))] == [0, 4, 4]


def test_a_session_that_touches_no_other_of_its_curriculum_is_lonely(
    make_week: Week, make_plan: Plan
) -> None:
    week = make_week(3, compactness=(Compactness("c", ("a0", "a1", "a2"), 2),))

    assert value(week, make_plan((0, "r1"), (1, "r1"), (2, "r1")), "compactness") == 0
    assert value(week, make_plan((0, "r1"), (1, "r1"), (3, "r1")), "compactness") == 2
    assert value(week, make_plan((0, "r1"), (2, "r1"), (4, "r1")), "compactness") == 6


def test_days_below_the_minimum_are_priced(make_week: Week, make_plan: Plan) -> None:
    week = make_week(2, working_days=(WorkingDays("w", ("a0", "a1"), 2, 5),))

    assert value(week, make_plan((0, "r1"), (1, "r1")), "working_days") == 5
    assert value(week, make_plan((0, "r1"), (4, "r1")), "working_days") == 0


def test_every_further_room_is_priced(make_week: Week, make_plan: Plan) -> None:
    week = make_week(2, stability=(Stability("s", ("a0", "a1"), 1),))

    assert value(week, make_plan((0, "r1"), (1, "r2")), "stability") == 1
    assert value(week, make_plan((0, "r1"), (1, "r1")), "stability") == 0


def test_people_without_a_seat_are_counted(make_week: Week, make_plan: Plan) -> None:
    times = make_week(1).activities[0].times
    crowd = PlanActivity(
        "a0", times, (Requirement("room", (ResourceOption("r1", 3), ResourceOption("r2"))),), size=25
    )
    week = make_week(
        1,
        activities=(crowd,),
        resources=(PlanResource("r1", seats=20), PlanResource("r2")),
        weights=TermWeights(capacity=1),
    )

    assert [cost(week, make_plan((0, room))).total for room in ("r1", "r2")] == [5 + 3, 0]


def make_lectures(*chosen: str) -> tuple[Problem, Solution]:
    """One student, a course of a lecture l1 or l2 and a lab b1 (child of l1); b1 is at the time of l2."""
    activities = (
        PlanActivity("l1", (TimePattern(1, 1, 0, 2),)),
        PlanActivity("l2", (TimePattern(1, 1, 4, 2),)),
        PlanActivity("b1", (TimePattern(1, 1, 1, 2),)),
    )
    lecture = Subpart("lecture", (CourseSection("l1", 1), CourseSection("l2", 0)))
    lab = Subpart("lab", (CourseSection("b1", None, "l1"),))
    problem = Problem(
        "p",
        Horizon(1, 1, 8),
        (),
        activities,
        courses=(Course("c", (Config("1", (lecture, lab)),)),),
        students=(Student("s", ("c",)),),
        weights=TermWeights(student=10),
    )
    placed = {each.id: Placement(0) for each in activities}
    return problem, Solution(placed, students={"s": chosen})


def test_a_student_takes_a_section_of_each_subpart_with_its_parent() -> None:
    assert rules(*make_lectures("l1", "b1")) == []
    assert rules(*make_lectures("l1")) == ["sectioned"]
    assert rules(*make_lectures("l2", "b1")) == ["sectioned", "within limits"]


def test_two_sections_of_a_student_at_once_are_one_conflict() -> None:
    assert cost(*make_lectures("l1", "b1")).total == 10


def test_a_priced_plan_carries_its_terms_its_gaps_and_its_violations(make_week: Week) -> None:
    plan = priced(make_week(2), Solution({"a0": Placement(0, (("r1",),))}))

    assert (plan.unplaced, plan.violations, plan.cost) == (("a1",), 1, 0)
