"""A replan as a CP-SAT model: some activities free, all others held where they are unless they vanish."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.grid import SlotGrid
from solver.problem import Pinning, Problem
from solver.replan.distributions import add_distributions, broken_together
from solver.replan.occupancy import add_one_location, add_travel, add_units
from solver.replan.pieces import Movable, Var, free_piece, held_piece
from solver.replan.switches import RuleKind, Switches
from solver.rules import DistributionKind
from solver.solution import Placement

Plan = Mapping[str, Placement]


@dataclass(frozen=True, slots=True)
class Replan:
    """The model and its pieces by activity id."""

    problem: Problem
    cp: cp_model.CpModel
    switches: Switches
    pieces: dict[str, Movable]
    free: frozenset[str]


def build(
    grid: SlotGrid, plan: Plan, free: Collection[str], *, optional: bool = False, trusted: bool = False
) -> Replan:
    """The model in which `free` activities may go anywhere and the rest of the plan is held.

    `optional` puts a switch on every rule. With `trusted` the held activities are known to keep the rules
    among each other, and only those that could meet a free one are in the model.
    """
    problem = grid.problem
    cp = cp_model.CpModel()
    switches = Switches(cp, optional, trusted)
    pieces: dict[str, Movable] = {}
    held = near(problem, plan, free) if trusted else plan
    for activity in problem.activities:
        if activity.id in free:
            pieces[activity.id] = free_piece(cp, problem, activity)
        elif activity.id in held:
            pieces[activity.id] = held_piece(cp, problem, activity, held[activity.id])
    everyone = list(pieces.values())
    add_units(switches, grid, everyone)
    add_one_location(switches, everyone)
    add_travel(switches, problem, everyone)
    add_distributions(switches, problem, everyone)
    _add_pins(switches, problem, pieces)
    return Replan(problem, cp, switches, pieces, frozenset(free))


def near(problem: Problem, plan: Plan, free: Collection[str]) -> Plan:
    """The part of the plan that could meet one of these activities: in a resource, or in a hard rule."""
    resources = {
        candidate.resource
        for name in free
        for need in problem.activity_by_id[name].needs
        for candidate in need.candidates
    }
    ruled = {
        name
        for rule in problem.distributions
        if rule.penalty is None and any(each in free for each in rule.activities)
        for name in rule.activities
    }
    return {
        name: place
        for name, place in plan.items()
        if name not in free and (name in ruled or any(resources.intersection(r) for r in place.resources))
    }


def _add_pins(switches: Switches, problem: Problem, pieces: Mapping[str, Movable]) -> None:
    """A placed activity keeps its hard pin."""
    for pin in problem.pins:
        piece = pieces.get(pin.activity)
        if piece is None or pin.penalty is not None:
            continue
        for literal in pinned(piece, pin):
            clause = [~piece.placed] if literal is None else [~piece.placed, literal]
            switches.cp.add_bool_or(clause).only_enforce_if(switches.on(RuleKind.PIN, pin.activity))


def pinned(piece: Movable, pin: Pinning) -> list[Var | None]:
    """What must be true for an activity to be where it is pinned; None for a place it cannot have."""
    at = [] if pin.time is None else [piece.at.get(pin.time)]
    chosen = ((index, name) for index, names in enumerate(pin.resources or ()) for name in names)
    return [*at, *(piece.by.get(each) for each in chosen)]


def stays(model: Replan, name: str, planned: Placement) -> Var:
    """A literal that can only be true when the activity is exactly where it was planned."""
    piece = model.pieces[name]
    if name not in model.free:
        return piece.placed
    same = model.cp.new_bool_var(f"{name} unchanged")
    kept = [piece.at.get(planned.time)]
    for index, names in enumerate(planned.resources):
        kept.extend(piece.by.get((index, resource)) for resource in names)
    for literal in kept:
        if literal is None:
            model.cp.add_bool_or([~same])
        else:
            model.cp.add_implication(same, literal)
    return same


def read(model: Replan, solver: cp_model.CpSolver, plan: Plan) -> dict[str, Placement]:
    """The plan a solver found: vanished activities left out, free ones anew, all others as they were."""
    found = {name: place for name, place in plan.items() if name not in model.pieces}
    for name, piece in model.pieces.items():
        if solver.boolean_value(piece.placed):
            found[name] = plan[name] if piece.held else _read_free(piece, solver)
    return found


def _read_free(piece: Movable, solver: cp_model.CpSolver) -> Placement:
    time = next(index for index, at in piece.at.items() if solver.boolean_value(at))
    chosen = tuple(
        tuple(c.resource for c in need.candidates if solver.boolean_value(piece.by[index, c.resource]))
        for index, need in enumerate(piece.activity.needs)
    )
    return Placement(time, chosen)


def add_cuts(model: Replan, found: Plan) -> int:
    """Forbid the sets of sessions with which a plan breaks a hard MaxBreaks or MaxBlock; answers how many."""
    number = 0
    for rule in model.problem.distributions:
        if rule.penalty is not None or rule.kind not in (
            DistributionKind.MAX_BREAKS,
            DistributionKind.MAX_BLOCK,
        ):
            continue
        activity = model.problem.activity_by_id
        times = {n: activity[n].times[found[n].time] for n in rule.activities if n in found}
        for names in broken_together(model.problem, rule, times):
            clause = [~model.pieces[name].at[found[name].time] for name in names]
            if rule.kind is DistributionKind.MAX_BREAKS:
                # A further session may fill the break: only without one is this set of sessions broken.
                clause += _elsewhere(model, rule.activities, names)
            model.cp.add_bool_or(clause).only_enforce_if(model.switches.on(RuleKind.DISTRIBUTION, rule.id))
            number += 1
    return number


def _elsewhere(model: Replan, activities: Iterable[str], names: Collection[str]) -> list[Var]:
    others = (name for name in activities if name in model.pieces and name not in names)
    return [at for name in others for at in model.pieces[name].at.values()]
