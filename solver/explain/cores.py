"""Minimal sets of rules that exclude every place of an activity, each confirmed by solving again.

CP-SAT answers a sufficient set of assumptions for models without an objective; deletion makes it minimal
(J. Marques- Silva, "Minimal unsatisfiability: models, algorithms and applications", 2010).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.replan.model import Plan, Replan
from solver.replan.search import STATUS_FOUND, Deadline, run
from solver.replan.switches import NamedRule, RuleKind

_PLAINNESS = (
    RuleKind.TRAVEL,
    RuleKind.LOCATION,
    RuleKind.DISTRIBUTION,
    RuleKind.PIN,
    RuleKind.PLACED,
    RuleKind.STAYS,
    RuleKind.UNITS,
    RuleKind.UNAVAILABLE,
)
"""Kinds of rules, those first that a reader would rather do without."""


class OutOfTimeError(Exception):
    """The time ran out before a core was found or a place."""


@dataclass(frozen=True, slots=True)
class Core:
    """Rules that together leave no place, and whether leaving out any one of them is shown to open one."""

    rules: tuple[NamedRule, ...]
    minimal: bool


def cores(model: Replan, plan: Plan, wanted: str, deadline: Deadline) -> list[Core]:
    """Sets of rules that each leave `wanted` no place and share none; empty when it has one.

    Raises OutOfTimeError when the time runs out before the first is found.
    """
    switches = dict(model.switches.literals)
    for name, piece in model.pieces.items():
        if name != wanted:
            kind = RuleKind.PLACED if name in model.free else RuleKind.STAYS
            switches[NamedRule(kind, name)] = piece.placed
    model.cp.add_bool_or([model.pieces[wanted].placed])
    waiting = sorted(switches, key=lambda rule: (_PLAINNESS.index(rule.kind), rule.id))
    found: list[Core] = []
    while True:
        try:
            refuted = _refute(model, plan, switches, waiting, deadline)
        except OutOfTimeError:
            if not found:
                raise
            return found
        if not refuted:
            return found
        found.append(_shrink(model, plan, switches, refuted, deadline))
        waiting = [rule for rule in waiting if rule not in found[-1].rules]


def _shrink(
    model: Replan,
    plan: Plan,
    switches: dict[NamedRule, cp_model.IntVar],
    rules: list[NamedRule],
    deadline: Deadline,
) -> Core:
    """Leave out rules one by one, keeping those without which a place opens."""
    needed: list[NamedRule] = []
    waiting = rules
    while waiting:
        tried, *rest = waiting
        try:
            smaller = _refute(model, plan, switches, [*needed, *rest], deadline)
        except OutOfTimeError:
            return Core((*needed, *waiting), False)
        if smaller is None:
            needed.append(tried)
            waiting = rest
        else:
            waiting = [rule for rule in rest if rule in smaller]
    return Core(tuple(needed), True)


def _refute(
    model: Replan,
    plan: Plan,
    switches: dict[NamedRule, cp_model.IntVar],
    rules: Iterable[NamedRule],
    deadline: Deadline,
) -> list[NamedRule] | None:
    """Those of the rules that together leave no place; none when there is one."""
    assumed = list(rules)
    model.cp.clear_assumptions()
    model.cp.add_assumptions([switches[rule] for rule in assumed])
    solver, status = run(model, deadline.left, plan=plan)
    if status in STATUS_FOUND:
        return None
    if status != cp_model.INFEASIBLE:
        raise OutOfTimeError
    indices = set(solver.sufficient_assumptions_for_infeasibility())
    return [rule for rule in assumed if switches[rule].index in indices]
