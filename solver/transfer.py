"""A plan of one version of a problem, told in the numbers of another; a problem and its plan in one week.

A plan names times by their index, and what changes a campus changes its lists of times.
"""

from __future__ import annotations

from dataclasses import replace

from solver.activities import Pinning, PlanActivity
from solver.problem import Problem
from solver.solution import Placement, Solution
from solver.times import TimePattern


def transfer_plan(plan: Solution, before: Problem, after: Problem) -> Solution:
    """The same sessions at the same times with the same resources, as `after` counts its times.

    Activities that `after` has no longer are left out. A session whose time is no longer among its
    activity's own gets an index that no time has: `repair` takes it for a place that was lost.
    """
    places = {
        name: replace(place, time=_time(before.activity_by_id[name], after.activity_by_id[name], place))
        for name, place in plan.assignments.items()
        if name in before.activity_by_id and name in after.activity_by_id
    }
    return replace(plan, assignments=places)


def _time(before: PlanActivity, after: PlanActivity, place: Placement) -> int:
    if place.time >= len(before.times):
        return len(after.times)
    old = before.times[place.time]
    same = ((each.days, each.weeks, each.start, each.length) for each in after.times)
    wanted = (old.days, old.weeks, old.start, old.length)
    return next((at for at, each in enumerate(same) if each == wanted), len(after.times))


def in_week(problem: Problem, week: int) -> Problem:
    """The problem of one week: every activity meets in it alone, at the times that include it.

    What never meets in it has no times, and costs nothing when it stays out.
    """
    only = 1 << week
    activities = tuple(_in_week(each, only) for each in problem.activities)
    pins = (_pin_in_week(pin, problem.activity_by_id[pin.activity], only) for pin in problem.pins)
    return replace(problem, activities=activities, pins=tuple(pin for pin in pins if pin is not None))


def plan_in_week(plan: Solution, problem: Problem, week: int) -> Solution:
    """What of a plan meets in that week, as `in_week` of its problem counts the times."""
    places = {}
    for name, place in plan.assignments.items():
        at = _index_in_week(problem.activity_by_id[name].times, place.time, 1 << week)
        if at is not None:
            places[name] = replace(place, time=at)
    return replace(plan, assignments=places)


def _in_week(activity: PlanActivity, only: int) -> PlanActivity:
    times = tuple(replace(time, weeks=only) for time in activity.times if time.weeks & only)
    return replace(activity, times=times, drop=activity.drop if times else 0)


def _pin_in_week(pin: Pinning, activity: PlanActivity, only: int) -> Pinning | None:
    """The pin of what meets in the week; a pin to a time of other weeks alone pins nothing."""
    if not any(time.weeks & only for time in activity.times):
        return None
    at = None if pin.time is None else _index_in_week(activity.times, pin.time, only)
    return None if at is None and pin.resources is None else replace(pin, time=at)


def _index_in_week(times: tuple[TimePattern, ...], index: int, only: int) -> int | None:
    """The index among the times that include the week; none for a time that does not."""
    if index >= len(times) or not times[index].weeks & only:
        return None
    return sum(bool(time.weeks & only) for time in times[:index])
