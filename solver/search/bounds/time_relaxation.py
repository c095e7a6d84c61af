"""Lower bounds from when alone: every activity gets a time, rooms only have to suffice in number and size.

Lectures that are interchangeable are counted together, which removes the symmetry that makes a bound of the
whole model weak. Kept are: times and their penalties, the cheapest candidates that are open at each time,
fixed resources, compactness, working days, prices of unplaced activities, and for resources that are chosen
two arguments of counting per cell of time:

- activities whose candidates all lie in one set take no more units than the set has (Hall);
- activities larger than v that start at one moment, beyond the candidates with more than v seats, pay for a
  seat each (after Lach and Lübbecke, "Curriculum based course timetabling", 2012).

What these seats and stability cost together is at least a bound that is found without times (`room_costs`).
Everything else is left out, which can only lower the optimum: the optimum of what is left is a valid bound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from math import ceil, inf

import numpy as np
from ortools.sat.python import cp_model

from solver.activities import Requirement
from solver.cpsat.variables import Literal
from solver.errors import StoppedError
from solver.grid import Cells, SlotGrid
from solver.problem import Problem
from solver.search.bounds.curriculum_days import CurriculumDays
from solver.search.bounds.symmetry import Orbit, orbits_of
from solver.search.clock import SearchClock
from solver.search.submodel import watched
from solver.times import TimePattern

ARGUMENT = "times alone: rooms and equipment counted per moment, CP-SAT"

Sum = cp_model.LinearExpr.sum
Span = tuple[Cells, int, Literal]
"""The cells, the units and the literal of something that may take of a resource."""


class TimeRelaxation:
    """The model of times alone."""

    def __init__(
        self,
        problem: Problem,
        grid: SlotGrid,
        stopped: Callable[[], bool] = lambda: False,
        *,
        room_costs: int = 0,
    ) -> None:
        """State the model; raises StoppedError when `stopped()` turns true meanwhile.

        `room_costs` is what seats and stability are known to cost at least.
        """
        self.stopped = stopped
        self.problem = problem
        self.grid = grid
        self.model = cp_model.CpModel()
        self.orbits, self.by_name = orbits_of(problem, self.model)
        self.costs: list[tuple[int, Literal]] = []
        self.capacity: dict[str, Cells] = {}
        self.cheapest: dict[tuple[Requirement, int, int, int, int], int | None] = {}
        self.constant = 0
        self._place()
        self._fixed()
        self._chosen()
        self._seats(room_costs)
        CurriculumDays(problem, grid, self.model, self.by_name, self._pay).add()
        total = cp_model.LinearExpr.weighted_sum([each for _, each in self.costs], [c for c, _ in self.costs])
        self.total = total + self.constant
        self.model.minimize(self.total)

    def search(
        self, clock: SearchClock, seconds: float, found: Callable[[int], None], patience: float = inf
    ) -> None:
        """Search for at most `seconds`; `found` hears of every better bound.

        By the wall clock the search ends when the bound, once there is one, has not risen for `patience`
        seconds and for as long as its rise has taken. Under a clock of work it has all its seconds.
        """
        begun, raised = clock.elapsed, inf

        def hear(bound: float) -> None:
            nonlocal raised
            raised = clock.elapsed
            found(ceil(bound - 1e-6))

        def idle() -> bool:
            return clock.elapsed - raised > max(patience, raised - begun)

        solver = cp_model.CpSolver()
        # The bound comes from the linear relaxation: a tree on it raised the bound of every public faculty in
        # seconds where the default search and cores stayed at 0.
        solver.parameters.optimize_with_lb_tree_search = True
        solver.parameters.linearization_level = 2
        solver.best_bound_callback = hear
        status = watched(solver, self.model, clock, seconds, idle)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
            found(ceil(solver.best_objective_bound - 1e-6))

    def times(
        self, clock: SearchClock, seconds: float, near: Mapping[str, int], most: int, seed: int
    ) -> dict[str, int] | None:
        """A time for every activity it places, that together cost `most` at the most; None when not found.

        `near` are times the search looks at first. Interchangeable activities keep those of them they can.
        """
        members: dict[int, list[str]] = defaultdict(list)
        for name, orbit in self.by_name.items():
            members[id(orbit)].append(name)
        for orbit in self.orbits:
            there = {near[name] for name in members[id(orbit)] if name in near}
            for time, literal in enumerate(orbit.taken):
                self.model.add_hint(literal, time in there)
        self.model.add(self.total <= most)
        solver = cp_model.CpSolver()
        solver.parameters.random_seed = seed
        solver.parameters.optimize_with_lb_tree_search = True
        solver.parameters.linearization_level = 2
        if watched(solver, self.model, clock, seconds) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        found: dict[str, int] = {}
        for orbit in self.orbits:
            taken = {time for time, literal in enumerate(orbit.taken) if solver.value(literal)}
            found |= _shared_out(taken, members[id(orbit)], near)
        return found

    def _pay(self, price: int, literal: Literal) -> None:
        if price:
            self.costs.append((price, literal))

    def _place(self) -> None:
        weights = self.problem.weights
        for orbit in self.orbits:
            if orbit.first.drop is None:
                self.model.add(Sum(orbit.taken) == orbit.count)
            else:
                left = self.model.new_int_var(0, orbit.count, "")
                self.model.add(Sum(orbit.taken) + left == orbit.count)
                self._pay(orbit.first.drop * weights.unplaced, left)
            for time, literal in zip(orbit.first.times, orbit.taken, strict=True):
                prices = [self._cheapest(need, time) for need in orbit.first.needs]
                if None in prices:
                    self.model.add(literal == 0)
                    continue
                self._pay(time.penalty * weights.time, literal)
                self._pay(sum(price or 0 for price in prices) * weights.resource, literal)

    def _cheapest(self, need: Requirement, time: TimePattern) -> int | None:
        """Penalties of the cheapest candidates that are free at a time; None when too few are."""
        key = (need, time.days, time.weeks, time.start, time.end)
        if key not in self.cheapest:
            cells = self._uses(need, time)
            free = sorted(
                each.penalty
                for each in need.candidates
                if (self._left(each.resource)[cells] >= (need.units or self._units(each.resource))).all()
            )
            self.cheapest[key] = None if len(free) < need.count else sum(free[: need.count])
        return self.cheapest[key]

    def _units(self, name: str) -> int:
        return self.problem.resource_by_id[name].units

    def _left(self, name: str) -> Cells:
        if name not in self.capacity:
            self.capacity[name] = self.grid.capacity(self.problem.resource_by_id[name])
        return self.capacity[name]

    def _uses(self, need: Requirement, time: TimePattern) -> Cells:
        if self.stopped():
            raise StoppedError
        return self.grid.cells(time.days, time.weeks, time.start - need.before, time.end + need.after)

    def _fixed(self) -> None:
        """A resource that is always taken gives no more units than it has."""
        spans: dict[str, list[Span]] = defaultdict(list)
        for orbit in self.orbits:
            for need in orbit.first.needs:
                if len(need.candidates) != need.count:
                    continue
                for each in need.candidates:
                    units = need.units or self._units(each.resource)
                    spans[each.resource] += self._spans(orbit, need, units)
        for name, mine in spans.items():
            self._limit(self._left(name), mine)

    def _spans(self, orbit: Orbit, need: Requirement, units: int) -> list[Span]:
        return [
            (self._uses(need, time), units, literal)
            for time, literal in zip(orbit.first.times, orbit.taken, strict=True)
        ]

    def _limit(self, left: Cells, spans: list[Span]) -> None:
        binding = self.grid.binding(left, [cells for cells, _, _ in spans])
        loads: dict[int, list[tuple[int, Literal]]] = defaultdict(list)
        for cells, units, literal in spans:
            for cell in cells[binding[cells]].tolist():
                loads[cell].append((units, literal))
        stated = set()
        for cell, load in loads.items():
            key = (left[cell], *(literal.index for _, literal in load))
            if key not in stated and sum(units for units, _ in load) > left[cell]:
                stated.add(key)
                self._state(load, int(left[cell]))

    def _state(self, load: list[tuple[int, Literal]], left: int) -> None:
        if all(2 * units > left for units, _ in load):
            self.model.add_at_most_one(literal for units, literal in load if units <= left)
            for units, literal in load:
                if units > left:
                    self.model.add(literal == 0)
        else:
            terms = [literal for _, literal in load]
            self.model.add(cp_model.LinearExpr.weighted_sum(terms, [u for u, _ in load]) <= left)

    def _chosen(self) -> None:
        """Needs whose candidates lie in one set take no more than the set has."""
        pools: dict[frozenset[str], list[tuple[Orbit, Requirement]]] = defaultdict(list)
        for orbit in self.orbits:
            for need in orbit.first.needs:
                pools[frozenset(each.resource for each in need.candidates)].append((orbit, need))
        for pool, own in pools.items():
            if not pool or all(len(need.candidates) == need.count for _, need in own):
                continue
            inside = [pair for other, pairs in pools.items() if other <= pool for pair in pairs]
            spans = [span for orbit, need in inside for span in self._spans(orbit, need, self._least(need))]
            self._limit(np.sum([self._left(name) for name in pool], axis=0), spans)

    def _least(self, need: Requirement) -> int:
        """Units that the need takes, whatever is chosen."""
        units = [need.units or self._units(each.resource) for each in need.candidates]
        return need.count * min(units, default=1)

    def _seats(self, least: int) -> None:
        """What is paid for seats, and for what seats and stability cost at least beyond that."""
        before = len(self.costs)
        if self.problem.weights.capacity:
            self._sizes()
        if least:
            paid = [price * literal for price, literal in self.costs[before:]]
            further = self.model.new_int_var(0, least, "")
            self.model.add(further + Sum(paid) >= least)
            self._pay(1, further)

    def _sizes(self) -> None:
        """At one moment, activities above v beyond the candidates above v pay for the seats from v on."""
        starts: dict[tuple[frozenset[str], int], list[tuple[int, Literal]]] = defaultdict(list)
        for orbit in self.orbits:
            for need in orbit.first.needs:
                pool = frozenset(each.resource for each in need.candidates)
                if need.count != 1 or not pool or any(self._seats_of(name) is None for name in pool):
                    continue
                for time, literal in zip(orbit.first.times, orbit.taken, strict=True):
                    starts[pool, int(self._uses(need, time)[0])].append((orbit.first.size, literal))
        for (pool, _), options in starts.items():
            self._thresholds(pool, options)

    def _seats_of(self, name: str) -> int | None:
        resource = self.problem.resource_by_id[name]
        # A resource of several places would seat several activities.
        return resource.seats if resource.units == 1 else None

    def _thresholds(self, pool: frozenset[str], options: list[tuple[int, Literal]]) -> None:
        seats = [self._seats_of(name) or 0 for name in pool]
        levels = sorted({*seats, *(size for size, _ in options if size > min(seats))})
        for low, high in pairwise(levels):
            large = [literal for size, literal in options if size > low]
            enough = sum(1 for each in seats if each > low)
            if len(large) <= enough or low < min(seats):
                continue
            over = self.model.new_int_var(0, len(large), "")
            self.model.add(Sum(large) - enough <= over)
            self._pay((high - low) * self.problem.weights.capacity, over)


def _shared_out(taken: Iterable[int], names: Iterable[str], near: Mapping[str, int]) -> dict[str, int]:
    """A time for each name as far as there are; whose time near it is taken gets that one."""
    left = set(taken)
    found: dict[str, int] = {}
    for name in names:
        if near.get(name) in left:
            found[name] = near[name]
            left.remove(near[name])
    found |= zip((name for name in names if name not in found), sorted(left), strict=False)
    return found
