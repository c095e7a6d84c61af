"""Why is this activity not in the plan, and what would help: `explain(problem, plan, activity)`.

First the reasons that hold on an empty campus, then whether moving others would do, then the proof that
nothing would, and at the least what is in the way as planned. `apply` turns a fix into the changed problem.
"""

from __future__ import annotations

from dataclasses import replace

from solver.activities import PlanActivity
from solver.explain.answer import (
    Cause,
    CauseScope,
    Explanation,
    Fix,
    FixPrices,
    FixStep,
    StepKind,
)
from solver.explain.cores import Core, OutOfTimeError, cores
from solver.explain.fixes import find_fixes
from solver.explain.steps import apply, carry_out
from solver.grid import SlotGrid
from solver.problem import Problem
from solver.replan.model import Plan, build
from solver.replan.search import ChangePrices, Deadline, RepairOutcome, Replanned, replan
from solver.replan.switches import NamedRule, RuleKind
from solver.solution import Solution

__all__ = [
    "Cause",
    "CauseScope",
    "Explanation",
    "Fix",
    "FixPrices",
    "FixStep",
    "RuleKind",
    "StepKind",
    "apply",
    "carry_out",
    "explain",
]


def explain(
    problem: Problem,
    solution: Solution,
    activity: str,
    *,
    time_limit: float = 10.0,
    prices: FixPrices | None = None,
    most_fixes: int = 5,
    seed: int = 0,
) -> Explanation:
    """Minimal causes for an unplaced activity and the cheapest fixes, within `time_limit` wall seconds.

    Raises KeyError when the problem has no such activity.
    """
    wanted = problem.activity_by_id[activity]
    deadline = Deadline.after(time_limit)
    grid = SlotGrid(problem)
    plan = {name: place for name, place in solution.assignments.items() if name != activity}
    moved: Replanned | None = None
    found = _alone(grid, wanted, Deadline.after(time_limit * 0.3))
    if found is None:
        everyone = ChangePrices(dict.fromkeys(plan, 1))
        part = Deadline.after(deadline.left * 0.4)
        moved = replan(grid, plan, frozenset({activity}), everyone, part, seed=seed, trusted=True)
        found = _with_others(grid, plan, wanted, moved, Deadline.after(deadline.left * 0.5))
    fixes = find_fixes(problem, solution, wanted, moved, prices or FixPrices(), deadline, most_fixes)
    return replace(found, fixes=fixes)


def _alone(grid: SlotGrid, wanted: PlanActivity, deadline: Deadline) -> Explanation | None:
    """The causes that hold whatever the others do; none when the activity fits an empty campus."""
    obvious = [
        Cause(RuleKind.TOO_FEW_CANDIDATES, need.role, need.role)
        for need in wanted.needs
        if len(need.candidates) < need.count
    ]
    if not wanted.times:
        obvious.insert(0, Cause(RuleKind.NO_TIMES, wanted.id))
    if obvious:
        causes, *further = ((cause,) for cause in obvious)
        return Explanation(activity=wanted.id, scope=CauseScope.ALONE, causes=causes, further=tuple(further))
    return _core(grid, {}, wanted, frozenset({wanted.id}), CauseScope.ALONE, deadline)


def _with_others(
    grid: SlotGrid, plan: Plan, wanted: PlanActivity, moved: Replanned, deadline: Deadline
) -> Explanation:
    if moved.outcome is RepairOutcome.FOUND and moved.price == 0:
        return Explanation(activity=wanted.id, scope=CauseScope.FREE)
    if moved.outcome is RepairOutcome.IMPOSSIBLE:
        found = _core(
            grid, plan, wanted, moved.free, CauseScope.TOGETHER, Deadline.after(deadline.left * 0.7)
        )
        if found is not None and found.causes:
            return found
    found = _core(grid, plan, wanted, frozenset({wanted.id}), CauseScope.AS_PLANNED, deadline)
    return found or Explanation(activity=wanted.id, scope=CauseScope.FREE)


def _core(
    grid: SlotGrid,
    plan: Plan,
    wanted: PlanActivity,
    free: frozenset[str],
    scope: CauseScope,
    deadline: Deadline,
) -> Explanation | None:
    held = plan if scope is CauseScope.AS_PLANNED else {}
    model = build(grid, held, free, optional=True, trusted=True)
    try:
        found = cores(model, plan, wanted.id, deadline)
    except OutOfTimeError:
        unknown = Explanation(activity=wanted.id, scope=scope, minimal=False)
        return unknown if scope is CauseScope.AS_PLANNED else None
    if not found:
        return None
    causes, *further = (_causes(wanted, each) for each in found)
    return Explanation(
        activity=wanted.id, scope=scope, causes=causes, further=tuple(further), minimal=found[0].minimal
    )


def _causes(wanted: PlanActivity, found: Core) -> tuple[Cause, ...]:
    return tuple(_cause(wanted, rule) for rule in found.rules)


def _cause(wanted: PlanActivity, rule: NamedRule) -> Cause:
    roles = (
        need.role
        for need in wanted.needs
        if rule.kind in (RuleKind.UNAVAILABLE, RuleKind.UNITS, RuleKind.TRAVEL)
        and rule.id in {candidate.resource for candidate in need.candidates}
    )
    return Cause(rule.kind, rule.id, next(roles, ""))
