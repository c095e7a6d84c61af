"""Curricula: lonely blocks, days below the minimum and further rooms are paid (ITC-2007 track 3, UD2)."""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python import cp_model

from solver.cpsat.objective import Objective
from solver.cpsat.variables import Literal, Variables
from solver.problem import Compactness, Stability, WorkingDays
from solver.times import bits

Sum = cp_model.LinearExpr.sum


def add(variables: Variables, objective: Objective) -> None:
    """State the rules in which a free activity takes part and that cost anything."""
    problem = variables.problem
    if objective.wants("compactness"):
        for rule in problem.compactness:
            if not variables.free.isdisjoint(rule.activities):
                _compact(variables, objective, rule)
    if objective.wants("working_days"):
        for spread in problem.working_days:
            if not variables.free.isdisjoint(spread.activities):
                _spread(variables, objective, spread)
    if objective.wants("stability"):
        for stay in problem.stability:
            if not variables.free.isdisjoint(stay.activities):
                _stay(variables, objective, stay)


def _compact(variables: Variables, objective: Objective, rule: Compactness) -> None:
    """A start is lonely unless another session with a different start touches or overlaps it.

    In a block every session has such a neighbour, or starts with a longer one that has: a block with one
    start is exactly a lonely start.
    """
    options: dict[tuple[int, int], list[tuple[int, int, Literal]]] = defaultdict(list)
    for name in rule.activities:
        for index, literal in variables.time[name].items():
            time = variables.problem.activity_by_id[name].times[index]
            for week in variables.grid.classes_of(time.weeks):
                for day in bits(time.days):
                    options[week, day].append((time.start, time.end, literal))
    for (week, _), here in options.items():
        weeks = variables.grid.class_weeks[week]
        for start in sorted({each for each, _, _ in here}):
            mine = [(end, literal) for first, end, literal in here if first == start]
            if all(isinstance(literal, int) for _, _, literal in here):
                objective.add("compactness", rule.penalty * weeks, _lonely_constant(here, start))
                continue
            lonely = variables.new("lonely")
            for end, literal in mine:
                touching = [o for s, e, o in here if s != start and s <= end and start <= e]
                longer = [o for s, e, o in here if s == start and e > end]
                variables.model.add(lonely + Sum(touching) + Sum(longer) >= literal)
            objective.add("compactness", rule.penalty * weeks, lonely)


def _lonely_constant(here: list[tuple[int, int, Literal]], start: int) -> int:
    end = max(e for s, e, _ in here if s == start)
    return int(not any(s != start and s <= end and start <= e for s, e, _ in here))


def _spread(variables: Variables, objective: Objective, rule: WorkingDays) -> None:
    used: dict[int, list[Literal]] = defaultdict(list)
    for name in rule.activities:
        for index, literal in variables.time[name].items():
            for day in bits(variables.problem.activity_by_id[name].times[index].days):
                used[day].append(literal)
    days: list[Literal] = []
    for literals in used.values():
        day = variables.new("day")
        variables.model.add(day <= Sum(literals))
        days.append(day)
    missing = variables.model.new_int_var(0, rule.minimum, "missing")
    variables.model.add(missing + Sum(days) >= rule.minimum)
    objective.add("working_days", rule.penalty, missing)


def _stay(variables: Variables, objective: Objective, rule: Stability) -> None:
    """A resource is used when any activity chooses it; the first is free."""
    choosing: dict[str, list[Literal]] = defaultdict(list)
    for name in rule.activities:
        activity = variables.problem.activity_by_id[name]
        for need, choice in zip(activity.needs, variables.choice[name], strict=True):
            if need.role == rule.role:
                for resource, literal in choice.items():
                    choosing[resource].append(literal)
    used: list[cp_model.IntVar] = []
    for literals in choosing.values():
        use = variables.new("use")
        for literal in literals:
            variables.model.add(use >= literal)
        used.append(use)
    further = variables.model.new_int_var(0, max(0, len(used)), "further")
    variables.model.add(further >= Sum(used) - 1)
    objective.add("stability", rule.penalty, further)
