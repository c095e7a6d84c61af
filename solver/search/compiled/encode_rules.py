"""Rules between activities as the lists of `layout`: pairs per activity, and rules on the whole."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np

from solver.pairs import KIND_NUMBER, SAME_ATTENDEES
from solver.problem import Problem
from solver.rules import WHOLE
from solver.search.compiled.encode_problem import Codes, Parts, membership, ragged
from solver.solution import Solution, shared_students

TRAVEL = 20
"""Kind of a pair that may use the same traveller; its limit is the number of that resource."""

Entry = tuple[int, int, int, int, int, int]
"""Other activity, kind, limit, cost (0 for hard), 1 when this one comes first, role."""


def build(problem: Problem, students: Solution | None = None) -> Parts:
    """The relations of a problem, with the shared students of a sectioning."""
    codes = Codes(problem)
    entries: dict[int, list[Entry]] = defaultdict(list)
    _distributions(problem, codes, entries)
    _travel(problem, codes, entries)
    if students is not None and problem.weights.student:
        for (one, other), count in shared_students(students).items():
            cost = count * problem.weights.student
            pair = codes.activity[one], codes.activity[other]
            _both_ways(entries, *pair, (SAME_ATTENDEES, 0, cost, 0))
    flat = [entry for at in range(len(problem.activities)) for entry in entries[at]]
    columns = np.array(flat, dtype=np.int64).reshape(-1, 6)
    counts = [len(entries[at]) for at in range(len(problem.activities))]
    names = ("pair_other", "pair_kind", "pair_limit", "pair_cost", "pair_first", "pair_role")
    parts: Parts = {name: columns[:, at] for at, name in enumerate(names)}
    parts["pair_ptr"] = np.cumsum([0, *counts], dtype=np.int64)
    return parts | _wholes(problem, codes)


def _both_ways(
    entries: dict[int, list[Entry]], one: int, other: int, rule: tuple[int, int, int, int]
) -> None:
    kind, limit, cost, role = rule
    entries[one].append((other, kind, limit, cost, 1, role))
    entries[other].append((one, kind, limit, cost, 0, role))


def _distributions(problem: Problem, codes: Codes, entries: dict[int, list[Entry]]) -> None:
    for rule in problem.distributions:
        cost = 0 if rule.penalty is None else rule.penalty * problem.weights.distribution
        if rule.kind in WHOLE or (rule.penalty is not None and cost == 0):
            continue
        limit = rule.limits[0] if rule.limits else 0
        role = codes.role.get(rule.role, -1)
        for one, other in combinations(rule.activities, 2):
            pair = codes.activity[one], codes.activity[other]
            _both_ways(entries, *pair, (KIND_NUMBER[rule.kind], limit, cost, role))


def _travel(problem: Problem, codes: Codes, entries: dict[int, list[Entry]]) -> None:
    if not problem.travel or len(codes.location) < 2:
        return
    users: dict[str, list[int]] = defaultdict(list)
    for at, activity in enumerate(problem.activities):
        names = {candidate.resource for need in activity.needs for candidate in need.candidates}
        for name in sorted(names):
            if problem.resource_by_id[name].travels:
                users[name].append(at)
    for name, numbers in users.items():
        for one, other in combinations(numbers, 2):
            _both_ways(entries, one, other, (TRAVEL, codes.resource[name], 0, 0))


def _wholes(problem: Problem, codes: Codes) -> Parts:
    weight = problem.weights.distribution
    rules = [
        rule
        for rule in problem.distributions
        if rule.kind in WHOLE and (rule.penalty is None or rule.penalty * weight > 0)
    ]
    whole_ptr, whole_idx = membership(codes.activity, [rule.activities for rule in rules])
    member_ptr, member_idx = ragged([codes.activity[name] for name in rule.activities] for rule in rules)
    return {
        "wholes": len(rules),
        "weeks": problem.horizon.weeks,
        "whole_weight": weight,
        "whole_ptr": whole_ptr,
        "whole_idx": whole_idx,
        "whole_kind": np.array([KIND_NUMBER[rule.kind] for rule in rules], dtype=np.int64),
        "whole_limits": np.array([(*rule.limits, 0)[:2] for rule in rules], dtype=np.int64),
        "whole_cost": np.array([rule.penalty or 0 for rule in rules], dtype=np.int64),
        "member_ptr": member_ptr,
        "member_idx": member_idx,
    }
