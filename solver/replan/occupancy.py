"""Rules on resources in a replan: units, unavailability, travel time, one location."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from ortools.sat.python import cp_model

from solver.grid import SlotGrid
from solver.problem import Problem
from solver.replan.distributions import add_way_between
from solver.replan.pieces import Movable, Serving, Var
from solver.replan.switches import RuleKind, Switches


def add_units(switches: Switches, grid: SlotGrid, pieces: Iterable[Movable]) -> None:
    """No resource is used beyond its units or while it is unavailable, set-up and tear-down included."""
    of_resource: dict[str, list[tuple[Movable, Serving]]] = defaultdict(list)
    for piece in pieces:
        for serving in piece.servings:
            of_resource[serving.resource].append((piece, serving))
    for name, servings in of_resource.items():
        _add_resource(switches, grid, name, servings)


def _add_resource(
    switches: Switches, grid: SlotGrid, name: str, servings: list[tuple[Movable, Serving]]
) -> None:
    resource = grid.problem.resource_by_id[name]
    left = grid.capacity(resource).tolist()
    users: dict[int, list[tuple[int, Var]]] = defaultdict(list)
    moving: set[int] = set()
    for piece, serving in servings:
        need, time = serving.need, piece.activity.times[serving.time]
        units = need.units or resource.units
        cells = grid.cells(time.days, time.weeks, time.start - need.before, time.end + need.after).tolist()
        if any(left[cell] < units for cell in cells):
            switches.cp.add_bool_or([~serving.literal]).only_enforce_if(
                switches.on(RuleKind.UNAVAILABLE, name)
            )
        for cell in cells:
            users[cell].append((units, serving.literal))
        if not piece.held:
            moving.update(cells)
    seen: set[tuple[int, ...]] = set()
    for cell, here in sorted(users.items()):
        if switches.trusted and cell not in moving:
            continue
        taken = sorted((literal.index, units) for units, literal in here)
        key = (left[cell], *chain.from_iterable(taken))
        if len(here) > 1 and key not in seen and sum(units for units, _ in here) > left[cell]:
            seen.add(key)
            _add_cell(switches, name, left[cell], resource.units, here)


def _add_cell(switches: Switches, name: str, left: int, units: int, here: list[tuple[int, Var]]) -> None:
    load = cp_model.LinearExpr.weighted_sum([literal for _, literal in here], [taken for taken, _ in here])
    enforced = switches.on(RuleKind.UNITS, name)
    if left < units and switches.optional:
        # Without its unavailability the resource still has no more than its own units.
        switches.cp.add(load <= units).only_enforce_if(enforced)
        enforced = [*enforced, *switches.on(RuleKind.UNAVAILABLE, name)]
    switches.cp.add(load <= left).only_enforce_if(enforced)


def add_one_location(switches: Switches, pieces: Iterable[Movable]) -> None:
    """The located resources of one activity share one location."""
    for piece in pieces:
        if len(piece.where) > 1:
            places = cp_model.LinearExpr.sum(list(piece.where.values()))
            switches.cp.add(places <= 1).only_enforce_if(switches.on(RuleKind.LOCATION, piece.activity.id))


def add_travel(switches: Switches, problem: Problem, pieces: Sequence[Movable]) -> None:
    """Two sessions of a travelling resource on one day leave the travel time between their locations."""
    of_resource: dict[str, list[Movable]] = defaultdict(list)
    for piece in pieces:
        for name in dict.fromkeys(name for _, name in piece.by):
            if problem.resource_by_id[name].travels and piece.where:
                of_resource[name].append(piece)
    for name, mine in of_resource.items():
        for index, one in enumerate(mine):
            for other in mine[index + 1 :]:
                if switches.trusted and one.held and other.held:
                    continue
                for one_uses in one.users(name):
                    for other_uses in other.users(name):
                        rule = [*switches.on(RuleKind.TRAVEL, name), one_uses, other_uses]
                        add_way_between(switches.cp, problem, one, other, rule)
