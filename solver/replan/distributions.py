"""The hard distributions of ITC-2019 in a replan.

MaxBreaks and MaxBlock are added when a plan breaks them: the sessions that break one cannot be together.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from ortools.sat.python import cp_model

from solver.problem import Problem
from solver.replan.pairs import add_compatible, times_fit
from solver.replan.pieces import Movable, Var
from solver.replan.switches import RuleKind, Switches
from solver.rules import Distribution, DistributionKind
from solver.times import TimePattern, bits


def add_distributions(switches: Switches, problem: Problem, pieces: Sequence[Movable]) -> None:
    """Every hard distribution holds among the activities that are placed."""
    by_id = {piece.activity.id: piece for piece in pieces}
    for rule in problem.distributions:
        mine = [by_id[name] for name in rule.activities if name in by_id]
        if rule.penalty is not None or not mine:
            continue
        if switches.trusted and all(piece.held for piece in mine):
            continue
        enforced = switches.on(RuleKind.DISTRIBUTION, rule.id)
        if rule.kind is DistributionKind.MAX_DAYS:
            _add_max_days(switches.cp, problem, rule, mine, enforced)
        elif rule.kind is DistributionKind.MAX_DAY_LOAD:
            _add_max_day_load(switches.cp, problem, rule, mine, enforced)
        elif rule.kind not in (DistributionKind.MAX_BREAKS, DistributionKind.MAX_BLOCK):
            for one, other in combinations(mine, 2):
                if switches.trusted and one.held and other.held:
                    continue
                _add_pair(switches.cp, problem, rule, (one, other), enforced)


def _add_pair(
    cp: cp_model.CpModel,
    problem: Problem,
    rule: Distribution,
    pair: tuple[Movable, Movable],
    enforced: list[Var],
) -> None:
    one, other = pair
    if rule.kind in (DistributionKind.SAME_ROOM, DistributionKind.DIFFERENT_ROOM):
        _add_rooms(cp, rule, pair, enforced)
        return
    if rule.kind is DistributionKind.SAME_ATTENDEES:
        add_way_between(cp, problem, one, other, enforced)
    add_compatible(cp, one, other, times_fit(rule.kind, *rule.limits), enforced)


def add_way_between(
    cp: cp_model.CpModel, problem: Problem, one: Movable, other: Movable, enforced: list[Var]
) -> None:
    """Two activities at different locations leave the travel time between them on every day they share."""
    for here, is_here in one.where.items():
        for there, is_there in other.where.items():
            slots = problem.slots_between(here, there)
            if slots:
                add_compatible(
                    cp,
                    one,
                    other,
                    times_fit(DistributionKind.SAME_ATTENDEES, slots),
                    [*enforced, is_here, is_there],
                )


def _add_rooms(
    cp: cp_model.CpModel, rule: Distribution, pair: tuple[Movable, Movable], enforced: list[Var]
) -> None:
    one, other = (piece.serving_role(rule.role) for piece in pair)
    if not one or not other:
        return
    both = [*enforced, pair[0].placed, pair[1].placed]
    for name in dict.fromkeys([*one, *other]):
        mine, theirs = one.get(name), other.get(name)
        if rule.kind is DistributionKind.DIFFERENT_ROOM and mine is not None and theirs is not None:
            cp.add_bool_or([~mine, ~theirs, *(~each for each in enforced)])
        if rule.kind is DistributionKind.SAME_ROOM:
            cp.add((0 if mine is None else mine) == (0 if theirs is None else theirs)).only_enforce_if(both)


def _add_max_days(
    cp: cp_model.CpModel, problem: Problem, rule: Distribution, mine: list[Movable], enforced: list[Var]
) -> None:
    used = [cp.new_bool_var(f"{rule.id} day {day}") for day in range(problem.horizon.days)]
    for piece in mine:
        for index, at in piece.at.items():
            for day in bits(piece.activity.times[index].days):
                cp.add_implication(at, used[day])
    cp.add(cp_model.LinearExpr.sum(used) <= rule.limits[0]).only_enforce_if(enforced)


def _add_max_day_load(
    cp: cp_model.CpModel, problem: Problem, rule: Distribution, mine: list[Movable], enforced: list[Var]
) -> None:
    meetings = [(piece.activity.times[index], at) for piece in mine for index, at in piece.at.items()]
    seen: set[frozenset[int]] = set()
    for week in range(problem.horizon.weeks):
        for day in range(problem.horizon.days):
            here = [(time.length, at) for time, at in meetings if _meets(time, week, day)]
            key = frozenset(at.index for _, at in here)
            if here and key not in seen:
                seen.add(key)
                load = cp_model.LinearExpr.weighted_sum(
                    [at for _, at in here], [length for length, _ in here]
                )
                cp.add(load <= rule.limits[0]).only_enforce_if(enforced)


def _meets(time: TimePattern, week: int, day: int) -> bool:
    return bool(time.weeks >> week & 1 and time.days >> day & 1)


def broken_together(problem: Problem, rule: Distribution, times: dict[str, TimePattern]) -> list[list[str]]:
    """The sets of activities that together break a MaxBreaks or MaxBlock, given the time of each."""
    found: list[list[str]] = []
    for week in range(problem.horizon.weeks):
        for day in range(problem.horizon.days):
            here = sorted(
                ((time.start, time.end, name) for name, time in times.items() if _meets(time, week, day))
            )
            runs = _runs(here, rule.limits[1])
            if rule.kind is DistributionKind.MAX_BREAKS and len(runs) - 1 > rule.limits[0]:
                found.append([name for _, _, name in here])
            if rule.kind is DistributionKind.MAX_BLOCK:
                long = (run for run in runs if len(run) > 1 and _length(run) > rule.limits[0])
                found.extend([name for _, _, name in run] for run in long)
    return found


def _runs(here: list[tuple[int, int, str]], gap: int) -> list[list[tuple[int, int, str]]]:
    runs: list[list[tuple[int, int, str]]] = []
    reach = 0
    for meeting in here:
        if runs and reach + gap >= meeting[0]:
            runs[-1].append(meeting)
            reach = max(reach, meeting[1])
        else:
            runs.append([meeting])
            reach = meeting[1]
    return runs


def _length(run: list[tuple[int, int, str]]) -> int:
    return max(end for _, end, _ in run) - min(start for start, _, _ in run)
