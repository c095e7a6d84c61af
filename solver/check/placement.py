"""Hard rules on one activity: placed when it must be, by its own candidates, at one location, as pinned."""

from __future__ import annotations

from collections.abc import Iterator

from solver.activities import Pinning
from solver.check.sessions import BrokenRule, PlacedSession, Sessions, locations, unreadable
from solver.problem import Problem
from solver.solution import Solution


def must_be_placed(problem: Problem, solution: Solution) -> Iterator[BrokenRule]:
    """An activity without a drop price is placed."""
    for activity in problem.activities:
        if activity.drop is None and activity.id not in solution.assignments:
            yield BrokenRule("must be placed", (activity.id,), f"{activity.id} is not placed")


def own_choices(problem: Problem, solution: Solution) -> Iterator[BrokenRule]:
    """Times and resources are the activity's own candidates, as many as each need asks for."""
    for name, assignment in solution.assignments.items():
        activity = problem.activity_by_id.get(name)
        reason = "is no activity" if activity is None else unreadable(activity, assignment)
        if reason:
            yield BrokenRule("own choices", (name,), f"{name} {reason}")


def one_location(problem: Problem, sessions: Sessions) -> Iterator[BrokenRule]:
    """The located resources of one activity share one location."""
    for name, session in sessions.items():
        places = locations(problem, session.assignment)
        if len(places) > 1:
            yield BrokenRule("one location", (name,), f"{name} is spread over {', '.join(places)}")


def pinned(problem: Problem, sessions: Sessions) -> Iterator[BrokenRule]:
    """A hard pin is kept by a placed activity."""
    for pin in problem.pins:
        session = sessions.get(pin.activity)
        if pin.penalty is None and session is not None and leaves(pin, session):
            yield BrokenRule("pinned", (pin.activity,), f"{pin.activity} has left the place it is pinned to")


def leaves(pin: Pinning, session: PlacedSession) -> bool:
    """Whether the session is elsewhere than the pin says, in time or in any resource."""
    if pin.time is not None and session.assignment.time != pin.time:
        return True
    if pin.resources is None:
        return False
    pairs = zip(session.assignment.resources, pin.resources, strict=True)
    return any(wanted and set(wanted) != set(now) for now, wanted in pairs)
