"""Conflicts planted into a generated campus: an activity that has no place, for a reason known beforehand."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from solver.problem import (
    Busy,
    Distribution,
    DistributionKind,
    Pinning,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    TimePattern,
)
from solver.solution import Placement, Solution
from solver.testing.generate import Planted


@dataclass(frozen=True, slots=True)
class PlantedConflict:
    """A problem, a valid plan for everything but `activity`, and the name of what was planted."""

    kind: str
    problem: Problem
    plan: Solution
    activity: str


@dataclass(frozen=True, slots=True)
class _Victim:
    """The planted activity that loses its place, where it was, and the campus around it."""

    planted: Planted
    activity: PlanActivity
    place: Placement

    @property
    def time(self) -> TimePattern:
        return self.activity.times[self.place.time]

    @property
    def teacher(self) -> str:
        return self.place.resources[1][0]

    @property
    def space(self) -> str:
        return self.place.resources[2][0]

    @property
    def all_week(self) -> Busy:
        horizon = self.planted.problem.horizon
        return Busy(horizon.every_day, horizon.every_week, 0, horizon.slots_per_day)


def plant_conflict(planted: Planted, number: int) -> PlantedConflict:
    """Take one activity out of a planted plan and leave it no place; `number` chooses which and how."""
    dice = random.Random(number)
    chosen = dice.choice(planted.problem.activities)
    victim = _Victim(planted, chosen, planted.plan.assignments[chosen.id])
    kinds = list(PLANTERS)
    kind = kinds[number % len(kinds)]
    return PLANTERS[kind](victim)


def _conflict(kind: str, victim: _Victim, changed: PlanActivity, **parts: object) -> PlantedConflict:
    """The conflict with the victim's activity changed and others, resources or rules added or replaced."""
    problem = victim.planted.problem
    added: dict[PlanActivity, Placement] = parts.pop("added", {})  # type: ignore[assignment]
    activities = tuple(changed if each.id == changed.id else each for each in problem.activities)
    altered = replace(problem, activities=(*activities, *added), **parts)  # type: ignore[arg-type]
    places = {name: place for name, place in victim.planted.plan.assignments.items() if name != changed.id}
    places |= {activity.id: place for activity, place in added.items()}
    return PlantedConflict(kind, altered, Solution(places, unplaced=(changed.id,)), changed.id)


def _closed(problem: Problem, names: dict[str, tuple[Busy, ...]]) -> tuple[PlanResource, ...]:
    return tuple(
        replace(each, unavailable=names[each.id]) if each.id in names else each for each in problem.resources
    )


def _with_own_space(victim: _Victim) -> tuple[PlanActivity, PlanResource]:
    """The activity tied to a new space of its own kind, which nothing else uses."""
    old = victim.planted.problem.resource_by_id[victim.space]
    space = replace(old, id=f"own-{old.id}", units=8, unavailable=())
    need = replace(victim.activity.needs[2], candidates=(ResourceOption(space.id),))
    return replace(victim.activity, needs=(*victim.activity.needs[:2], need)), space


def closed_space(victim: _Victim) -> PlantedConflict:
    """The only suitable space is closed all week."""
    changed, space = _with_own_space(victim)
    shut = replace(space, unavailable=(victim.all_week,))
    resources = (*victim.planted.problem.resources, shut)
    return _conflict("closed space", victim, changed, resources=resources)


def absent_teacher(victim: _Victim) -> PlantedConflict:
    """The teacher is new, and away all week."""
    away = PlanResource("absent", kind="teacher", unavailable=(victim.all_week,), travels=True)
    need = replace(victim.activity.needs[1], candidates=(ResourceOption(away.id),))
    changed = replace(victim.activity, needs=(victim.activity.needs[0], need, victim.activity.needs[2]))
    resources = (*victim.planted.problem.resources, away)
    return _conflict("absent teacher", victim, changed, resources=resources)


def no_candidate(victim: _Victim) -> PlantedConflict:
    """No space is large enough."""
    need = replace(victim.activity.needs[2], candidates=())
    changed = replace(victim.activity, needs=(*victim.activity.needs[:2], need))
    return _conflict("no candidate", victim, changed)


def other_days(victim: _Victim) -> PlantedConflict:
    """The space is open on one day only, the teacher comes on another."""
    changed, space = _with_own_space(victim)
    closed = Busy(0b11110, 1, 0, 20)
    away = Busy(0b11101, 1, 0, 20)
    teacher = PlanResource("tuesday", kind="teacher", unavailable=(away,), travels=True)
    need = replace(changed.needs[1], candidates=(ResourceOption(teacher.id),))
    changed = replace(changed, needs=(changed.needs[0], need, changed.needs[2]))
    resources = (*victim.planted.problem.resources, replace(space, unavailable=(closed,)), teacher)
    return _conflict("other days", victim, changed, resources=resources)


def busy_teacher(victim: _Victim) -> PlantedConflict:
    """The only time of the activity is that of a duty of its teacher, which has no other time either."""
    changed = replace(victim.activity, times=(victim.time,))
    duty = PlanActivity(
        "duty", (victim.time,), (Requirement("teacher", (ResourceOption(victim.teacher),)),), drop=1000
    )
    return _conflict("busy teacher", victim, changed, added={duty: Placement(0, ((victim.teacher,),))})


def full_space(victim: _Victim) -> PlantedConflict:
    """Three activities fill the three open blocks of the only suitable space."""
    changed, space = _with_own_space(victim)
    length = victim.time.length
    starts = [length * block for block in range(3)]
    closed = (Busy(0b11110, 1, 0, 20), Busy(1, 1, 3 * length, 20 - 3 * length))
    resources = (*victim.planted.problem.resources, replace(space, unavailable=closed, units=1))
    need = replace(changed.needs[2], units=None)
    changed = replace(changed, needs=(*changed.needs[:2], need), times=victim.activity.times)
    times = tuple(TimePattern(1, 1, start, length) for start in starts)
    added = {
        PlanActivity(f"filler-{index}", times, (need,), drop=1000): Placement(index, ((space.id,),))
        for index in range(3)
    }
    changed = replace(changed, times=(*changed.times, *(time for time in times if time not in changed.times)))
    return _conflict("full space", victim, changed, resources=resources, added=added)


def no_day_left(victim: _Victim) -> PlantedConflict:
    """The activity must be on another day than five others, one on each day."""
    changed, space = _with_own_space(victim)
    added = {
        PlanActivity(f"daily-{day}", (TimePattern(1 << day, 1, 0, 2),), (), drop=1000): Placement(0)
        for day in range(5)
    }
    rules = tuple(
        Distribution(f"apart-{day}", DistributionKind.DIFFERENT_DAYS, (changed.id, f"daily-{day}"))
        for day in range(5)
    )
    problem = victim.planted.problem
    return _conflict(
        "no day left",
        victim,
        changed,
        resources=(*problem.resources, space),
        distributions=(*problem.distributions, *rules),
        added=added,
    )


def too_far(victim: _Victim) -> PlantedConflict:
    """The teacher is at another location until the only time of the activity begins."""
    changed, space = _with_own_space(victim)
    time = replace(victim.time, start=6)
    changed = replace(changed, times=(time,))
    there = "south" if space.location == "north" else "north"
    away = PlanResource("elsewhere", kind="room", location=there)
    teacher = PlanResource("driver", kind="teacher", travels=True)
    needs = (
        Requirement("teacher", (ResourceOption(teacher.id),)),
        Requirement("room", (ResourceOption(away.id),)),
    )
    before = PlanActivity("before", (TimePattern(time.days, 1, 2, 4),), needs, drop=1000)
    need = replace(changed.needs[1], candidates=(ResourceOption(teacher.id),))
    group = replace(changed.needs[0], candidates=(ResourceOption("new-group"),))
    changed = replace(changed, needs=(group, need, changed.needs[2]))
    added = {before: Placement(0, ((teacher.id,), (away.id,)))}
    newcomers = (space, away, teacher, PlanResource("new-group", kind="group", travels=True))
    resources = (*victim.planted.problem.resources, *newcomers)
    return _conflict("too far", victim, changed, resources=resources, added=added)


def pinned_onto_another(victim: _Victim) -> PlantedConflict:
    """The activity is pinned to a time at which its teacher has a duty."""
    duty = PlanActivity(
        "duty", (victim.time,), (Requirement("teacher", (ResourceOption(victim.teacher),)),), drop=1000
    )
    pins = (Pinning(victim.activity.id, time=victim.place.time),)
    added = {duty: Placement(0, ((victim.teacher,),))}
    return _conflict("pinned onto another", victim, victim.activity, pins=pins, added=added)


def movable_blocker(victim: _Victim) -> PlantedConflict:
    """An activity that could be on any day holds the teacher at the only time of the victim."""
    changed = replace(victim.activity, times=(victim.time,))
    times = tuple(TimePattern(1 << day, 1, victim.time.start, 2) for day in range(5))
    helper = PlanResource("helper", kind="teacher")
    needs = (Requirement("teacher", (ResourceOption(victim.teacher), ResourceOption(helper.id))),)
    meeting = PlanActivity("meeting", times, needs, drop=1000)
    day = victim.time.days.bit_length() - 1
    resources = (*victim.planted.problem.resources, helper)
    added = {meeting: Placement(day, ((victim.teacher,),))}
    return _conflict("movable blocker", victim, changed, resources=resources, added=added)


PLANTERS: dict[str, Callable[[_Victim], PlantedConflict]] = {
    "closed space": closed_space,
    "absent teacher": absent_teacher,
    "no candidate": no_candidate,
    "other days": other_days,
    "busy teacher": busy_teacher,
    "full space": full_space,
    "no day left": no_day_left,
    "too far": too_far,
    "pinned onto another": pinned_onto_another,
    "movable blocker": movable_blocker,
}
"""The kinds of conflicts by name."""
