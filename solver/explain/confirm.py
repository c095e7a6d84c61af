"""A second opinion on an explanation: plain backtracking over the rules that `solver.check` states.

Slow and simple; tests and benchmarks judge every explanation by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

from solver.activities import PlanActivity
from solver.check import violations
from solver.explain.answer import Cause, Explanation
from solver.problem import Problem
from solver.replan.switches import RuleKind
from solver.solution import Placement, Solution

_MANY = 10_000


def unconfirmed(problem: Problem, plan: Solution, found: Explanation) -> list[str]:
    """What is wrong with the causes: sets that leave a place, causes without which there is still none."""
    wrong = []
    for causes in (found.causes, *found.further):
        if causes[0].kind in (RuleKind.NO_TIMES, RuleKind.TOO_FEW_CANDIDATES):
            continue
        if placeable(only(problem, plan, found.activity, causes)):
            wrong.append(f"{causes} leave a place")
        for index, cause in enumerate(causes):
            fewer = causes[:index] + causes[index + 1 :]
            if not placeable(only(problem, plan, found.activity, fewer)):
                wrong.append(f"without {cause} there is still no place")
    return wrong


def only(problem: Problem, plan: Solution, activity: str, causes: tuple[Cause, ...]) -> Problem:
    """The problem with nothing but the rules among the causes, and the activities they name."""
    named = {kind: {cause.id for cause in causes if cause.kind is kind} for kind in RuleKind}
    staying = named[RuleKind.STAYS]
    others = named[RuleKind.PLACED] | staying
    resources = tuple(
        replace(
            each,
            unavailable=each.unavailable if each.id in named[RuleKind.UNAVAILABLE] else (),
            units=each.units if each.id in named[RuleKind.UNITS] else _MANY,
            travels=each.travels and each.id in named[RuleKind.TRAVEL],
        )
        for each in problem.resources
    )
    kept = tuple(
        _counted(problem, _where_it_is(each, plan.assignments[each.id]) if each.id in staying else each)
        for each in problem.activities
        if each.id in others | {activity}
    )
    return replace(
        problem,
        resources=resources,
        activities=kept,
        distributions=tuple(
            replace(each, activities=tuple(n for n in each.activities if n in others | {activity}))
            for each in problem.distributions
            if each.id in named[RuleKind.DISTRIBUTION]
        ),
        pins=tuple(pin for pin in problem.pins if pin.activity in named[RuleKind.PIN]),
    )


def _counted(problem: Problem, activity: PlanActivity) -> PlanActivity:
    """The activity, which must be placed, its wholes as numbers that stay the same on an endless resource."""
    needs = (
        replace(need, units=need.units or problem.resource_by_id[need.candidates[0].resource].units)
        for need in activity.needs
    )
    return replace(activity, drop=None, needs=tuple(needs))


def _where_it_is(activity: PlanActivity, place: Placement) -> PlanActivity:
    needs = tuple(
        replace(need, candidates=tuple(c for c in need.candidates if c.resource in names))
        for need, names in zip(activity.needs, place.resources, strict=True)
    )
    return replace(activity, times=(activity.times[place.time],), needs=needs)


def _ways(activity: PlanActivity) -> Iterator[Placement]:
    for time in range(len(activity.times)):
        chosen = (combinations([c.resource for c in need.candidates], need.count) for need in activity.needs)
        for resources in product(*chosen):
            yield Placement(time, resources)


def placeable(problem: Problem, placed: dict[str, Placement] | None = None) -> bool:
    """Whether every activity can be placed beside those placed already, by trying everything."""
    placed = placed or {}
    if len(placed) == len(problem.activities):
        return True
    activity = min((a for a in problem.activities if a.id not in placed), key=lambda a: len(a.times))
    for way in _ways(activity):
        tried = {**placed, activity.id: way}
        broken = violations(problem, Solution(tried))
        if all(each.rule == "must be placed" for each in broken) and placeable(problem, tried):
            return True
    return False
