"""Prices of single choices: unplaced activities, times, resources, seats, and moves away from a pin."""

from __future__ import annotations

from solver.check.placement import leaves
from solver.check.sessions import Sessions
from solver.problem import Problem


def dropped(problem: Problem, sessions: Sessions) -> int:
    """Drop prices of the activities without a session (an activity that must be placed has none)."""
    return sum(each.drop or 0 for each in problem.activities if each.id not in sessions)


def time_penalty(problem: Problem, sessions: Sessions) -> int:
    """Penalties of the chosen times."""
    return sum(session.time.penalty for session in sessions.values())


def resource_penalty(problem: Problem, sessions: Sessions) -> int:
    """Penalties of the chosen candidates."""
    total = 0
    for session in sessions.values():
        for need, names in zip(session.activity.needs, session.assignment.resources, strict=True):
            total += sum(each.penalty for each in need.candidates if each.resource in names)
    return total


def without_seat(problem: Problem, sessions: Sessions) -> int:
    """People above the seats of each chosen resource that counts seats."""
    total = 0
    for session in sessions.values():
        for names in session.assignment.resources:
            for name in names:
                seats = problem.resource_by_id[name].seats
                if seats is not None:
                    total += max(0, session.activity.size - seats)
    return total


def left_pins(problem: Problem, sessions: Sessions) -> int:
    """Penalties of the priced pins whose activity is elsewhere; an unplaced activity has left its pin too."""
    total = 0
    for pin in problem.pins:
        session = sessions.get(pin.activity)
        if pin.penalty is not None and (session is None or leaves(pin, session)):
            total += pin.penalty
    return total
