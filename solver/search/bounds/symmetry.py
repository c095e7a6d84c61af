"""Interchangeable activities, counted together: the symmetry between them makes bounds weak."""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python import cp_model

from solver.activities import PlanActivity
from solver.cpsat.variables import Literal
from solver.problem import Problem


class Orbit:
    """Interchangeable activities: the first stands for all. `taken[t]` says one of them is at its time t."""

    def __init__(self, activity: PlanActivity, model: cp_model.CpModel) -> None:
        self.first = activity
        self.count = 0
        self.taken: list[Literal] = [model.new_bool_var("") for _ in activity.times]


def orbits_of(problem: Problem, model: cp_model.CpModel) -> tuple[list[Orbit], dict[str, Orbit]]:
    """Activities that no rule tells apart and of which only one can be on at once."""
    rules: dict[str, list[int]] = defaultdict(list)
    families = (problem.compactness, problem.working_days)
    for number, rule in enumerate(rule for family in families for rule in family):
        for name in rule.activities:
            rules[name].append(number)
    found: dict[object, Orbit] = {}
    by_name: dict[str, Orbit] = {}
    for activity in problem.activities:
        alike = (activity.times, activity.needs, activity.size, activity.drop, tuple(rules[activity.id]))
        key = alike if single(problem, activity) else activity.id
        if key not in found:
            found[key] = Orbit(activity, model)
        found[key].count += 1
        by_name[activity.id] = found[key]
    return list(found.values()), by_name


def single(problem: Problem, activity: PlanActivity) -> frozenset[str]:
    """The resources of one unit that the activity always takes."""
    resources = problem.resource_by_id
    return frozenset(
        each.resource
        for need in activity.needs
        if len(need.candidates) == need.count
        for each in need.candidates
        if resources[each.resource].units == 1
    )
