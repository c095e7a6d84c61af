"""Students get one way through each course, within limits, with as few clashes as trying everything finds."""

from __future__ import annotations

from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from solver.check import cost, violations
from solver.problem import (
    Activity,
    Config,
    Course,
    Horizon,
    Problem,
    Section,
    Student,
    Subpart,
    Time,
    Weights,
)
from solver.search.clock import Clock
from solver.search.sectioning import Sectioning, ways
from solver.solution import Assignment, Solution


def make_course(name: str, limits: tuple[int | None, ...]) -> Course:
    """Two lectures, each with a lab of its own."""
    lectures = Subpart("lecture", (Section(f"{name}1", limits[0]), Section(f"{name}2", limits[1])))
    labs = Subpart("lab", (Section(f"{name}3", None, f"{name}1"), Section(f"{name}4", None, f"{name}2")))
    return Course(name, (Config("1", (lectures, labs)),))


@st.composite
def crowds(draw: st.DrawFn) -> Problem:
    """Three students in two courses with room for everyone, sessions at random times."""
    names = [f"{course}{number}" for course in "ab" for number in range(1, 5)]
    activities = tuple(Activity(name, (Time(1, 1, draw(st.integers(0, 5)), 2),)) for name in names)
    limits = draw(st.sampled_from([(None, None), (2, 1), (1, 2), (3, 1)]))
    courses = (make_course("a", limits), make_course("b", (2, 2)))
    students = tuple(Student(f"s{number}", ("a", "b")) for number in range(3))
    return Problem(
        "crowd",
        Horizon(1, 1, 8),
        (),
        activities,
        courses=courses,
        students=students,
        weights=Weights(student=1),
    )


def placed(problem: Problem) -> Solution:
    return Solution({activity.id: Assignment(0) for activity in problem.activities})


@settings(max_examples=60, deadline=None)
@given(problem=crowds())
def test_a_first_sectioning_keeps_every_limit(problem: Problem) -> None:
    sectioning = Sectioning(problem, Random(0))

    sectioning.first(placed(problem))

    assert violations(problem, sectioning.solution()) == ()


@settings(max_examples=60, deadline=None)
@given(problem=crowds())
def test_improving_never_adds_clashes_and_keeps_the_limits(problem: Problem) -> None:
    sectioning = Sectioning(problem, Random(0))
    sectioning.first(placed(problem))
    before = cost(problem, sectioning.solution()).total
    sectioning.load(sectioning.solution())

    sectioning.improve(Clock(10), 1.0)

    after = sectioning.solution()
    assert cost(problem, after).total <= before
    assert violations(problem, after) == ()


def test_clashes_that_can_be_avoided_are() -> None:
    course_a, course_b = make_course("a", (None, None)), make_course("b", (None, None))
    starts = {"a1": 0, "a3": 2, "a2": 8, "a4": 10, "b1": 0, "b3": 2, "b2": 4, "b4": 6}
    problem = Problem(
        "two",
        Horizon(1, 1, 12),
        (),
        tuple(Activity(name, (Time(1, 1, start, 2),)) for name, start in starts.items()),
        courses=(course_a, course_b),
        students=(Student("s", ("a", "b")),),
    )
    sectioning = Sectioning(problem, Random(0))

    sectioning.first(placed(problem))
    sectioning.improve(Clock(10), 1.0)

    assert cost(problem, sectioning.solution()).total == 0


def test_ways_respect_parents() -> None:
    found = ways(make_course("a", (None, None)), Random(0))

    pairs = product(("a1", "a2"), ("a3", "a4"))
    assert found == [pair for pair in pairs if pair in {("a1", "a3"), ("a2", "a4")}]
