"""In every cell of time a resource gives no more units than it has left."""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python import cp_model

from solver.activities import Activity
from solver.variables import Literal, Variables

Taking = list[tuple[int, Literal]]
Sum = cp_model.LinearExpr.sum


def add(variables: Variables) -> None:
    """State the capacity of every resource that a free activity may use."""
    taken: dict[str, dict[int, Taking]] = defaultdict(lambda: defaultdict(list))
    for activity in variables.problem.activities:
        if activity.id in variables.free:
            variables.pause()
            for need in range(len(activity.needs)):
                _take(variables, activity, need, taken)
    for resource, cells in taken.items():
        variables.pause()
        left = variables.units_left(resource)
        stated: set[tuple[int, ...]] = set()
        for cell, taking in cells.items():
            key = (int(left[cell]), *(literal.index for _, literal in taking if not isinstance(literal, int)))
            if key not in stated:
                stated.add(key)
                _limit(variables.model, taking, int(left[cell]))


def _take(variables: Variables, activity: Activity, index: int, taken: dict[str, dict[int, Taking]]) -> None:
    need = activity.needs[index]
    by_time: dict[str, list[Literal]] = defaultdict(list)
    for position, time in enumerate(activity.times):
        cells = variables.grid.cells(time.days, time.weeks, time.start - need.before, time.end + need.after)
        here = variables.both(activity, position, index)
        for name, literal in here.items():
            units = need.units or variables.problem.resource_by_id[name].units
            by_time[name].append(literal)
            if (variables.units_left(name)[cells] < units).any():
                variables.model.add(literal == 0)
                continue
            for cell in cells.tolist():
                taken[name][cell].append((units, literal))
        _link_time(variables, activity, position, index, list(here.values()))
    for name, literals in by_time.items():
        choice = variables.choice[activity.id][index]
        if len(choice) > need.count:
            variables.model.add(Sum(literals) == choice[name])


def _link_time(
    variables: Variables, activity: Activity, position: int, index: int, here: list[Literal]
) -> None:
    """At the chosen time exactly `count` candidates serve the need (nothing to say without a choice)."""
    count = activity.needs[index].count
    if len(here) > count:
        variables.model.add(Sum(here) == count * variables.time[activity.id][position])


def _limit(model: cp_model.CpModel, taking: Taking, left: int) -> None:
    if sum(units for units, _ in taking) <= left:
        return
    if all(2 * units > left for units, _ in taking):
        model.add_at_most_one(literal for _, literal in taking)
    else:
        model.add(
            cp_model.LinearExpr.weighted_sum([each for _, each in taking], [u for u, _ in taking]) <= left
        )
