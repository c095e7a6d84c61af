"""Lower bounds from where alone: how often activities use which resource in the whole term, not when.

Interchangeable activities are counted per resource, and a resource serves no more than it is open where they
may be. What is paid are people without a seat and resources beyond the first of a stability rule. Leaving out
when something is on can only lower the optimum. No other term of the objective counts these two, so the bound
adds to one on the rest (the split of Cacchiani, Caprara, Roberti and Toth, "A new lower bound for
curriculum-based course timetabling", 2013).
"""

from __future__ import annotations

from collections import defaultdict
from math import ceil

import numpy as np
from ortools.sat.python import cp_model

from solver.activities import PlanActivity, Requirement
from solver.cpsat.variables import Literal
from solver.grid import SlotGrid
from solver.problem import Problem
from solver.search.clock import SearchClock
from solver.search.submodel import watched

ARGUMENT = "seats and stability counted over the whole term"

MOST_PAIRS = 20_000
"""Pairs of an activity and a candidate up to which the bound is worth its seconds."""

Choices = dict[str, Literal]
"""Per resource how many of some activities use it for a need; at most all of them."""

Sum = cp_model.LinearExpr.sum


class RoomCosts:
    """The model of resources alone."""

    def __init__(self, problem: Problem, grid: SlotGrid) -> None:
        self.problem = problem
        self.grid = grid
        self.model = cp_model.CpModel()
        self.costs: list[Literal] = []
        self._loads: dict[str, list[Literal]] = defaultdict(list)
        self._reach: dict[str, set[int]] = defaultdict(set)
        self._choices: dict[tuple[str, str], list[Choices]] = defaultdict(list)
        for members in _groups(problem):
            for need in members[0].needs:
                self._choose(members, need)
        self._limit()
        self._keep()
        self.model.minimize(Sum(self.costs))

    def bound(self, clock: SearchClock, seconds: float) -> int:
        """What seats and stability cost at least, as far as `seconds` of search prove it."""
        if not self.costs:
            return 0
        solver = cp_model.CpSolver()
        status = watched(solver, self.model, clock, seconds)
        proven = status in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN)
        return max(0, ceil(solver.best_objective_bound - 1e-6)) if proven else 0

    def _choose(self, members: list[PlanActivity], need: Requirement) -> None:
        """How many of the members use each candidate, and what that costs in seats."""
        first, total = members[0], len(members)
        spans = [
            self.grid.cells(time.days, time.weeks, time.start - need.before, time.end + need.after)
            for time in first.times
        ]
        least = min((len(cells) for cells in spans), default=0)
        reach = set(np.concatenate(spans).tolist()) if spans else set()
        counts: dict[str, Literal] = {}
        for candidate in need.candidates:
            resource = self.problem.resource_by_id[candidate.resource]
            count = counts[resource.id] = self.model.new_int_var(0, total, "")
            self._loads[resource.id].append(count * (least * (need.units or resource.units)))
            self._reach[resource.id] |= reach
            short = 0 if resource.seats is None else first.size - resource.seats
            if short > 0 and self.problem.weights.capacity:
                self.costs.append(count * (short * self.problem.weights.capacity))
        for each in members:
            self._choices[each.id, need.role].append(counts)
        if first.drop is None:
            self.model.add(Sum(list(counts.values())) == total * need.count)

    def _limit(self) -> None:
        for name, loads in self._loads.items():
            left = self.grid.capacity(self.problem.resource_by_id[name])
            self.model.add(Sum(loads) <= int(left[sorted(self._reach[name])].sum()))

    def _keep(self) -> None:
        """Every resource of a stability rule beyond the first is paid."""
        weight = self.problem.weights.stability
        for rule in self.problem.stability if weight else ():
            # The members of a group share their counts: once each.
            shared = {id(each): each for name in rule.activities for each in self._choices[name, rule.role]}
            users: dict[str, list[Literal]] = defaultdict(list)
            for counts in shared.values():
                for name, count in counts.items():
                    users[name].append(count)
            used = [self._used(counts) for counts in users.values()]
            further = self.model.new_int_var(0, max(0, len(used) - 1), "")
            self.model.add(further >= Sum(used) - 1)
            self.costs.append(further * (rule.penalty * weight))

    def _used(self, counts: list[Literal]) -> Literal:
        used = self.model.new_bool_var("")
        for count in counts:
            self.model.add(count == 0).only_enforce_if(~used)
        return used


def _groups(problem: Problem) -> list[list[PlanActivity]]:
    """Activities that no need, size, price or stability rule tells apart."""
    rules: dict[str, list[int]] = defaultdict(list)
    for number, rule in enumerate(problem.stability):
        for name in rule.activities:
            rules[name].append(number)
    found: dict[object, list[PlanActivity]] = defaultdict(list)
    for each in problem.activities:
        found[each.times, each.needs, each.size, each.drop, tuple(rules[each.id])].append(each)
    return list(found.values())


def pairs_of(problem: Problem) -> int:
    """How many candidates the activities have together."""
    return sum(len(need.candidates) for activity in problem.activities for need in activity.needs)
