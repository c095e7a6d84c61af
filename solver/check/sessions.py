"""The plan as the rules see it: every placed activity with its time, its resources and its location."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from solver.activities import PlanActivity
from solver.problem import Problem
from solver.solution import Placement, Solution
from solver.times import TimePattern


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A broken hard rule: its name, the ids it concerns and one sentence."""

    rule: str
    items: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class PlacedSession:
    """A placed activity. `chosen` pairs every role with its resources; `place` is its location, if any."""

    activity: PlanActivity
    time: TimePattern
    assignment: Placement
    place: str | None

    def chosen(self, role: str) -> frozenset[str]:
        """The resources that serve needs of `role`."""
        pairs = zip(self.activity.needs, self.assignment.resources, strict=True)
        return frozenset(name for need, names in pairs if need.role == role for name in names)


Sessions = Mapping[str, PlacedSession]


def sessions_of(problem: Problem, solution: Solution) -> dict[str, PlacedSession]:
    """The sessions whose assignment can be read; `unreadable` names the others."""
    sessions: dict[str, PlacedSession] = {}
    for activity in problem.activities:
        assignment = solution.assignments.get(activity.id)
        if assignment is not None and not unreadable(activity, assignment):
            place = location(problem, assignment)
            sessions[activity.id] = PlacedSession(
                activity, activity.times[assignment.time], assignment, place
            )
    return sessions


def unreadable(activity: PlanActivity, assignment: Placement) -> str:
    """Why an assignment does not fit its activity; empty when it does."""
    if assignment.time >= len(activity.times):
        return f"has no time number {assignment.time}"
    if len(assignment.resources) != len(activity.needs):
        return f"has {len(activity.needs)} needs, the plan serves {len(assignment.resources)}"
    for need, names in zip(activity.needs, assignment.resources, strict=True):
        if len(names) != need.count or len(set(names)) != need.count:
            return f"needs {need.count} different {need.role}, the plan gives {len(set(names))}"
        if not set(names) <= {candidate.resource for candidate in need.candidates}:
            return f"is given {', '.join(names)} as {need.role}, which is not a candidate"
    return ""


def locations(problem: Problem, assignment: Placement) -> list[str]:
    """The different locations of the chosen resources, in order."""
    found: dict[str, None] = {}
    for names in assignment.resources:
        for name in names:
            place = problem.resource_by_id[name].location
            if place is not None:
                found[place] = None
    return list(found)


def location(problem: Problem, assignment: Placement) -> str | None:
    """Where the session is held: the first location of its resources."""
    return next(iter(locations(problem, assignment)), None)


def placed(sessions: Sessions, names: Iterable[str]) -> list[PlacedSession]:
    """The sessions among the named activities, in the order named."""
    return [sessions[name] for name in names if name in sessions]
