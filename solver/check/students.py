"""Student sectioning: one configuration of each course, one section of each of its subparts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from solver.check.distribution import can_attend_both
from solver.check.sessions import BrokenRule, Sessions, placed
from solver.demand import Config, Course
from solver.problem import Problem
from solver.solution import Solution


def sectioned(problem: Problem, solution: Solution) -> Iterator[BrokenRule]:
    """Each student's sections are, per course, exactly one configuration with parents respected."""
    courses = {course.id: course for course in problem.courses}
    for student in problem.students:
        mine = set(solution.students.get(student.id, ()))
        known: set[str] = set()
        for name in student.courses:
            own = mine & activities_of(courses[name])
            known |= own
            if not any(takes(config, own) for config in courses[name].configs):
                text = f"{student.id} is not in exactly one way in {name}"
                yield BrokenRule("sectioned", (student.id, name), text)
        for extra in sorted(mine - known):
            yield BrokenRule("sectioned", (student.id, extra), f"{student.id} did not ask for {extra}")


def activities_of(course: Course) -> set[str]:
    """Every activity of the course, in any configuration."""
    return {
        section.activity
        for config in course.configs
        for subpart in config.subparts
        for section in subpart.sections
    }


def takes(config: Config, chosen: set[str]) -> bool:
    """Whether `chosen` is one section of every subpart, every parent included, and nothing else."""
    count = 0
    for subpart in config.subparts:
        mine = [section for section in subpart.sections if section.activity in chosen]
        if len(mine) != 1 or not (mine[0].parent is None or mine[0].parent in chosen):
            return False
        count += 1
    return count == len(chosen)


def within_limits(problem: Problem, solution: Solution) -> Iterator[BrokenRule]:
    """No section holds more students than its limit."""
    known = {student.id for student in problem.students}
    filled = Counter(each for name, mine in solution.students.items() if name in known for each in set(mine))
    for course in problem.courses:
        for config in course.configs:
            for subpart in config.subparts:
                for section in subpart.sections:
                    count = filled[section.activity]
                    if section.limit is not None and count > section.limit:
                        text = f"{section.activity} holds {count} of {section.limit} students"
                        yield BrokenRule("within limits", (section.activity,), text)


def student_conflicts(problem: Problem, solution: Solution, sessions: Sessions) -> int:
    """Pairs of one student's sessions that overlap or are too far apart, over all students."""
    bad: dict[tuple[str, str], bool] = {}
    total = 0
    for student in problem.students:
        mine = placed(sessions, sorted(set(solution.students.get(student.id, ()))))
        for one, other in combinations(mine, 2):
            key = (one.activity.id, other.activity.id)
            if key not in bad:
                bad[key] = not can_attend_both(problem, one, other)
            total += bad[key]
    return total
