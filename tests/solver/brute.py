"""The cheapest valid plan of a small problem by trying every plan, priced by `solver.check`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from solver.check import priced
from solver.problem import PlanActivity, Problem
from solver.solution import Placement, Solution


def options(activity: PlanActivity) -> Iterator[Placement | None]:
    if activity.drop is not None:
        yield None
    choices = [
        list(combinations([candidate.resource for candidate in need.candidates], need.count))
        for need in activity.needs
    ]
    for time in range(len(activity.times)):
        for choice in product(*choices):
            yield Placement(time, choice)


def plans(problem: Problem) -> Iterator[Solution]:
    for picks in product(*(list(options(activity)) for activity in problem.activities)):
        pairs = zip(problem.activities, picks, strict=True)
        yield Solution({each.id: pick for each, pick in pairs if pick is not None})


def cheapest(problem: Problem) -> int | None:
    """The least cost of a valid plan; None when there is none."""
    costs = [plan.cost for plan in (priced(problem, each) for each in plans(problem)) if not plan.violations]
    return min(costs, default=None)
