"""Students get one way through each course, within limits, with as few clashes as trying everything finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from solver.check import cost, violations
from solver.problem import (
    Config,
    Course,
    CourseSection,
    Horizon,
    PlanActivity,
    Problem,
    Student,
    Subpart,
    TermWeights,
    TimePattern,
)
from solver.search.clock import SearchClock
from solver.search.sectioning import Sectioning, ways
from solver.solution import Placement, Solution


def make_course(name: str, limits: tuple[int | None, ...]) -> Course:
    """Two lectures, each with a lab of its own."""
    lectures = Subpart(
        "lecture", (CourseSection(f"{name}1", limits[0]), CourseSection(f"{name}2", limits[1]))
    )
    labs = Subpart(
        "lab", (CourseSection(f"{name}3", None, f"{name}1"), CourseSection(f"{name}4", None, f"{name}2"))
    )
    return Course(name, (Config("1", (lectures, labs)),))


@st.composite
def crowds(draw: st.DrawFn) -> Problem:
    """Three students in two courses with room for everyone, sessions at random times."""
    names = [f"{course}{number}" for course in "ab" for number in range(1, 5)]
    activities = tuple(PlanActivity(name, (TimePattern(1, 1, draw(st.integers(0, 5)), 2),)) for name in names)
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
        weights=TermWeights(student=1),
    )


def placed(problem: Problem) -> Solution:
    return Solution({activity.id: Placement(0) for activity in problem.activities})


@settings(max_examples=60, deadline=None)
@given(problem=crowds())
def test_a_first_sectioning_keeps_every_limit(problem: Problem) -> None:
    sectioning = Sectioning(problem, Random(0))

    sectioning.first(placed(problem), SearchClock(10))

    assert violations(problem, sectioning.solution()) == ()


@settings(max_examples=60, deadline=None)
@given(problem=crowds())
def test_improving_never_adds_clashes_and_keeps_the_limits(problem: Problem) -> None:
    sectioning = Sectioning(problem, Random(0))
    sectioning.first(placed(problem), SearchClock(10))
    before = cost(problem, sectioning.solution()).total
    sectioning.load(sectioning.solution())

    sectioning.improve(SearchClock(10))

    after = sectioning.solution()
    assert cost(problem, after).total <= before
    assert violations(problem, after) == ()


def every_sectioning(problem: Problem) -> Iterator[Solution]:
    """Every combination of the students' ways, those above a limit too."""
    choices = [
        [
            first + second
            for first in ways(problem.courses[0], Random(0))
            for second in ways(problem.courses[1], Random(0))
        ]
        for _ in problem.students
    ]
    for chosen in product(*choices):
        names = (student.id for student in problem.students)
        mine = {name: tuple(sorted(way)) for name, way in zip(names, chosen, strict=True)}
        yield replace(placed(problem), students=mine)


@settings(max_examples=40, deadline=None)
@given(problem=crowds())
def test_no_sectioning_for_the_times_of_a_plan_has_fewer_clashes(problem: Problem) -> None:
    sectioning = Sectioning(problem, Random(0))
    sectioning.first(placed(problem), SearchClock(10))
    sectioning.time(placed(problem))

    sectioning.improve(SearchClock(10))

    valid = (each for each in every_sectioning(problem) if not violations(problem, each))
    least = min(cost(problem, each).total for each in valid)
    assert cost(problem, sectioning.solution()).total == least


@settings(max_examples=30, deadline=None)
@given(problem=crowds(), seed=st.integers(0, 3))
def test_loading_a_sectioning_gives_it_back(problem: Problem, seed: int) -> None:
    first = Sectioning(problem, Random(seed))
    first.first(placed(problem), SearchClock(10))
    other = Sectioning(problem, Random(0))

    other.load(first.solution())

    assert other.solution() == first.solution()


def test_the_first_sectioning_avoids_pairs_that_always_clash() -> None:
    early, late = (TimePattern(1, 1, 0, 2),), (TimePattern(1, 1, 4, 2),)
    times = {"a1": early, "a2": late, "b1": early, "b2": early}
    courses = tuple(
        Course(name, (Config("1", (Subpart("s", (CourseSection(f"{name}1"), CourseSection(f"{name}2"))),)),))
        for name in "ab"
    )
    activities = tuple(PlanActivity(name, each) for name, each in times.items())
    students = (Student("s", ("a", "b")),)
    problem = Problem("one", Horizon(1, 1, 8), (), activities, courses=courses, students=students)
    sectioning = Sectioning(problem, Random(0))

    sectioning.first(Solution({}), SearchClock(10))

    assert "a2" in sectioning.solution().students["s"]


def test_clashes_that_can_be_avoided_are() -> None:
    course_a, course_b = make_course("a", (None, None)), make_course("b", (None, None))
    starts = {"a1": 0, "a3": 2, "a2": 8, "a4": 10, "b1": 0, "b3": 2, "b2": 4, "b4": 6}
    problem = Problem(
        "two",
        Horizon(1, 1, 12),
        (),
        tuple(PlanActivity(name, (TimePattern(1, 1, start, 2),)) for name, start in starts.items()),
        courses=(course_a, course_b),
        students=(Student("s", ("a", "b")),),
        weights=TermWeights(student=1),
    )
    sectioning = Sectioning(problem, Random(0))

    sectioning.load(replace(placed(problem), students={"s": ("a1", "a3", "b1", "b3")}))
    sectioning.improve(SearchClock(10))

    assert cost(problem, sectioning.solution()).total == 0


def test_a_course_that_cannot_be_taken_is_named_by_the_judge() -> None:
    """Every lab wants the lecture that wants the other lab."""
    labs = Subpart("lab", (CourseSection("a1", None, "b1"), CourseSection("a2", None, "b2")))
    lectures = Subpart("lecture", (CourseSection("b1", None, "a2"), CourseSection("b2", None, "a1")))
    courses = (Course("x", (Config("1", (labs, lectures)),)),)
    activities = tuple(PlanActivity(name, (TimePattern(1, 1, 0, 2),)) for name in ("a1", "a2", "b1", "b2"))
    students = (Student("s", ("x",)),)
    problem = Problem("none", Horizon(1, 1, 8), (), activities, courses=courses, students=students)
    sectioning = Sectioning(problem, Random(0))

    sectioning.first(placed(problem), SearchClock(10))

    assert [each.rule for each in violations(problem, sectioning.solution())] == ["sectioned"]


def test_ways_respect_parents() -> None:
    found = ways(make_course("a", (None, None)), Random(0))

    pairs = product(("a1", "a2"), ("a3", "a4"))
    assert found == [pair for pair in pairs if pair in {("a1", "a3"), ("a2", "a4")}]
