"""The least change that makes a plan whole again, with proof.

Activities outside the free set are relaxed: each stays as planned or vanishes at its price, which is the
least that moving it can cost. The optimum of that relaxation is a lower bound on any replan. When nothing
vanishes in it, it is a replan, hence optimal; otherwise what vanished becomes free and the model is solved
again.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ortools.sat.python import cp_model

from solver.grid import Grid
from solver.replan.model import Plan, Replan, add_cuts, build, read, stays
from solver.solution import Assignment

STATUS_FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Wall seconds from now on."""

    ends: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline this many wall seconds from now."""
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.ends - time.monotonic())


@dataclass(frozen=True, slots=True)
class Prices:
    """`change` is what moving a planned activity costs, `cancel` what leaving one out costs.

    An activity without a cancel price must be placed.
    """

    change: Mapping[str, int]
    cancel: Mapping[str, int] = field(default_factory=dict)


class Outcome(StrEnum):
    """How a replan ended."""

    FOUND = "found"
    IMPOSSIBLE = "impossible"
    OUT_OF_TIME = "out-of-time"


@dataclass(frozen=True, slots=True)
class Replanned:
    """The outcome: the new assignments (only when found), their price and the proven lower bound.

    `free` are the activities the last model looked at in full; of an impossible replan they are the proof.
    """

    outcome: Outcome
    free: frozenset[str]
    assignments: Mapping[str, Assignment] = field(default_factory=dict)
    price: int = 0
    bound: int = 0


def replan(
    grid: Grid,
    plan: Plan,
    wanted: frozenset[str],
    prices: Prices,
    deadline: Deadline,
    *,
    workers: int = 1,
    seed: int = 0,
) -> Replanned:
    """Place the `wanted` activities and everything planned at the least price of changes."""
    free, bound = wanted, 0
    while deadline.left > 0:
        model = build(grid, plan, free)
        goal = price_of(model, plan, prices)
        model.cp.minimize(goal)
        solver, status = run(model, deadline.left, workers=workers, seed=seed, plan=plan)
        if status == cp_model.INFEASIBLE:
            return Replanned(Outcome.IMPOSSIBLE, free, bound=bound)
        if status not in STATUS_FOUND:
            break
        bound = max(bound, math.ceil(solver.best_objective_bound - 1e-6))
        found = read(model, solver, plan)
        vanished = frozenset(n for n in model.pieces if n not in free and n not in found)
        if not vanished:
            return Replanned(Outcome.FOUND, free, found, round(solver.objective_value), bound)
        free |= vanished
    return Replanned(Outcome.OUT_OF_TIME, free, bound=bound)


def price_of(model: Replan, plan: Plan, prices: Prices) -> cp_model.LinearExprT:
    """What the changes of a model cost; also says which activities must be placed."""
    costs: list[cp_model.LinearExprT] = []
    for name, piece in model.pieces.items():
        planned = plan.get(name)
        if planned is not None:
            costs.append(prices.change.get(name, 0) * (1 - stays(model, name, planned)))
        if name not in model.free:
            continue
        if name in prices.cancel:
            costs.append(prices.cancel[name] * (1 - piece.placed))
        else:
            model.cp.add_bool_or([piece.placed])
    return cp_model.LinearExpr.sum(costs)


def run(
    model: Replan, seconds: float, *, plan: Plan, workers: int = 1, seed: int = 0
) -> tuple[cp_model.CpSolver, int]:
    """Solve a model, again whenever the plan breaks a rule that is only cut off when it is broken."""
    deadline = Deadline.after(seconds)
    while True:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        # Probing took two thirds of the time of these many small models and changed no answer.
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.max_time_in_seconds = max(deadline.left, 0.01)
        status = solver.solve(model.cp)
        if status not in STATUS_FOUND or not add_cuts(model, read(model, solver, plan)):
            return solver, status
        if deadline.left <= 0:
            return solver, cp_model.UNKNOWN
