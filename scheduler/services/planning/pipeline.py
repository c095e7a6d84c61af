"""One way from the campus to a plan: snapshot, problem, solve, extract.

Whoever asks something of the solver goes this way, as far as it needs to: a plan, a repair and a study all
of it, the preview of a problem and the check of the data the first half.

    snapshot = await load_snapshot(tx, ...)                   # everything, as values, in one transaction
    question = problem_of(snapshot)                           # the solver's problem, and where it came from
    solution = await solver.solve(in_json(question), ...)     # in a process of its own (`scheduler.jobs`)
    timetable = extract(question, solution)                   # dated sessions, and what finds no place

Only the first step reads and only the job around it writes; what is between them is pure.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from scheduler.services.planning import soft_rules
from scheduler.services.planning.extract import Timetable, extract
from scheduler.services.planning.load_snapshot import load_snapshot, load_snapshot_of_plan
from scheduler.services.planning.problem import Question, name_of, problem_of
from scheduler.services.planning.snapshot import Snapshot
from solver.activities import Choice, PlanActivity
from solver.formats.json import problem_to_json
from solver.solution import Placement, Solution

__all__ = [
    "Question",
    "Snapshot",
    "Timetable",
    "extract",
    "in_force",
    "in_json",
    "load_snapshot",
    "load_snapshot_of_plan",
    "problem_of",
    "without",
]

_NOWHERE: Final[Choice] = (("nowhere",),)


def without(snapshot: Snapshot, resource_ids: Collection[int]) -> Snapshot:
    """The campus as it would be with these resources out of use."""
    gone = {each: replace(snapshot.resources[each], active=False) for each in resource_ids}
    around = replace(snapshot.around, resources={**snapshot.resources, **gone})
    return replace(snapshot, around=around)


def in_json(question: Question) -> str:
    """What the solver is asked, as it is stored and as any process can be asked it again."""
    return problem_to_json(question.problem)


def in_force(question: Question) -> Solution:
    """What the campus holds of the question now: the weekly place of every session that is published.

    What is no longer among an activity's choices is in a place that there is not: a repair finds another.
    """
    published = soft_rules.published_places(question.snapshot)
    known = question.problem.activity_by_id
    found: dict[str, Placement] = {}
    for key, (day, start, needs) in published.items():
        placeable = known.get(name_of(*key))
        if placeable is not None and placeable.times:
            choice = soft_rules.choice_of(placeable, needs)
            found[placeable.id] = _assignment(placeable, soft_rules.time_at(placeable, day, start), choice)
    return Solution(found)


def _assignment(placeable: PlanActivity, time: int | None, choice: Choice | None) -> Placement:
    if time is None or choice is None:
        return Placement(time or 0, _NOWHERE)
    return Placement(time, choice)
