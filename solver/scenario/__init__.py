"""What if: more or fewer resources, hours or demand, side by side, on copies of a problem.

A campus uses it to write its programme of requirements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from solver import solve
from solver.check import priced
from solver.check.sessions import unreadable
from solver.problem import Problem
from solver.scenario.alterations import (
    AddCopies,
    AddDemand,
    AddUnits,
    Alteration,
    CloseHours,
    OpenHours,
    RemoveDemand,
    RemoveResource,
    WhatIf,
    alter,
)
from solver.scenario.figures import Figures, Fill, figures, unmet_slots
from solver.solution import Solution

__all__ = [
    "AddCopies",
    "AddDemand",
    "AddUnits",
    "Alteration",
    "CloseHours",
    "Figures",
    "Fill",
    "OpenHours",
    "RemoveDemand",
    "RemoveResource",
    "ScenarioOutcome",
    "Solve",
    "WhatIf",
    "alter",
    "compare",
    "engine",
    "readable_plan",
    "settle",
]


@dataclass(frozen=True, slots=True)
class ScenarioOutcome:
    """One scenario: the altered problem, in which every activity may be dropped, its plan and its figures."""

    name: str
    problem: Problem
    plan: Solution
    figures: Figures


Solve = Callable[[Problem, Solution], Solution]
"""Plans a problem, from a plan to start with."""


def engine(time_limit: float = 30.0, workers: int = 2, seed: int = 0) -> Solve:
    """The solver of this package, with wall seconds per scenario."""

    def plan(problem: Problem, start: Solution) -> Solution:
        return solve(problem, time_limit=time_limit, workers=workers, seed=seed, start=start)

    return plan


def compare(problem: Problem, scenarios: Iterable[WhatIf], plan: Solve) -> tuple[ScenarioOutcome, ...]:
    """The outcome of the problem as it is (named "as is") and of every scenario, in order.

    Every plan found is tried in every scenario in which it keeps the rules, so a scenario that only adds
    capacity never has more unmet hours than what it adds to. Raises InvalidProblemError when an alteration
    names something that does not exist.
    """
    altered = [(each.name, alter(problem, each)) for each in (WhatIf("as is"), *scenarios)]
    plans: list[Solution] = []
    for _, changed in altered:
        start = readable_plan(changed, plans[0]) if plans else Solution({})
        plans.append(plan(changed, start))
    return settle(altered, plans)


def settle(altered: Sequence[tuple[str, Problem]], plans: Sequence[Solution]) -> tuple[ScenarioOutcome, ...]:
    """The outcome of each named problem: the best there of all the plans that were found for any of them."""
    return tuple(_outcome(name, changed, plans) for name, changed in altered)


def _outcome(name: str, problem: Problem, plans: Sequence[Solution]) -> ScenarioOutcome:
    tried = [readable_plan(problem, plan) for plan in plans]
    best = min(tried, key=lambda plan: (plan.violations, unmet_slots(problem, plan), plan.cost))
    return ScenarioOutcome(name, problem, best, figures(problem, best))


def readable_plan(problem: Problem, plan: Solution) -> Solution:
    """What of a plan can be read in a problem, priced there."""
    activities = problem.activity_by_id
    places = {
        name: place
        for name, place in plan.assignments.items()
        if name in activities and not unreadable(activities[name], place)
    }
    return priced(problem, Solution(places, students=plan.students))
