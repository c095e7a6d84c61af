"""The clauses that keep the times of two activities compatible."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ortools.sat.python import cp_model

from solver.pairs import KIND_NUMBER, keeps
from solver.replan.pieces import Movable, Var
from solver.rules import DistributionKind
from solver.times import TimePattern

TimesFit = Callable[[TimePattern, TimePattern], bool]


def times_fit(kind: DistributionKind, limit: int = 0) -> TimesFit:
    """What a kind asks of two times; `limit` is its number (SameAttendees: the way between in slots)."""
    number = KIND_NUMBER[kind]

    def fits(one: TimePattern, other: TimePattern) -> bool:
        return bool(keeps(number, limit, one.as_tuple, other.as_tuple))

    return fits


def add_compatible(
    cp: cp_model.CpModel, one: Movable, other: Movable, fits: TimesFit, enforced: Sequence[Var]
) -> None:
    """When both activities are placed (and `enforced` holds) their times fit."""
    for index, at in one.at.items():
        time = one.activity.times[index]
        clash = [
            var for other_index, var in other.at.items() if not fits(time, other.activity.times[other_index])
        ]
        if len(clash) == 1:
            cp.add_bool_or([~at, ~clash[0], *(~each for each in enforced)])
        elif clash:
            cp.add(cp_model.LinearExpr.sum(clash) == 0).only_enforce_if([at, *enforced])
