"""In every cell of time a resource gives no more units than it has left."""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python import cp_model

from solver.activities import PlanActivity
from solver.cpsat.variables import Literal, Variables
from solver.grid import Cells

Taking = list[tuple[int, Literal]]
Spans = list[tuple[Cells, int, Literal]]
"""The cells, the units and the literal of everything that may take of one resource."""
Sum = cp_model.LinearExpr.sum


def add(variables: Variables) -> None:
    """State the capacity of every resource that a free activity may use."""
    spans: dict[str, Spans] = defaultdict(list)
    for activity in variables.problem.activities:
        if activity.id in variables.free:
            variables.pause()
            for need in range(len(activity.needs)):
                _take(variables, activity, need, spans)
    for resource, mine in spans.items():
        variables.pause()
        left = variables.units_left(resource)
        stated: set[tuple[int, ...]] = set()
        for cell, taking in _by_cell(variables, left, mine).items():
            key = (int(left[cell]), *(literal.index for _, literal in taking if not isinstance(literal, int)))
            if key not in stated:
                stated.add(key)
                _limit(variables.model, taking, int(left[cell]))


def _by_cell(variables: Variables, left: Cells, spans: Spans) -> dict[int, Taking]:
    """What may be taken in every cell that says something."""
    binding = variables.grid.binding(left, [cells for cells, _, _ in spans])
    found: dict[int, Taking] = defaultdict(list)
    for cells, units, literal in spans:
        for cell in cells[binding[cells]].tolist():
            found[cell].append((units, literal))
    return found


def _take(variables: Variables, activity: PlanActivity, index: int, spans: dict[str, Spans]) -> None:
    """Gather what a need may take; at the chosen time exactly `count` candidates serve it."""
    need, choice = activity.needs[index], variables.choice[activity.id][index]
    by_time: dict[str, list[Literal]] = defaultdict(list)
    for position, chosen in variables.time[activity.id].items():
        time = activity.times[position]
        cells = variables.grid.cells(time.days, time.weeks, time.start - need.before, time.end + need.after)
        here = variables.both(activity, position, index)
        for name, literal in here.items():
            by_time[name].append(literal)
            spans[name].append((cells, need.units or variables.problem.resource_by_id[name].units, literal))
        if len(here) > need.count:
            variables.model.add(Sum(list(here.values())) == need.count * chosen)
    if len(choice) > need.count:
        for name, literals in by_time.items():
            variables.model.add(Sum(literals) == choice[name])


def _limit(model: cp_model.CpModel, taking: Taking, left: int) -> None:
    if sum(units for units, _ in taking) <= left:
        return
    if all(2 * units > left for units, _ in taking):
        model.add_at_most_one(literal for _, literal in taking)
    else:
        model.add(
            cp_model.LinearExpr.weighted_sum([each for _, each in taking], [u for u, _ in taking]) <= left
        )
