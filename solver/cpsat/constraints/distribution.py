"""Distributions on pairs (ITC-2019): a pair that breaks one is forbidden, or paid for."""

from __future__ import annotations

from itertools import combinations

from ortools.sat.python import cp_model

from solver.cpsat.constraints import togetherness
from solver.cpsat.objective import Objective
from solver.cpsat.variables import Literal, Variables
from solver.pairs import KIND_NUMBER, keeps
from solver.rules import WHOLE, Distribution, DistributionKind

Sum = cp_model.LinearExpr.sum


def add(variables: Variables, objective: Objective) -> None:
    """State every rule on pairs in which a free activity takes part."""
    for rule in variables.problem.distributions:
        if rule.kind in WHOLE or (rule.penalty is not None and not objective.wants("distribution")):
            continue
        for one, other in combinations(rule.activities, 2):
            if one in variables.free or other in variables.free:
                variables.pause()
                _pair(variables, objective, rule, one, other)


def _pair(variables: Variables, objective: Objective, rule: Distribution, one: str, other: str) -> None:
    broken = None
    if rule.penalty is not None:
        broken = variables.new("broken")
        objective.add("distribution", rule.penalty, broken)
    if rule.kind in (DistributionKind.SAME_ROOM, DistributionKind.DIFFERENT_ROOM):
        togetherness.add_rooms(variables, rule, (one, other), broken)
        return
    limit = 0 if not rule.limits else rule.limits[0]
    add_times(variables, KIND_NUMBER[rule.kind], limit, (one, other), broken)
    if rule.kind is DistributionKind.SAME_ATTENDEES:
        togetherness.add_travel(variables, (one, other), broken)


def add_times(
    variables: Variables, kind: int, limit: int, pair: tuple[str, str], broken: Literal | None
) -> None:
    """Forbid the pairs of times that break the rule; with `broken`, let that literal be true instead."""
    one, other = (variables.problem.activity_by_id[name] for name in pair)
    theirs = {index: other.times[index].as_tuple for index in variables.time[other.id]}
    for index, literal in variables.time[one.id].items():
        mine = one.times[index].as_tuple
        clash = [
            variables.time[other.id][at]
            for at, other_pattern in theirs.items()
            if not keeps(kind, limit, mine, other_pattern)
        ]
        if clash:
            variables.model.add(Sum([literal, *clash]) <= (1 if broken is None else 1 + broken))
