"""An activity with more times and candidates than it asks for: where else it could be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from math import gcd

from solver.activities import PlanActivity, Requirement, ResourceOption
from solver.explain.answer import FixPrices
from solver.problem import Problem
from solver.times import TimePattern

_MOST_EXTRA_TIMES = 400
_MOST_EXTRA_RESOURCES = 12
_FIXED_ROLES = frozenset({"group"})


@dataclass(frozen=True, slots=True)
class Widened:
    """The problem with one activity widened: times from `own_times` on and `added` candidates are extra."""

    problem: Problem
    activity: PlanActivity
    own_times: int
    added: frozenset[tuple[int, str]]


def widen(problem: Problem, activity: PlanActivity, prices: FixPrices) -> Widened:
    """Add times of the same length and weeks, and resources of the same kind, nearby first; no group."""
    times = activity.times
    if prices.extra_time is not None:
        times = (*times, *_extra_times(problem, activity))
    added: set[tuple[int, str]] = set()
    needs = []
    for index, need in enumerate(activity.needs):
        extra = () if prices.other_resource is None else tuple(_extra_resources(problem, need))
        added |= {(index, name) for name in extra}
        needs.append(replace(need, candidates=(*need.candidates, *(ResourceOption(name) for name in extra))))
    wider = replace(activity, times=times, needs=tuple(needs))
    activities = tuple(wider if each.id == activity.id else each for each in problem.activities)
    return Widened(replace(problem, activities=activities), wider, len(activity.times), frozenset(added))


def _extra_times(problem: Problem, activity: PlanActivity) -> Iterator[TimePattern]:
    horizon = problem.horizon
    known = {(time.days, time.weeks, time.start, time.length) for time in activity.times}
    shapes = dict.fromkeys((time.days, time.weeks, time.length) for time in activity.times)
    step = reduce(gcd, (time.start for time in activity.times), 0) or 1
    number = 0
    for days, weeks, length in shapes:
        for shifted in _shifted(days, horizon.days):
            for start in range(0, horizon.slots_per_day - length + 1, step):
                key = (shifted, weeks, start, length)
                if key not in known and number < _MOST_EXTRA_TIMES:
                    known.add(key)
                    number += 1
                    yield TimePattern(*key)


def _shifted(days: int, most: int) -> Iterator[int]:
    """The same pattern of days, on its own days first, then on the other days of the week."""
    yield days
    lowest = days & -days
    pattern = days // lowest
    for shift in range(most - pattern.bit_length() + 1):
        if pattern << shift != days:
            yield pattern << shift


def _extra_resources(problem: Problem, need: Requirement) -> Iterator[str]:
    if need.role in _FIXED_ROLES:
        return
    own = {candidate.resource for candidate in need.candidates}
    alike = own or {
        candidate.resource
        for activity in problem.activities
        for other in activity.needs
        if other.role == need.role
        for candidate in other.candidates
    }
    kinds = {problem.resource_by_id[name].kind for name in alike}
    places = {problem.resource_by_id[name].location for name in alike}
    found = [
        each
        for each in problem.resources
        if each.kind in kinds and each.id not in own and each.units >= (need.units or 1)
    ]
    found.sort(key=lambda each: each.location not in places)
    yield from (each.id for each in found[:_MOST_EXTRA_RESOURCES])
