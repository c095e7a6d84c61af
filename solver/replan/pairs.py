"""The clauses that keep the times of two activities compatible."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ortools.sat.python import cp_model

from solver.pairs import KIND_NUMBER, keeps
from solver.replan.pieces import Piece, Var
from solver.rules import Kind
from solver.times import Time

TimesFit = Callable[[Time, Time], bool]


def times_fit(kind: Kind, limit: int = 0) -> TimesFit:
    """What a kind asks of two times; `limit` is its number (SameAttendees: the way between in slots)."""
    number = KIND_NUMBER[kind]

    def fits(one: Time, other: Time) -> bool:
        return bool(keeps(number, limit, one.pattern, other.pattern))

    return fits


def add_compatible(
    cp: cp_model.CpModel, one: Piece, other: Piece, fits: TimesFit, enforced: Sequence[Var]
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
