"""A placed activity takes one time and as many candidates as each need asks for; pins hold or are paid."""

from __future__ import annotations

from ortools.sat.python import cp_model

from solver.activities import Pinning, PlanActivity
from solver.cpsat.objective import Objective
from solver.cpsat.variables import MUST, Literal, Variables

Sum = cp_model.LinearExpr.sum


def add(variables: Variables, objective: Objective) -> None:
    """State placement and its prices for every free activity."""
    for activity in variables.problem.activities:
        if activity.id in variables.free:
            _place(variables, activity)
            _price(variables, objective, activity)
    for pin in variables.problem.pins:
        if pin.activity in variables.free:
            _pin(variables, objective, pin)


def _place(variables: Variables, activity: PlanActivity) -> None:
    model, placed = variables.model, variables.placed[activity.id]
    model.add_exactly_one([*variables.time[activity.id].values(), ~placed])
    for need, choice in zip(activity.needs, variables.choice[activity.id], strict=True):
        if len(choice) < need.count:
            model.add(placed == 0)
        elif len(choice) == need.count:
            for literal in choice.values():
                model.add(literal == placed)
        elif need.count == 1:
            model.add_exactly_one([*choice.values(), ~placed])
        else:
            model.add(Sum(list(choice.values())) == need.count * placed)


def _price(variables: Variables, objective: Objective, activity: PlanActivity) -> None:
    placed = variables.placed[activity.id]
    # 1 - placed: the price of being left out, less the price when placed.
    price = MUST if activity.drop is None else activity.drop * objective.weights.unplaced
    objective.parts["unplaced"].append((-price, placed))
    objective.constants["unplaced"] += price
    for index, literal in variables.time[activity.id].items():
        objective.add("time", activity.times[index].penalty, literal)
    for need, choice in zip(activity.needs, variables.choice[activity.id], strict=True):
        for candidate in need.candidates:
            literal = choice.get(candidate.resource, 0)
            objective.add("resource", candidate.penalty, literal)
            seats = variables.problem.resource_by_id[candidate.resource].seats
            if seats is not None:
                objective.add("capacity", max(0, activity.size - seats), literal)


def _pin(variables: Variables, objective: Objective, pin: Pinning) -> None:
    wanted: list[Literal] = []
    if pin.time is not None:
        wanted.append(variables.time[pin.activity].get(pin.time, 0))
    for need, names in zip(variables.choice[pin.activity], pin.resources or (), strict=False):
        wanted.extend(need.get(name, 0) for name in names)
    if pin.penalty is None:
        for literal in wanted:
            variables.model.add_implication(variables.placed[pin.activity], literal)
        return
    left = variables.new("left")
    for literal in wanted:
        variables.model.add(left + literal >= 1)
    objective.add("change", pin.penalty, left)
