"""The variables of one activity in a replan: at which of its times, with which of its candidates, where.

An activity is either *free* (all its own times and candidates) or *held*: it stays as planned or it vanishes.
Both look the same to the rules.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TypeAlias

from ortools.sat.python import cp_model

from solver.activities import PlanActivity, Requirement
from solver.problem import Problem
from solver.solution import Placement

Var: TypeAlias = cp_model.IntVar


@dataclass(frozen=True, slots=True)
class Serving:
    """One candidate serving one need at one time: it occupies the resource while `literal` is true."""

    need: Requirement
    time: int
    resource: str
    literal: Var


@dataclass(frozen=True, slots=True)
class Movable:
    """One activity: `placed`, `at[time]`, `by[need, resource]`, `where[location]`, and what it occupies."""

    activity: PlanActivity
    placed: Var
    held: bool
    at: dict[int, Var] = field(default_factory=dict)
    by: dict[tuple[int, str], Var] = field(default_factory=dict)
    where: dict[str, Var] = field(default_factory=dict)
    servings: list[Serving] = field(default_factory=list)

    def users(self, resource: str) -> list[Var]:
        """The literals under which the activity uses the resource, whatever the time."""
        return [literal for (_, name), literal in self.by.items() if name == resource]

    def serving_role(self, role: str) -> dict[str, Var]:
        """Per resource the literal under which it serves the (first such) need of a role."""
        found: dict[str, Var] = {}
        for (index, name), literal in self.by.items():
            if self.activity.needs[index].role == role:
                found.setdefault(name, literal)
        return found


def held_piece(cp: cp_model.CpModel, problem: Problem, activity: PlanActivity, plan: Placement) -> Movable:
    """The activity stays exactly as planned, or it vanishes."""
    stays = cp.new_bool_var(f"{activity.id} stays")
    piece = Movable(activity, stays, True, {plan.time: stays})
    for index, names in enumerate(plan.resources):
        for name in names:
            piece.by[index, name] = stays
            piece.servings.append(Serving(activity.needs[index], plan.time, name, stays))
            location = problem.resource_by_id[name].location
            if location is not None:
                piece.where[location] = stays
    return piece


def free_piece(cp: cp_model.CpModel, problem: Problem, activity: PlanActivity) -> Movable:
    """The activity is at one of its times, each need served by candidates; or it is not placed."""
    placed = cp.new_bool_var(f"{activity.id} placed")
    at = {index: cp.new_bool_var(f"{activity.id} at {index}") for index in range(len(activity.times))}
    piece = Movable(activity, placed, False, at)
    cp.add(cp_model.LinearExpr.sum(list(at.values())) == placed)
    for index, need in enumerate(activity.needs):
        if len(need.candidates) == need.count:
            _serve_always(piece, index, need)
        else:
            _serve_by_choice(cp, piece, index, need)
    _locate(cp, problem, piece)
    return piece


def _serve_always(piece: Movable, index: int, need: Requirement) -> None:
    for candidate in need.candidates:
        piece.by[index, candidate.resource] = piece.placed
        for time, literal in piece.at.items():
            piece.servings.append(Serving(need, time, candidate.resource, literal))


def _serve_by_choice(cp: cp_model.CpModel, piece: Movable, index: int, need: Requirement) -> None:
    of_time: dict[int, list[Var]] = defaultdict(list)
    for candidate in need.candidates:
        uses = cp.new_bool_var(f"{piece.activity.id} uses {candidate.resource} as {need.role} {index}")
        piece.by[index, candidate.resource] = uses
        of_resource = []
        for time in piece.at:
            literal = cp.new_bool_var(f"{piece.activity.id} at {time} with {candidate.resource}")
            piece.servings.append(Serving(need, time, candidate.resource, literal))
            of_time[time].append(literal)
            of_resource.append(literal)
        cp.add(cp_model.LinearExpr.sum(of_resource) == uses)
    for time, at in piece.at.items():
        cp.add(cp_model.LinearExpr.sum(of_time[time]) == need.count * at)


def _locate(cp: cp_model.CpModel, problem: Problem, piece: Movable) -> None:
    places: dict[str, list[Var]] = defaultdict(list)
    for (_, name), literal in piece.by.items():
        location = problem.resource_by_id[name].location
        if location is not None:
            places[location].append(literal)
    for location, literals in places.items():
        if len(places) == 1 and any(literal.index == piece.placed.index for literal in literals):
            piece.where[location] = piece.placed
            continue
        here = cp.new_bool_var(f"{piece.activity.id} in {location}")
        piece.where[location] = here
        cp.add_max_equality(here, literals)
