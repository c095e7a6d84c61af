"""The least change that makes a plan whole again, with proof.

Activities outside the free set are relaxed: each stays as planned or vanishes at its price, which is the
least that moving it can cost. The optimum of that relaxation is a lower bound on any replan. When nothing
vanishes in it, it is a replan, hence optimal; otherwise what vanished becomes free and the model is solved
again.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ortools.sat.python import cp_model

from solver.grid import SlotGrid
from solver.problem import Problem
from solver.replan.model import Plan, Replan, add_cuts, build, pinned, read, stays
from solver.solution import Placement

_MOST_NEIGHBOURS = 120
"""Above this many the neighbours of what was hit are not set free at once: the model would be slow."""

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
class ChangePrices:
    """`change` is what moving a planned activity costs, `cancel` what leaving one out costs.

    An activity without a cancel price must be placed.
    """

    change: Mapping[str, int]
    cancel: Mapping[str, int] = field(default_factory=dict)


class RepairOutcome(StrEnum):
    """How a replan ended."""

    FOUND = "found"
    IMPOSSIBLE = "impossible"
    OUT_OF_TIME = "out-of-time"


@dataclass(frozen=True, slots=True)
class Replanned:
    """The outcome: the new assignments, their price and the proven lower bound.

    `free` are the activities the last model looked at in full; of an impossible replan they are the proof.
    Out of time, `assignments` are a valid part of a replan, without a price: what is missing has no place
    yet.
    """

    outcome: RepairOutcome
    free: frozenset[str]
    assignments: Mapping[str, Placement] = field(default_factory=dict)
    price: int = 0
    bound: int = 0


def replan(
    grid: SlotGrid,
    plan: Plan,
    wanted: frozenset[str],
    prices: ChangePrices,
    deadline: Deadline,
    *,
    seed: int = 0,
    tidy: bool = False,
    trusted: bool = False,
) -> Replanned:
    """Place the `wanted` activities and everything planned at the least price of changes.

    With `tidy` what changes goes, at that price, where times and candidates are preferred. `trusted` says
    that the plan keeps the rules as long as the wanted activities are left out.
    """
    free, bound, found, hit = wanted, 0, dict[str, Placement](), wanted
    while deadline.left > 0 or not found:
        model = build(grid, plan, free, trusted=trusted)
        goal, scale = price_of(model, plan, prices), 1 + len(model.pieces)
        # The bound of a smaller model holds here too. Among equals, let as little as possible vanish.
        model.cp.add(goal >= bound)
        model.cp.minimize(scale * goal + cp_model.LinearExpr.sum(_vanishing(model)))
        # The first model only looks who is hit: it always gets its moment.
        seconds = deadline.left if found else max(deadline.left, 1.0)
        solver, status = run(model, seconds, seed=seed, plan=plan)
        if status == cp_model.INFEASIBLE:
            return Replanned(RepairOutcome.IMPOSSIBLE, free, bound=bound)
        if status not in STATUS_FOUND:
            break
        bound = max(bound, math.ceil(solver.best_objective_bound - 1e-6) // scale)
        found = read(model, solver, plan)
        vanished = frozenset(n for n in model.pieces if n not in free and n not in found)
        if not vanished:
            price = round(solver.objective_value) // scale
            if tidy and (price or wanted):
                model.cp.add(goal <= price)
                found = _tidied(model, plan, found, deadline, seed)
            return Replanned(RepairOutcome.FOUND, free, found, price, bound)
        hit, known = hit or vanished, bool(hit)
        # What is held after the first look keeps the rules together.
        trusted = True
        free |= vanished | (_neighbours(grid.problem, plan, hit) if known else frozenset())
    return Replanned(RepairOutcome.OUT_OF_TIME, free, found, bound=bound)


def _vanishing(model: Replan) -> list[cp_model.LinearExprT]:
    return [1 - piece.placed for name, piece in model.pieces.items() if name not in model.free]


def _neighbours(problem: Problem, plan: Plan, hit: frozenset[str]) -> frozenset[str]:
    """Who uses what the hit activities could use instead; nobody when that is too many at once."""
    spaces = {
        candidate.resource
        for name in hit
        for need in problem.activity_by_id[name].needs
        if len(need.candidates) > need.count
        for candidate in need.candidates
    }
    found = frozenset(n for n, place in plan.items() if any(spaces.intersection(r) for r in place.resources))
    return found if len(found) <= _MOST_NEIGHBOURS else frozenset()


def _tidied(
    model: Replan, plan: Plan, found: dict[str, Placement], deadline: Deadline, seed: int
) -> dict[str, Placement]:
    """The same changes where times, candidates and seats cost least, as far as time allows."""
    for name, piece in model.pieces.items():
        if name not in model.free:
            model.cp.add_bool_or([piece.placed])
    model.cp.minimize(preference(model))
    solver, status = run(model, deadline.left, plan=plan, seed=seed)
    return read(model, solver, plan) if status in STATUS_FOUND else found


def preference(model: Replan) -> cp_model.LinearExprT:
    """Penalties of the times and candidates of the free activities, of people without a seat and of pins."""
    weights, costs = model.problem.weights, list(_left_pins(model))
    for name in sorted(model.free):
        piece = model.pieces[name]
        costs += [weights.time * piece.activity.times[index].penalty * at for index, at in piece.at.items()]
        for index, need in enumerate(piece.activity.needs):
            for candidate in need.candidates:
                seats = model.problem.resource_by_id[candidate.resource].seats
                standing = 0 if seats is None else max(0, piece.activity.size - seats)
                price = weights.resource * candidate.penalty + weights.capacity * standing
                costs.append(price * piece.by[index, candidate.resource])
    return cp_model.LinearExpr.sum(costs)


def _left_pins(model: Replan) -> Iterator[cp_model.LinearExprT]:
    """The price of every pin that a free activity could keep and leaves: another room before another hour."""
    for pin in model.problem.pins:
        if pin.penalty is not None and pin.activity in model.free:
            kept = pinned(model.pieces[pin.activity], pin)
            held = model.cp.new_bool_var(f"{pin.activity} as pinned")
            for literal in kept:
                if literal is None:
                    model.cp.add_bool_or([~held])
                else:
                    model.cp.add_implication(held, literal)
            yield model.problem.weights.change * pin.penalty * (1 - held)


def price_of(model: Replan, plan: Plan, prices: ChangePrices) -> cp_model.LinearExprT:
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


def run(model: Replan, seconds: float, *, plan: Plan, seed: int = 0) -> tuple[cp_model.CpSolver, int]:
    """Solve a model, again whenever the plan breaks a rule that is only cut off when it is broken."""
    deadline = Deadline.after(seconds)
    while True:
        solver = cp_model.CpSolver()
        # One worker: the same seed gives the same answer.
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        # Many small models: the thorough presolve cost more than the search and changed no answer (0042).
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_presolve_iterations = 1
        solver.parameters.linearization_level = 2
        solver.parameters.max_time_in_seconds = max(deadline.left, 0.01)
        status = solver.solve(model.cp)
        if status not in STATUS_FOUND or not add_cuts(model, read(model, solver, plan)):
            return solver, status
        if deadline.left <= 0:
            return solver, cp_model.UNKNOWN
