"""Hard rules on resources: never beyond their units, never while unavailable, and time to travel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from solver.check.sessions import BrokenRule, PlacedSession, Sessions
from solver.problem import PlanResource, Problem
from solver.times import bits, share_day


@dataclass(frozen=True, slots=True)
class Use:
    """`units` of a resource taken from `start` to `end` (set-up and tear-down included)."""

    session: PlacedSession
    start: int
    end: int
    units: int


def uses_of(problem: Problem, sessions: Sessions) -> dict[str, list[Use]]:
    """Per resource what the plan takes of it."""
    uses: dict[str, list[Use]] = defaultdict(list)
    for session in sessions.values():
        time = session.time
        for need, names in zip(session.activity.needs, session.assignment.resources, strict=True):
            for name in names:
                units = need.units or problem.resource_by_id[name].units
                uses[name].append(Use(session, time.start - need.before, time.end + need.after, units))
    return uses


def within_units(problem: Problem, sessions: Sessions) -> Iterator[BrokenRule]:
    """At no moment more units of a resource are taken than it has left."""
    for name, uses in uses_of(problem, sessions).items():
        resource = problem.resource_by_id[name]
        by_day: dict[tuple[int, int], list[tuple[int, int, int, str]]] = defaultdict(list)
        for use in uses:
            for week in bits(use.session.time.weeks):
                for day in bits(use.session.time.days):
                    entry = (use.start, use.end, use.units, use.session.activity.id)
                    by_day[week, day].append(entry)
        for key, entries in by_day.items():
            yield from _overfull(resource, key, entries)


def _overfull(
    resource: PlanResource, key: tuple[int, int], entries: list[tuple[int, int, int, str]]
) -> Iterator[BrokenRule]:
    week, day = key
    closed = [
        (busy.start, busy.end, busy.units or resource.units)
        for busy in resource.unavailable
        if busy.weeks >> week & 1 and busy.days >> day & 1
    ]
    moments = {start for start, *_ in entries} | {start for start, *_ in closed}
    for moment in sorted(moments):
        here = [(units, name) for start, end, units, name in entries if start <= moment < end]
        shut = sum(units for start, end, units in closed if start <= moment < end)
        taken = sum(units for units, _ in here)
        if here and taken + min(shut, resource.units) > resource.units:
            names = tuple(sorted({name for _, name in here}))
            when = f"week {week} day {day} slot {moment}"
            text = f"{resource.id} is over its {resource.units} units in {when}: {', '.join(names)}"
            yield BrokenRule("within units", (resource.id, *names), text)


def time_to_travel(problem: Problem, sessions: Sessions) -> Iterator[BrokenRule]:
    """Two sessions of a travelling resource on one day leave the travel time between their locations."""
    for name, mine in travellers(problem, sessions).items():
        for index, one in enumerate(mine):
            for other in mine[index + 1 :]:
                if share_day(one.time, other.time) and too_far(problem, one, other):
                    items = (name, one.activity.id, other.activity.id)
                    text = f"{name} cannot get from {one.activity.id} to {other.activity.id} in time"
                    yield BrokenRule("time to travel", items, text)


def travellers(problem: Problem, sessions: Sessions) -> Mapping[str, list[PlacedSession]]:
    """Per travelling resource its sessions."""
    found: dict[str, list[PlacedSession]] = defaultdict(list)
    for session in sessions.values():
        for name in _distinct(session.assignment.resources):
            if problem.resource_by_id[name].travels:
                found[name].append(session)
    return found


def _distinct(choice: Iterable[tuple[str, ...]]) -> Iterable[str]:
    return dict.fromkeys(name for names in choice for name in names)


def too_far(problem: Problem, one: PlacedSession, other: PlacedSession) -> bool:
    """Whether the gap is shorter than the way between their different locations (overlap is another rule)."""
    slots = problem.slots_between(one.place, other.place)
    if not slots:
        return False
    return one.time.end + slots > other.time.start and other.time.end + slots > one.time.start


def further_locations(problem: Problem, sessions: Sessions) -> int:
    """Locations beyond the first that travelling resources visit on a day, over all days and weeks."""
    visited: dict[tuple[str, int, int], set[str]] = defaultdict(set)
    for name, mine in travellers(problem, sessions).items():
        for session in mine:
            if session.place is None:
                continue
            for week in bits(session.time.weeks):
                for day in bits(session.time.days):
                    visited[name, week, day].add(session.place)
    return sum(len(places) - 1 for places in visited.values())
