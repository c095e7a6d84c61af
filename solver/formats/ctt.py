"""ITC-2007 track 3, curriculum-based course timetabling (`.ctt`), and its solution file.

A lecture becomes an activity of one slot that needs a room, its teacher and its curricula; unavailable
periods are left out of its times. The prices are those of the competition's formulation UD2 (Di Gaspero,
McCollum and Schaerf, "The second international timetabling competition: curriculum-based course
timetabling", 2007).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from solver.errors import FormatError, InvalidProblemError
from solver.problem import (
    Compactness,
    Horizon,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    Stability,
    TermWeights,
    TimePattern,
    WorkingDays,
)
from solver.solution import Placement, Solution

LARGEST = 16 * 1024 * 1024
"""Characters of a file that are read at most."""

COMPACTNESS, WORKING_DAY, STABILITY = 2, 5, 1


@dataclass(frozen=True, slots=True)
class Lectures:
    """A course: `count` lectures over at least `days` days for `students`."""

    id: str
    teacher: str
    count: int
    days: int
    students: int


@dataclass(frozen=True, slots=True)
class Faculty:
    """What a `.ctt` file says. `closed` holds (course, day, period), both counted from 0."""

    name: str
    days: int
    periods: int
    courses: tuple[Lectures, ...]
    rooms: tuple[tuple[str, int], ...]
    curricula: tuple[tuple[str, tuple[str, ...]], ...]
    closed: frozenset[tuple[str, int, int]]


class _Lines:
    """The non-empty lines of a file with their numbers, and what is expected next."""

    def __init__(self, text: str) -> None:
        if len(text) > LARGEST:
            raise FormatError("file", f"at most {LARGEST} characters", len(text))
        self.numbered = [(at, line.strip()) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
        self.next = 0

    def take(self, expected: str) -> tuple[str, str]:
        if self.next >= len(self.numbered):
            raise FormatError("end of file", expected)
        number, line = self.numbered[self.next]
        self.next += 1
        return f"line {number}", line

    def header(self, name: str) -> str:
        where, line = self.take(f"'{name}: value'")
        key, colon, value = line.partition(":")
        if key.strip() != name or not colon:
            raise FormatError(where, f"'{name}: value'", line)
        return value.strip()

    def number(self, name: str) -> int:
        before = self.next
        value = self.header(name)
        return whole(value, f"line {self.numbered[before][0]}", f"{name} as a whole number")

    def section(self, name: str, count: int, expected: str) -> Iterator[tuple[str, list[str]]]:
        where, line = self.take(f"'{name}:'")
        if line != f"{name}:":
            raise FormatError(where, f"'{name}:'", line)
        least = len(expected.split(", "))
        for _ in range(count):
            where, line = self.take(expected)
            words = line.split()
            if len(words) < least:
                raise FormatError(where, expected, line)
            yield where, words


def whole(word: str, where: str, expected: str) -> int:
    """`word` as a number of 0 or more; raises FormatError."""
    if not word.isascii() or not word.isdigit() or len(word) > 9:
        raise FormatError(where, expected, word)
    return int(word)


def read_faculty(text: str) -> Faculty:
    """The faculty in a `.ctt` file; raises FormatError with the line of the first mistake."""
    lines = _Lines(text)
    name = lines.header("Name")
    heads = ("Courses", "Rooms", "Days", "Periods_per_day", "Curricula", "Constraints")
    courses, rooms, days, periods, curricula, closed = (lines.number(head) for head in heads)
    faculty = Faculty(
        name,
        days,
        periods,
        tuple(_courses(lines, courses)),
        tuple(_rooms(lines, rooms)),
        tuple(_curricula(lines, curricula)),
        frozenset(_closed(lines, closed, days, periods)),
    )
    _check_names(faculty)
    return faculty


def _courses(lines: _Lines, count: int) -> Iterator[Lectures]:
    expected = "course, teacher, lectures, minimum days, students"
    for where, words in lines.section("COURSES", count, expected):
        numbers = [whole(word, where, expected) for word in words[2:5]]
        yield Lectures(words[0], words[1], *numbers)


def _rooms(lines: _Lines, count: int) -> Iterator[tuple[str, int]]:
    for where, words in lines.section("ROOMS", count, "room, capacity"):
        yield words[0], whole(words[1], where, "room, capacity")


def _curricula(lines: _Lines, count: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    for where, words in lines.section("CURRICULA", count, "curriculum, number of courses"):
        size = whole(words[1], where, "curriculum, number of courses, courses")
        if len(words) != size + 2:
            raise FormatError(where, f"{size} courses", len(words) - 2)
        yield words[0], tuple(dict.fromkeys(words[2:]))


def _closed(lines: _Lines, count: int, days: int, periods: int) -> Iterator[tuple[str, int, int]]:
    expected = "course, day, period"
    for where, words in lines.section("UNAVAILABILITY_CONSTRAINTS", count, expected):
        day, period = (whole(word, where, expected) for word in words[1:3])
        if day >= days or period >= periods:
            raise FormatError(where, f"a day below {days} and a period below {periods}", " ".join(words))
        yield words[0], day, period


def _check_names(faculty: Faculty) -> None:
    known = {course.id for course in faculty.courses}
    named = {name for _, names in faculty.curricula for name in names} | {name for name, *_ in faculty.closed}
    for name in sorted(named - known):
        raise FormatError("file", "courses that are listed under COURSES", name)


def read(text: str) -> Problem:
    """The problem in a `.ctt` file; raises FormatError."""
    faculty = read_faculty(text)
    try:
        return problem_of(faculty)
    except InvalidProblemError as error:
        raise FormatError("file", f"a timetable that can exist ({error})") from error


def problem_of(faculty: Faculty) -> Problem:
    """The faculty's lectures, rooms, teachers and curricula as one problem."""
    lectures = {
        course.id: tuple(f"{course.id}#{number}" for number in range(course.count))
        for course in faculty.courses
    }
    members = {
        name: tuple(lecture for course in courses for lecture in lectures[course])
        for name, courses in faculty.curricula
    }
    return Problem(
        name=faculty.name,
        horizon=Horizon(faculty.days, 1, faculty.periods),
        resources=tuple(_resources(faculty)),
        activities=tuple(_activities(faculty, lectures)),
        compactness=tuple(Compactness(name, ids, COMPACTNESS) for name, ids in members.items()),
        working_days=tuple(
            WorkingDays(course.id, lectures[course.id], course.days, WORKING_DAY)
            for course in faculty.courses
        ),
        stability=tuple(Stability(course.id, lectures[course.id], STABILITY) for course in faculty.courses),
        weights=TermWeights(capacity=1),
    )


def _resources(faculty: Faculty) -> Iterator[PlanResource]:
    for name, seats in faculty.rooms:
        yield PlanResource(f"room {name}", name, "room", seats=seats)
    for teacher in dict.fromkeys(course.teacher for course in faculty.courses):
        yield PlanResource(f"teacher {teacher}", teacher, "staff", travels=True)
    for name, _ in faculty.curricula:
        yield PlanResource(f"group {name}", name, "group", travels=True)


def _activities(faculty: Faculty, lectures: dict[str, tuple[str, ...]]) -> Iterator[PlanActivity]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name, members in faculty.curricula:
        for member in members:
            groups[member].append(name)
    room = Requirement("room", tuple(ResourceOption(f"room {name}") for name, _ in faculty.rooms))
    for course in faculty.courses:
        teacher = Requirement("staff", (ResourceOption(f"teacher {course.teacher}"),))
        attending = (Requirement("group", (ResourceOption(f"group {name}"),)) for name in groups[course.id])
        needs = (room, teacher, *attending)
        times = tuple(
            TimePattern(1 << day, 1, period, 1)
            for day in range(faculty.days)
            for period in range(faculty.periods)
            if (course.id, day, period) not in faculty.closed
        )
        for lecture in lectures[course.id]:
            yield PlanActivity(lecture, times, needs, course.id, course.students)


def write_solution(problem: Problem, solution: Solution) -> str:
    """A line `course room day period` for every placed lecture, both counted from 0."""
    lines = []
    for activity in problem.activities:
        assignment = solution.assignments.get(activity.id)
        if assignment is not None:
            time = activity.times[assignment.time]
            room = problem.resource_by_id[assignment.resources[0][0]].name
            lines.append(f"{activity.name} {room} {time.days.bit_length() - 1} {time.start}\n")
    return "".join(lines)


def read_solution(problem: Problem, text: str) -> Solution:
    """The plan in a competition solution file; raises FormatError with the line of a mistake.

    A lecture in a period or room its course cannot have is refused here: it has no index in the problem.
    """
    waiting: dict[str, list[PlanActivity]] = defaultdict(list)
    for activity in reversed(problem.activities):
        waiting[activity.name].append(activity)
    assignments: dict[str, Placement] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if words:
            activity, assignment = _lecture(problem, waiting, words, f"line {number}")
            assignments[activity.id] = assignment
    return Solution(assignments)


def _lecture(
    problem: Problem, waiting: dict[str, list[PlanActivity]], words: list[str], where: str
) -> tuple[PlanActivity, Placement]:
    expected = "course, room, day, period"
    if len(words) != 4:
        raise FormatError(where, expected, " ".join(words))
    day, period = (whole(word, where, expected) for word in words[2:])
    if not waiting.get(words[0]):
        raise FormatError(where, "a course with lectures left to place", words[0])
    activity = waiting[words[0]].pop()
    spots = [(time.days, time.start) for time in activity.times]
    if (1 << day, period) not in spots:
        raise FormatError(where, f"a period in which {words[0]} may be taught", f"{day} {period}")
    if f"room {words[1]}" not in problem.resource_by_id:
        raise FormatError(where, "a room of the instance", words[1])
    fixed = tuple((need.candidates[0].resource,) for need in activity.needs[1:])
    return activity, Placement(spots.index((1 << day, period)), ((f"room {words[1]}",), *fixed))
