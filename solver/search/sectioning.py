"""Students into sections: a first sectioning before any time is known, better ones for the times of a plan.

The first lessens the clashes that times drawn at random would have. Every later one lessens those of the plan
and prefers, among sectionings with about as many, pairs of sections that would seldom clash at other times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations, islice, pairwise
from random import Random

import numpy as np
from numpy.typing import NDArray

from solver.demand import Config, Course, CourseSection
from solver.jit import Memory
from solver.problem import Problem
from solver.search.clock import SearchClock
from solver.search.compiled import section_fields, section_moves
from solver.search.compiled.encode_problem import numbered, ragged
from solver.search.compiled.layout import list_in
from solver.search.effort import SEATED
from solver.solution import Solution

Way = tuple[str, ...]
"""The sections of one way to take a course."""

FIRST_SWEEPS, SWEEPS, CHUNK = 200, 20, 100_000
"""Moves of a first and of a later sectioning per choice of a student, and between two looks at the clock."""

LEAST = 2_000
"""Moves of a sectioning at least; a handful of students needs more than its share."""

HOTTEST, COLDEST = 0.5, 0.01
"""First and last temperature, in clashes."""

LIKELY = 20
"""What a pair of sections that always clashes would cost where it does not clash now; a clash costs 200."""

NO_LIMIT = 1 << 30
"""Limit of a section that has none."""

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


def _open(config: Config, at: int, chosen: Way) -> list[CourseSection]:
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
        self.plan = Solution({})
        # A course that cannot be taken has the empty way; the judge then says so.
        found = {course.id: ways(course, random) or [()] for course in problem.courses}
        self._ways = [way for each in found.values() for way in each]
        self._number = numbered(name for way in self._ways for name in way)
        self._range = dict(zip(found, pairwise(np.cumsum([0, *map(len, found.values())])), strict=True))
        self._keys = [(student.id, course) for student in problem.students for course in student.courses]
        self._state = self._lists(list(found))
        self._likely = self._chances()
        self._pairs = self._likely
        self._taken = self._list(section_fields.TAKEN, len(self._keys))

    def first(self, plan: Solution, clock: SearchClock) -> None:
        """Give every student a way through every course, within the limits, whatever the plan's times."""
        self.plan = plan
        section_moves.fill(self._state)
        self._pairs = (self._likely * (section_moves.CLASH // LIKELY)).astype(np.uint8)
        self._anneal(clock, FIRST_SWEEPS)

    def load(self, plan: Solution) -> None:
        """Take over the sectioning of a plan, and its times."""
        self.time(plan)
        mine = {student.id: set(plan.students.get(student.id, ())) for student in self.problem.students}
        for key, (student, course) in enumerate(self._keys):
            first, last = self._range[course]
            own = [way for way in range(first, last) if mine[student].issuperset(self._ways[way])]
            self._taken[key] = max(own, key=lambda way: len(self._ways[way]), default=first)
        self._list(section_fields.FILLED, len(self._number))[:] = 0
        section_moves.count(self._state)

    def time(self, plan: Solution) -> None:
        """Look at the times of a plan; who is where stays."""
        self.plan = plan
        rows, places = [], list({None: 0} | dict.fromkeys(each.location for each in self.problem.resources))
        for name, number in self._number.items():
            assignment = plan.assignments.get(str(name))
            if assignment is not None:
                time = self.problem.activity_by_id[str(name)].times[assignment.time]
                place = places.index(self._place(assignment.resources))
                rows.append((*time.as_tuple, place, number))
        slots = [[self.problem.slots_between(one, other) for other in places] for one in places]
        self._pairs = self._likely.copy()
        table = np.array(rows, dtype=np.int64).reshape(-1, 6)
        section_moves.clashing(table, np.array(slots, dtype=np.int64), self._pairs)

    def improve(self, clock: SearchClock, sweeps: int = SWEEPS) -> int:
        """Lessen the clashes at the plan's times; by how much, in 200ths of a clash. Never adds any."""
        return self._anneal(clock, sweeps)

    def solution(self) -> Solution:
        """The plan with this sectioning."""
        mine: dict[str, list[str]] = {student.id: [] for student in self.problem.students}
        for (student, _), way in zip(self._keys, self._taken.tolist(), strict=True):
            mine[student].extend(self._ways[way])
        return replace(self.plan, students={name: tuple(sorted(each)) for name, each in mine.items()})

    def _anneal(self, clock: SearchClock, sweeps: int) -> int:
        moves, gained = max(LEAST, sweeps * int(self._state[section_fields.OPENS])), 0
        chunks = 1 + moves // CHUNK
        heats = np.geomspace(
            HOTTEST * section_moves.CLASH, COLDEST * section_moves.CLASH, chunks + 1
        ).tolist()
        for heat in pairwise(heats):
            if clock.stopped:
                break
            seed = self.random.randrange(1 << 30)
            gained += section_moves.improve(self._state, self._pairs, moves // chunks, heat, seed)
            clock.spend(SEATED * (moves // chunks))
        return gained

    def _place(self, resources: tuple[tuple[str, ...], ...]) -> str | None:
        found = (self.problem.resource_by_id[name].location for names in resources for name in names)
        return next((place for place in found if place is not None), None)

    def _list(self, name: int, length: int) -> Memory:
        return list_in(self._state, name, length)

    def _lists(self, courses: list[str]) -> Memory:
        """The array of `section_fields`, nobody in any section."""
        number = {course: at for at, course in enumerate(courses)}
        ends = np.cumsum([0, *(len(student.courses) for student in self.problem.students)])
        spans = [span for span in pairwise(ends.tolist()) for _ in range(*span)]
        way_ptr = [0, *(int(last) for _, last in self._range.values())]
        opened = [key for key, (_, course) in enumerate(self._keys) if np.diff(self._range[course])[0] > 1]
        keys_of: dict[str, list[int]] = {course: [] for course in courses}
        for key, (_, course) in enumerate(self._keys):
            keys_of[course].append(key)
        sections = ragged([self._number[name] for name in way] for way in self._ways)
        lists: list[Sequence[int] | Memory] = [
            opened,
            [number[course] for _, course in self._keys],
            [first for first, _ in spans],
            [last for _, last in spans],
            *ragged(keys_of.values()),
            way_ptr,
            *sections,
            self._limits(),
            [0] * len(self._number),
            [0] * len(self._keys),
            [0] * len(self._keys),
        ]
        head = np.zeros(section_fields.HEAD, dtype=np.int64)
        head[section_fields.KEYS], head[section_fields.OPENS] = len(self._keys), len(opened)
        head[section_fields.NUMBERS :] = section_fields.HEAD + np.cumsum(
            [0, *(len(each) for each in lists[:-1])]
        )
        return np.concatenate([head, *(np.asarray(each, dtype=np.int64) for each in lists)])

    def _limits(self) -> list[int]:
        limits = [NO_LIMIT] * len(self._number)
        for course in self.problem.courses:
            for subpart in (subpart for config in course.configs for subpart in config.subparts):
                for section in subpart.sections:
                    if section.limit is not None and section.activity in self._number:
                        limits[self._number[section.activity]] = section.limit
        return limits

    def _chances(self) -> NDArray[np.uint8]:
        """For every two sections a student may share, how likely their times clash, LIKELY for always."""
        pairs = np.zeros((len(self._number), len(self._number)), dtype=np.uint8)
        sections = {
            course: sorted({self._number[name] for way in self._ways[first:last] for name in way})
            for course, (first, last) in self._range.items()
        }
        asked = {each for student in self.problem.students for each in combinations(student.courses, 2)}
        for one, other in asked | {(course, course) for course in sections}:
            pairs[np.ix_(sections[one], sections[other])] = 1
            pairs[np.ix_(sections[other], sections[one])] = 1
        times = [self.problem.activity_by_id[str(name)].times for name in self._number]
        pointers = np.cumsum([0, *map(len, times)], dtype=np.int64)
        quads = np.array([time.as_tuple for each in times for time in each], dtype=np.int64).reshape(-1, 4)
        section_moves.chances(pointers, quads, pairs, LIKELY)
        return pairs


def first_sectioning(problem: Problem, plan: Solution, clock: SearchClock) -> Solution:
    """The plan with a first sectioning, improved for its times."""
    if not problem.students:
        return plan
    sectioning = Sectioning(problem, Random(0))
    sectioning.first(plan, clock)
    sectioning.time(plan)
    sectioning.improve(clock)
    return sectioning.solution()
