"""ITC-2019 problems and solutions in XML (Müller, Rudová and Müllerová, "University course timetabling and
International Timetabling Competition 2019", PATAT 2018).

Files are untrusted: entity declarations and external references are refused, and the size is bounded. A class
keeps its id; room 3 becomes the resource ``room 3``, which is also its location when travel times are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml.common import DefusedXmlException

from solver.errors import FormatError, InvalidProblemError
from solver.formats.lines import Lines, parse
from solver.problem import (
    Busy,
    Config,
    Course,
    CourseSection,
    Distribution,
    DistributionKind,
    Horizon,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    Student,
    Subpart,
    TermWeights,
    TimePattern,
    TravelTime,
)
from solver.solution import Placement, Solution

LARGEST = 64 * 1024 * 1024
"""Characters of a file that are read at most."""

CLASSES = "courses/course/config/subpart/class"

DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE solution PUBLIC "-//ITC 2019//DTD Problem Format/EN" '
    '"http://www.itc2019.org/competition-format.dtd">\n'
)


def read(text: str) -> Problem:
    """The problem in an XML document; raises FormatError with the line of the first mistake."""
    try:
        return _Reader(_root(text, "problem")).problem()
    except InvalidProblemError as error:
        raise FormatError("file", f"a timetable that can exist ({error})") from error


def _root(text: str, tag: str) -> tuple[Element, Lines]:
    if len(text) > LARGEST:
        raise FormatError("file", f"at most {LARGEST} characters", len(text))
    try:
        root, lines = parse(text)
    except ParseError as error:
        raise FormatError(f"line {error.position[0]}", "well-formed XML", str(error)) from None
    except DefusedXmlException as error:
        raise FormatError("file", "XML without entity declarations", type(error).__name__) from None
    if root.tag != tag:
        raise FormatError(lines.where(root), f"<{tag}>", root.tag)
    return root, lines


class _Reader:
    """Reads elements of one document, naming lines in its errors."""

    def __init__(self, document: tuple[Element, Lines]) -> None:
        self.root, self.lines = document

    def text(self, element: Element, name: str) -> str:
        value = element.get(name)
        if value is None:
            raise FormatError(self.lines.where(element), f"<{element.tag}> with attribute {name!r}")
        return value

    def number(self, element: Element, name: str, default: int | None = None) -> int:
        value = element.get(name)
        if value is None and default is not None:
            return default
        value = self.text(element, name)
        if not value.isascii() or not value.isdigit() or len(value) > 10:
            raise FormatError(self.lines.where(element), f"{name} as a whole number", value)
        return int(value)

    def mask(self, element: Element, name: str) -> int:
        value = self.text(element, name)
        if not value or set(value) - {"0", "1"}:
            raise FormatError(self.lines.where(element), f"{name} as zeros and ones", value)
        return sum(1 << at for at, bit in enumerate(value) if bit == "1")

    def each(self, path: str) -> Iterator[Element]:
        return self.root.iterfind(path)

    def problem(self) -> Problem:
        root = self.root
        return Problem(
            name=self.text(root, "name"),
            horizon=Horizon(
                self.number(root, "nrDays"), self.number(root, "nrWeeks"), self.number(root, "slotsPerDay")
            ),
            resources=tuple(self._room(each) for each in self.each("rooms/room")),
            activities=tuple(self._activity(each) for each in self.each(CLASSES)),
            distributions=tuple(
                self._distribution(at, each)
                for at, each in enumerate(self.each("distributions/distribution"))
            ),
            travel=tuple(self._travel()),
            courses=tuple(self._course(each) for each in self.each("courses/course")),
            students=tuple(self._student(each) for each in self.each("students/student")),
            weights=self._weights(),
        )

    def _weights(self) -> TermWeights:
        found = self.root.find("optimization")
        if found is None:
            return TermWeights()
        time, room, distribution, student = (
            self.number(found, name, 0) for name in ("time", "room", "distribution", "student")
        )
        return TermWeights(time=time, resource=room, distribution=distribution, student=student)

    def _room(self, room: Element) -> PlanResource:
        closed = tuple(
            Busy(self.mask(each, "days"), self.mask(each, "weeks"), *self._slots(each))
            for each in room.iterfind("unavailable")
        )
        name, seats = self.text(room, "id"), self.number(room, "capacity")
        return PlanResource(f"room {name}", name, seats=seats, unavailable=closed, location=name)

    def _slots(self, element: Element) -> tuple[int, int]:
        return self.number(element, "start"), self.number(element, "length")

    def _travel(self) -> Iterator[TravelTime]:
        for room in self.each("rooms/room"):
            for leg in room.iterfind("travel"):
                yield TravelTime(self.text(room, "id"), self.text(leg, "room"), self.number(leg, "value"))

    def _activity(self, element: Element) -> PlanActivity:
        times = tuple(self._time(each) for each in element.iterfind("time"))
        rooms = tuple(
            ResourceOption(f"room {self.text(each, 'id')}", self.number(each, "penalty", 0))
            for each in element.iterfind("room")
        )
        needs = () if element.get("room") == "false" else (Requirement("room", rooms),)
        return PlanActivity(self.text(element, "id"), times, needs, size=self.number(element, "limit", 0))

    def _time(self, element: Element) -> TimePattern:
        days, weeks = self.mask(element, "days"), self.mask(element, "weeks")
        start, length = self._slots(element)
        try:
            return TimePattern(days, weeks, start, length, self.number(element, "penalty", 0))
        except InvalidProblemError as error:
            raise FormatError(self.lines.where(element), f"a time that can exist ({error})") from error

    def _distribution(self, at: int, element: Element) -> Distribution:
        kind, limits = self._kind(element)
        members = tuple(self.text(each, "id") for each in element.iterfind("class"))
        hard = element.get("required") == "true"
        penalty = None if hard else self.number(element, "penalty")
        return Distribution(str(at + 1), kind, tuple(dict.fromkeys(members)), penalty, limits)

    def _kind(self, element: Element) -> tuple[DistributionKind, tuple[int, ...]]:
        text = self.text(element, "type")
        found = re.fullmatch(r"(\w+)(?:\(\s*(\d{1,9})\s*(?:,\s*(\d{1,9})\s*)?\))?", text, re.ASCII)
        if found is None or found[1] not in set(DistributionKind):
            raise FormatError(self.lines.where(element), "a distribution of ITC-2019", text)
        return DistributionKind(found[1]), tuple(int(each) for each in found.groups()[1:] if each is not None)

    def _course(self, course: Element) -> Course:
        return Course(
            self.text(course, "id"), tuple(self._config(each) for each in course.iterfind("config"))
        )

    def _config(self, config: Element) -> Config:
        subparts = (self._subpart(each) for each in config.iterfind("subpart"))
        return Config(self.text(config, "id"), tuple(subparts))

    def _subpart(self, subpart: Element) -> Subpart:
        sections = tuple(
            CourseSection(
                self.text(each, "id"),
                self.number(each, "limit") if each.get("limit") is not None else None,
                each.get("parent"),
            )
            for each in subpart.iterfind("class")
        )
        return Subpart(self.text(subpart, "id"), sections)

    def _student(self, student: Element) -> Student:
        courses = tuple(self.text(each, "id") for each in student.iterfind("course"))
        return Student(self.text(student, "id"), tuple(dict.fromkeys(courses)))


def write_solution(problem: Problem, solution: Solution) -> str:
    """The official solution document: a class element per placed class, its students inside."""
    root = Element("solution", name=problem.name, technique="Annealing, CP-SAT and large neighbourhoods")
    attending: dict[str, list[str]] = {}
    for student, mine in solution.students.items():
        for name in mine:
            attending.setdefault(name, []).append(student)
    for activity in problem.activities:
        assignment = solution.assignments.get(activity.id)
        if assignment is not None:
            element = _written(problem, root, activity, assignment)
            for student in attending.get(activity.id, ()):
                SubElement(element, "student", id=student)
    indent(root)
    return DOCTYPE + tostring(root, encoding="unicode") + "\n"


def _written(problem: Problem, root: Element, activity: PlanActivity, assignment: Placement) -> Element:
    time = activity.times[assignment.time]
    fields = {
        "id": activity.id,
        "days": _bits(time.days, problem.horizon.days),
        "start": str(time.start),
        "weeks": _bits(time.weeks, problem.horizon.weeks),
    }
    if assignment.resources:
        fields["room"] = problem.resource_by_id[assignment.resources[0][0]].name
    return SubElement(root, "class", fields)


def _bits(mask: int, width: int) -> str:
    return "".join("1" if mask >> at & 1 else "0" for at in range(width))


def read_solution(problem: Problem, text: str) -> Solution:
    """The plan in an official solution document; raises FormatError with the line of a mistake."""
    reader = _Reader(_root(text, "solution"))
    assignments: dict[str, Placement] = {}
    students: dict[str, list[str]] = {student.id: [] for student in problem.students}
    for element in reader.root.iterfind("class"):
        where, name = reader.lines.where(element), reader.text(element, "id")
        activity = problem.activity_by_id.get(name)
        if activity is None or name in assignments:
            raise FormatError(where, "a class of the problem, once", name)
        assignments[name] = _assignment(reader, element, activity)
        for each in element.iterfind("student"):
            student = reader.text(each, "id")
            if student not in students:
                raise FormatError(reader.lines.where(each), "a student of the problem", student)
            students[student].append(name)
    return Solution(assignments, students={name: tuple(mine) for name, mine in students.items()})


def _assignment(reader: Any, element: Element, activity: PlanActivity) -> Placement:
    where = reader.lines.where(element)
    wanted = (reader.mask(element, "days"), reader.mask(element, "weeks"), reader.number(element, "start"))
    spots = [(time.days, time.weeks, time.start) for time in activity.times]
    if wanted not in spots:
        raise FormatError(
            where, f"a time of class {activity.id}", " ".join(map(str, element.attrib.values()))
        )
    rooms = () if not activity.needs else ((f"room {reader.text(element, 'room')}",),)
    if rooms and rooms[0][0] not in {each.resource for each in activity.needs[0].candidates}:
        raise FormatError(where, f"a room of class {activity.id}", element.get("room"))
    return Placement(spots.index(wanted), rooms)
