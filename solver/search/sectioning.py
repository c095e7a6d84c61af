"""Students into sections: a first sectioning, and a better one for the times a plan has.

Students who ask for the same courses are kept together, so that few pairs of sections share students.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from random import Random

from solver.demand import Config, Course, Section
from solver.pairs import SAME_ATTENDEES_NUMBER, keeps
from solver.problem import Problem
from solver.search.clock import Clock
from solver.solution import Solution

Way = tuple[str, ...]
"""The sections of one way to take a course."""

Key = tuple[str, str]
"""A student and a course."""

STEPS = 3000
"""Moves out of overfull sections before giving up; the judge then names the sections."""

MOST_WAYS = 2000
"""Ways to take a course that are considered at most."""


def ways(course: Course, random: Random) -> list[Way]:
    """Ways to take the course: per configuration one section of every subpart, parents respected.

    All of them when there are at most MOST_WAYS, else as many drawn at random.
    """
    every = chain.from_iterable(_combinations(config, 0, ()) for config in course.configs)
    found = list(islice(every, MOST_WAYS + 1))
    if len(found) <= MOST_WAYS:
        return found
    drawn = (_draw(random.choice(course.configs), random) for _ in range(4 * MOST_WAYS))
    return list(dict.fromkeys(way for way in drawn if way))[:MOST_WAYS]


def _combinations(config: Config, at: int, chosen: Way) -> Iterator[Way]:
    if at == len(config.subparts):
        if _with_parents(config, chosen):
            yield chosen
        return
    for section in _open(config, at, chosen):
        yield from _combinations(config, at + 1, (*chosen, section.activity))


def _draw(config: Config, random: Random) -> Way:
    """A random way, empty when the draw ran into a section without its parent."""
    chosen: Way = ()
    for at in range(len(config.subparts)):
        sections = _open(config, at, chosen)
        if not sections:
            return ()
        chosen = (*chosen, random.choice(sections).activity)
    return chosen if _with_parents(config, chosen) else ()


def _open(config: Config, at: int, chosen: Way) -> list[Section]:
    """Sections of a subpart whose parent is chosen, or stands in a later subpart."""
    later = {section.activity for subpart in config.subparts[at:] for section in subpart.sections}
    return [
        section
        for section in config.subparts[at].sections
        if section.parent is None or section.parent in chosen or section.parent in later
    ]


def _with_parents(config: Config, chosen: Way) -> bool:
    sections = (section for subpart in config.subparts for section in subpart.sections)
    parents = (section.parent for section in sections if section.activity in chosen)
    return all(parent is None or parent in chosen for parent in parents)


class Sectioning:
    """Who is in which section, and how full the sections are."""

    def __init__(self, problem: Problem, random: Random) -> None:
        self.problem = problem
        self.random = random
        self.ways = {course.id: ways(course, random) for course in problem.courses}
        self.limit = {
            section.activity: section.limit
            for course in problem.courses
            for config in course.configs
            for subpart in config.subparts
            for section in subpart.sections
        }
        self.taken: dict[Key, Way] = {}
        self.filled: Counter[str] = Counter()
        self._courses = {student.id: student.courses for student in problem.students}
        self._by_course: dict[str, list[Key]] = defaultdict(list)
        for student in problem.students:
            for course_id in student.courses:
                self._by_course[course_id].append((student.id, course_id))
        self._clashes: dict[tuple[str, str], float] = {}
        self.plan = Solution({})

    def first(self, plan: Solution) -> None:
        """Give every student a way through every course, full sections only when nothing else is left."""
        self.plan = plan
        for student in sorted(self.problem.students, key=lambda each: (sorted(each.courses), each.id)):
            for course in sorted(student.courses, key=lambda each: len(self.ways[each])):
                self._enter(student.id, course, self._best(student.id, course))
        self._make_room()

    def load(self, plan: Solution) -> None:
        """Take over the sectioning of a plan."""
        self.plan = plan
        self._clashes.clear()
        self.taken.clear()
        self.filled.clear()
        for student in self.problem.students:
            mine = set(plan.students.get(student.id, ()))
            for course in student.courses:
                own = [way for way in self.ways[course] if mine.issuperset(way)]
                self._enter(student.id, course, max(own, key=len, default=self.ways[course][0]))

    def improve(self, clock: Clock, seconds: float) -> None:
        """Move students to ways with fewer clashes, or let two of a course change places, for a while."""
        until = clock.elapsed + seconds
        while not clock.stopped and clock.elapsed < until:
            keys = [key for key in self.taken if self._clash(key, self.taken[key]) >= 1.0]
            self.random.shuffle(keys)
            changed = [self._relieve(key) for key in keys if not clock.stopped and clock.elapsed < until]
            if not any(changed):
                return

    def solution(self) -> Solution:
        """The plan with this sectioning."""
        mine: dict[str, list[str]] = {student.id: [] for student in self.problem.students}
        for (student, _), way in self.taken.items():
            mine[student].extend(way)
        return replace(self.plan, students={name: tuple(sorted(each)) for name, each in mine.items()})

    def _enter(self, student: str, course: str, way: Way) -> None:
        self.taken[student, course] = way
        self.filled.update(way)

    def _leave(self, key: Key) -> Way:
        way = self.taken.pop(key)
        self.filled.subtract(way)
        return way

    def _overfull(self, way: Way, coming: int = 0) -> int:
        limits = ((self.filled[name] + coming, self.limit[name]) for name in way)
        return sum(max(0, count - limit) for count, limit in limits if limit is not None)

    def _best(self, student: str, course: str) -> Way:
        """The way with the least overflow, then the fewest clashes, then the fullest sections."""

        def price(way: Way) -> tuple[int, float, int]:
            fill = -min(self.filled[name] for name in way) if way else 0
            return self._overfull(way, 1), self._clash((student, course), way), fill

        return min(self.ways[course], key=price)

    def _clash(self, key: Key, way: Way) -> float:
        """Clashes of a way with the student's other courses and within itself."""
        student, course = key
        others = [
            name
            for other in self._courses[student]
            if other != course
            for name in self.taken.get((student, other), ())
        ]
        return sum(self._pair(one, other) for one in way for other in others)

    def _pair(self, one: str, other: str) -> float:
        """1 for a clash of two placed activities; below 1, the share of their times that clash."""
        key = (one, other) if one < other else (other, one)
        if key not in self._clashes:
            self._clashes[key] = self._measure(*key)
        return self._clashes[key]

    def _measure(self, one: str, other: str) -> float:
        a, b = (self.problem.activity_by_id[name] for name in (one, other))
        here, there = (self.plan.assignments.get(name) for name in (one, other))
        if here is None or there is None:
            return 0.0 if len(a.times) * len(b.times) > 1 else 1.0
        places = (self._place(here.resources), self._place(there.resources))
        x, y = a.times[here.time], b.times[there.time]
        slots = self.problem.slots_between(*places)
        apart = keeps(
            SAME_ATTENDEES_NUMBER,
            slots,
            (x.days, x.weeks, x.start, x.end),
            (y.days, y.weeks, y.start, y.end),
        )
        return 0.0 if apart else 1.0

    def _place(self, resources: tuple[tuple[str, ...], ...]) -> str | None:
        found = (self.problem.resource_by_id[name].location for names in resources for name in names)
        return next((place for place in found if place is not None), None)

    def _make_room(self) -> None:
        """Move students out of overfull sections until none is left, sometimes at random.

        The random steps push others out of full sections, which a chain of moves may need.
        """
        for _ in range(STEPS):
            bad = [key for key, way in self.taken.items() if self._overfull(way)]
            if not bad:
                return
            key = self.random.choice(bad)
            way = self._leave(key)
            others = [each for each in self.ways[key[1]] if each != way] or [way]
            if self.random.random() < 0.2:
                self._enter(*key, self.random.choice(others))
            else:
                ranked = ((self._overfull(each, 1), self.random.random(), each) for each in others)
                self._enter(*key, min(ranked)[2])

    def _relieve(self, key: Key) -> bool:
        """Lessen the clashes of one student in one course; whether something changed for the better."""
        before = self._clash(key, self.taken[key])
        way = self._leave(key)
        best = self._best(*key)
        if self._overfull(best, 1) == 0 and self._clash(key, best) < before:
            self._enter(*key, best)
            return True
        self._enter(*key, way)
        return self._trade(key, before)

    def _trade(self, key: Key, before: float) -> bool:
        mine = self.taken[key]
        rivals = [each for each in self._by_course[key[1]] if self.taken[each] != mine]
        for other in self.random.sample(rivals, min(len(rivals), 40)):
            theirs = self.taken[other]
            now = before + self._clash(other, theirs)
            if self._clash(key, theirs) + self._clash(other, mine) < now:
                self.taken[key], self.taken[other] = theirs, mine
                return True
        return False


def first_sectioning(problem: Problem, plan: Solution, clock: Clock) -> Solution:
    """The plan with a first sectioning, improved for its times."""
    if not problem.students:
        return plan
    sectioning = Sectioning(problem, Random(0))
    sectioning.first(plan)
    sectioning.improve(clock, clock.time_limit * 0.02)
    return sectioning.solution()
