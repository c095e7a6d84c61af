"""Distributions on the whole (ITC-2019): MaxDays, MaxDayLoad and MaxBreaks.

MaxBlock is left to the judge: stating it takes as many literals as there are pairs of block ends. The model
relaxes it, a bound of the model stays valid, and a plan that breaks it is refused by `check`.
"""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python import cp_model

from solver.cpsat.objective import Objective
from solver.cpsat.variables import Literal, Variables
from solver.rules import WHOLE, Distribution, DistributionKind
from solver.times import TimePattern, bits

Sum = cp_model.LinearExpr.sum
Day = tuple[int, int]
"""Week class and day."""


def add(variables: Variables, objective: Objective) -> None:
    """State every rule on the whole in which a free activity takes part."""
    for rule in variables.problem.distributions:
        if rule.kind not in WHOLE or variables.free.isdisjoint(rule.activities):
            continue
        if rule.kind is DistributionKind.MAX_DAYS:
            _limit(variables, objective, rule, [(1, _days_used(variables, rule))])
        elif rule.kind is DistributionKind.MAX_DAY_LOAD:
            _limit(variables, objective, rule, _loads(variables, rule))
        elif rule.kind is DistributionKind.MAX_BREAKS:
            _limit(variables, objective, rule, _breaks(variables, rule))


def _limit(
    variables: Variables,
    objective: Objective,
    rule: Distribution,
    amounts: list[tuple[int, list[tuple[int, Literal]]]],
) -> None:
    """Keep each amount (with the weeks it stands for) within the first limit, or pay for the excess."""
    overs: list[tuple[int, cp_model.IntVar]] = []
    for weeks, parts in amounts:
        most = sum(size for size, _ in parts)
        if most <= rule.limits[0]:
            continue
        total = cp_model.LinearExpr.weighted_sum([each for _, each in parts], [size for size, _ in parts])
        if rule.penalty is None:
            variables.model.add(total <= rule.limits[0])
        else:
            over = variables.model.new_int_var(0, most, "over")
            variables.model.add(total - over <= rule.limits[0])
            overs.append((weeks, over))
    if overs and rule.penalty:
        _pay(variables, objective, rule, overs)


def _pay(
    variables: Variables, objective: Objective, rule: Distribution, overs: list[tuple[int, cp_model.IntVar]]
) -> None:
    """Sums over weeks are averaged and rounded down; MaxDays counts days of the week and is not."""
    weeks = 1 if rule.kind is DistributionKind.MAX_DAYS else variables.problem.horizon.weeks
    penalty = rule.penalty or 0
    cost = variables.model.new_int_var(0, 1 << 30, "cost")
    total = cp_model.LinearExpr.weighted_sum(
        [over for _, over in overs], [penalty * count for count, _ in overs]
    )
    variables.model.add(weeks * cost >= total - (weeks - 1))
    objective.add("distribution", 1, cost)


def _options(variables: Variables, rule: Distribution) -> list[tuple[TimePattern, Literal]]:
    return [
        (variables.problem.activity_by_id[name].times[index], literal)
        for name in rule.activities
        for index, literal in variables.time[name].items()
    ]


def _days_used(variables: Variables, rule: Distribution) -> list[tuple[int, Literal]]:
    used: dict[int, cp_model.IntVar] = {}
    for time, literal in _options(variables, rule):
        for day in bits(time.days):
            if day not in used:
                used[day] = variables.new("used")
            variables.model.add(used[day] >= literal)
    return [(1, each) for each in used.values()]


def _by_day(variables: Variables, rule: Distribution) -> dict[Day, list[tuple[TimePattern, Literal]]]:
    found: dict[Day, list[tuple[TimePattern, Literal]]] = defaultdict(list)
    for time, literal in _options(variables, rule):
        for each in variables.grid.classes_of(time.weeks):
            for day in bits(time.days):
                found[each, day].append((time, literal))
    return found


def _loads(variables: Variables, rule: Distribution) -> list[tuple[int, list[tuple[int, Literal]]]]:
    return [
        (variables.grid.class_weeks[day[0]], [(time.length, literal) for time, literal in options])
        for day, options in _by_day(variables, rule).items()
    ]


def _breaks(variables: Variables, rule: Distribution) -> list[tuple[int, list[tuple[int, Literal]]]]:
    """Block starts of a day, less the one that every day with sessions has."""
    gap = rule.limits[1]
    amounts: list[tuple[int, list[tuple[int, Literal]]]] = []
    for (week, _), options in _by_day(variables, rule).items():
        starts: list[tuple[int, Literal]] = []
        for start in sorted({time.start for time, _ in options}):
            opens = variables.new("opens")
            before = [each for time, each in options if time.start < start <= time.end + gap]
            for literal in (each for time, each in options if time.start == start):
                variables.model.add(opens + Sum(before) >= literal)
            starts.append((1, opens))
        busy = variables.new("busy")
        variables.model.add(busy <= Sum([each for _, each in options]))
        amounts.append((variables.grid.class_weeks[week], [*starts, (-1, busy)]))
    return amounts
