"""Rules on where two activities are: the same or different rooms, and the way between locations."""

from __future__ import annotations

from solver.cpsat.variables import Literal, Variables
from solver.rules import Distribution, DistributionKind
from solver.times import TimePattern, share_day

Pair = tuple[str, str]
Broken = Literal | None


def add_rooms(variables: Variables, rule: Distribution, pair: Pair, broken: Broken) -> None:
    """SameRoom and DifferentRoom on the resources of the rule's role, when both activities are placed."""
    one, other = (_role(variables, name, rule.role) for name in pair)
    if not one or not other:
        return
    unless = _unless(broken)
    for name in one.keys() | other.keys():
        a, b = one.get(name, 0), other.get(name, 0)
        if rule.kind is DistributionKind.DIFFERENT_ROOM:
            _clause(variables, [(a, False), (b, False), *unless])
            continue
        for mine, theirs, placed in ((a, b, pair[1]), (b, a, pair[0])):
            _clause(variables, [(mine, False), (theirs, True), (variables.placed[placed], False), *unless])


def add_travel(variables: Variables, pair: Pair, broken: Broken) -> None:
    """Two sessions on one day leave the way between their locations (overlap is stated elsewhere)."""
    problem = variables.problem
    one, other = (problem.activity_by_id[name] for name in pair)
    ways = {
        (a, b): slots
        for a in variables.at[one.id]
        for b in variables.at[other.id]
        if (slots := problem.slots_between(a, b)) > 0
    }
    if not ways:
        return
    near: dict[int, Literal] = {}
    for index, literal in variables.time[one.id].items():
        for position, theirs in variables.time[other.id].items():
            gap = _gap(one.times[index], other.times[position])
            if gap is not None and gap < max(ways.values()):
                if gap not in near:
                    near[gap] = variables.new("near")
                _clause(variables, [(literal, False), (theirs, False), (near[gap], True)])
    for gap, literal in near.items():
        for (a, b), slots in ways.items():
            if slots > gap:
                here, there = variables.at[one.id][a], variables.at[other.id][b]
                _clause(variables, [(literal, False), (here, False), (there, False), *_unless(broken)])


def _gap(one: TimePattern, other: TimePattern) -> int | None:
    """Slots between two sessions that share a day; None when they share none or overlap."""
    if not share_day(one, other):
        return None
    gap = max(one.start - other.end, other.start - one.end)
    return gap if gap >= 0 else None


def _role(variables: Variables, name: str, role: str) -> dict[str, Literal]:
    activity = variables.problem.activity_by_id[name]
    pairs = zip(activity.needs, variables.choice[name], strict=True)
    return {each: literal for need, choice in pairs if need.role == role for each, literal in choice.items()}


def _unless(broken: Broken) -> list[tuple[Literal, bool]]:
    return [] if broken is None else [(broken, True)]


def _clause(variables: Variables, parts: list[tuple[Literal, bool]]) -> None:
    """At least one literal has its wanted value; constants are settled here."""
    if any(isinstance(literal, int) and bool(literal) is wanted for literal, wanted in parts):
        return
    open_parts = [(literal, wanted) for literal, wanted in parts if not isinstance(literal, int)]
    variables.model.add_bool_or([each if wanted else ~each for each, wanted in open_parts])
