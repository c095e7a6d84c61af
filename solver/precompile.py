"""Compile the search once: `python -m solver.precompile`. Later solves read it from the cache."""

from __future__ import annotations

import sys
from time import monotonic

from solver.problem import (
    Config,
    Course,
    CourseSection,
    Horizon,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    Student,
    Subpart,
    TimePattern,
)


def smallest() -> Problem:
    """Two activities, a room and a student of either: enough to call every compiled function."""
    times = (TimePattern(1, 1, 0, 1), TimePattern(1, 1, 1, 1))
    needs = (Requirement("room", (ResourceOption("room"),)),)
    pair = tuple(PlanActivity(name, times, needs) for name in ("one", "other"))
    subpart = Subpart("sections", tuple(CourseSection(each.id) for each in pair))
    courses = (Course("course", (Config("way", (subpart,)),)),)
    students = (Student("student", ("course",)),)
    return Problem(
        "warm", Horizon(1, 1, 2), (PlanResource("room"),), pair, courses=courses, students=students
    )


def warm() -> float:
    """Compile, or load from the cache; the seconds it took."""
    from solver.grid import SlotGrid
    from solver.search.clock import SearchClock
    from solver.search.compiled.annealing import anneal, sample
    from solver.search.compiled.annealing_moves import Run
    from solver.search.compiled.state import StateEncoder
    from solver.search.forward import Forward
    from solver.search.sectioning import first_sectioning
    from solver.solution import Solution

    started = monotonic()
    problem = smallest()
    translation = StateEncoder(problem, SlotGrid(problem))
    Forward(translation, Solution({}), SearchClock(60.0), seed=0).run(60.0)
    first_sectioning(problem, Solution({}), SearchClock(60.0))
    memory = translation.memory(Solution({}), seed=0)
    sample(memory, 1)
    anneal(memory, Run(0, 0, 0, 0, 1.0, 1.0, 1.0), 1)
    return monotonic() - started


if __name__ == "__main__":
    sys.stdout.write(f"solver compiled in {warm():.1f} s\n")
