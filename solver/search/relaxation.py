"""Lower bounds from when alone: every activity gets a time, rooms only have to suffice in number and size.

Lectures that are interchangeable are counted together, which removes the symmetry that makes a bound of the
whole model weak. Kept are: times and their penalties, fixed resources, compactness, working days, prices of
unplaced activities, and for resources that are chosen two arguments of counting per cell of time:

- activities whose candidates all lie in one set take no more units than the set has (Hall);
- activities larger than v that start at one moment, beyond the candidates with more than v seats, pay for a
  seat each (after Lach and Lübbecke, "Curriculum based course timetabling", 2012).

Everything else is left out, which can only lower the optimum: the optimum of what is left is a valid bound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from math import ceil

from ortools.sat.python import cp_model

from solver.activities import Activity, Need
from solver.errors import StoppedError
from solver.grid import Grid
from solver.problem import Problem
from solver.search.clock import Clock
from solver.search.incumbent import Incumbent
from solver.search.submodel import watched
from solver.times import Time, bits
from solver.variables import Literal

ARGUMENT = "times alone: rooms and equipment counted per moment, CP-SAT"

MOST_TIMES = 60_000
"""Larger problems are not relaxed: the model would take longer to build than it has to run."""

Sum = cp_model.LinearExpr.sum


class Kin:
    """Interchangeable activities: the first stands for all. `taken[t]` says one of them is at its time t."""

    def __init__(self, activity: Activity, model: cp_model.CpModel) -> None:
        self.first = activity
        self.count = 0
        self.taken: list[Literal] = [model.new_bool_var("") for _ in activity.times]


def kin_of(problem: Problem, model: cp_model.CpModel) -> tuple[list[Kin], dict[str, Kin]]:
    """Activities that no rule tells apart and of which only one can be on at once."""
    rules: dict[str, list[int]] = defaultdict(list)
    families = (problem.compactness, problem.working_days)
    for number, rule in enumerate(rule for family in families for rule in family):
        for name in rule.activities:
            rules[name].append(number)
    found: dict[object, Kin] = {}
    by_name: dict[str, Kin] = {}
    for activity in problem.activities:
        alike = (activity.times, activity.needs, activity.size, activity.drop, tuple(rules[activity.id]))
        key = alike if single(problem, activity) else activity.id
        if key not in found:
            found[key] = Kin(activity, model)
        found[key].count += 1
        by_name[activity.id] = found[key]
    return list(found.values()), by_name


def single(problem: Problem, activity: Activity) -> frozenset[str]:
    """The resources of one unit that the activity always takes."""
    resources = problem.resource_by_id
    return frozenset(
        each.resource
        for need in activity.needs
        if len(need.candidates) == need.count
        for each in need.candidates
        if resources[each.resource].units == 1
    )


class Relaxation:
    """The model of times alone."""

    name = "bound"

    def __init__(self, problem: Problem, grid: Grid, stopped: Callable[[], bool] = lambda: False) -> None:
        """State the model; raises StoppedError when `stopped()` turns true meanwhile."""
        self.stopped = stopped
        self.problem = problem
        self.grid = grid
        self.model = cp_model.CpModel()
        self.kin, self.by_name = kin_of(problem, self.model)
        self.costs: list[tuple[int, Literal]] = []
        self.constant = 0
        self._place()
        self._fixed()
        self._chosen()
        self._seats()
        self._compact()
        self._spread()
        total = cp_model.LinearExpr.weighted_sum([each for _, each in self.costs], [c for c, _ in self.costs])
        self.model.minimize(total + self.constant)

    def prove(self, clock: Clock, incumbent: Incumbent, seconds: float) -> None:
        """Search for at most `seconds`; every better bound is given to the incumbent as it is found."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        # The bound comes from the linear relaxation: a tree on it raised the bound of every public faculty in
        # seconds where the default search and cores stayed at 0.
        solver.parameters.optimize_with_lb_tree_search = True
        solver.parameters.linearization_level = 2
        solver.parameters.max_time_in_seconds = max(0.01, min(seconds, clock.remaining))

        def found(bound: float) -> None:
            incumbent.prove(ceil(bound - 1e-6), ARGUMENT)

        solver.best_bound_callback = found
        status = watched(solver, self.model, clock)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
            found(solver.best_objective_bound)

    def _pay(self, price: int, literal: Literal) -> None:
        if price:
            self.costs.append((price, literal))

    def _place(self) -> None:
        weights = self.problem.weights
        for kin in self.kin:
            if kin.first.drop is None:
                self.model.add(Sum(kin.taken) == kin.count)
            else:
                left = self.model.new_int_var(0, kin.count, "")
                self.model.add(Sum(kin.taken) + left == kin.count)
                self._pay(kin.first.drop * weights.unplaced, left)
            for time, literal in zip(kin.first.times, kin.taken, strict=True):
                self._pay(time.penalty * weights.time, literal)
            if any(len(need.candidates) < need.count for need in kin.first.needs):
                self.model.add(Sum(kin.taken) == 0)

    def _uses(self, need: Need, time: Time) -> list[int]:
        if self.stopped():
            raise StoppedError
        found: list[int] = self.grid.cells(
            time.days, time.weeks, time.start - need.before, time.end + need.after
        ).tolist()
        return found

    def _fixed(self) -> None:
        """A resource that is always taken gives no more units than it has."""
        loads: dict[str, dict[int, list[tuple[int, Literal]]]] = defaultdict(lambda: defaultdict(list))
        for kin in self.kin:
            for need in kin.first.needs:
                if len(need.candidates) != need.count:
                    continue
                for time, literal in zip(kin.first.times, kin.taken, strict=True):
                    for each in need.candidates:
                        units = need.units or self.problem.resource_by_id[each.resource].units
                        for cell in self._uses(need, time):
                            loads[each.resource][cell].append((units, literal))
        for name, cells in loads.items():
            left = self.grid.capacity(self.problem.resource_by_id[name])
            self._limit({cell: (load, int(left[cell])) for cell, load in cells.items()})

    def _limit(self, cells: dict[int, tuple[list[tuple[int, Literal]], int]]) -> None:
        stated = set()
        for load, left in cells.values():
            key = (left, *(literal.index for _, literal in load))
            if key in stated or sum(units for units, _ in load) <= left:
                continue
            stated.add(key)
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
        sets = {
            frozenset(each.resource for each in need.candidates)
            for kin in self.kin
            for need in kin.first.needs
            if len(need.candidates) > need.count
        }
        for pool in sets:
            left = sum(self.grid.capacity(self.problem.resource_by_id[name]) for name in pool)
            loads: dict[int, list[tuple[int, Literal]]] = defaultdict(list)
            for kin in self.kin:
                for need in kin.first.needs:
                    if pool.issuperset(each.resource for each in need.candidates):
                        self._load(kin, need, loads)
            self._limit({cell: (load, int(left[cell])) for cell, load in loads.items()})  # type: ignore[index]

    def _load(self, kin: Kin, need: Need, loads: dict[int, list[tuple[int, Literal]]]) -> None:
        least = min(
            (need.units or self.problem.resource_by_id[each.resource].units for each in need.candidates),
            default=1,
        )
        for time, literal in zip(kin.first.times, kin.taken, strict=True):
            for cell in self._uses(need, time):
                loads[cell].append((least * need.count, literal))

    def _seats(self) -> None:
        """At one moment, activities above v beyond the candidates above v pay for the seats from v on."""
        if not self.problem.weights.capacity:
            return
        starts: dict[tuple[frozenset[str], int], list[tuple[int, Literal]]] = defaultdict(list)
        for kin in self.kin:
            for need in kin.first.needs:
                pool = frozenset(each.resource for each in need.candidates)
                if need.count != 1 or not pool or any(self._seats_of(name) is None for name in pool):
                    continue
                for time, literal in zip(kin.first.times, kin.taken, strict=True):
                    starts[pool, self._uses(need, time)[0]].append((kin.first.size, literal))
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

    def _compact(self) -> None:
        weight = self.problem.weights.compactness
        for rule in self.problem.compactness if weight else ():
            kin = list({id(each): each for each in (self.by_name[name] for name in rule.activities)}.values())
            shared = [single(self.problem, each.first) for each in kin]
            alone = bool(shared) and bool(frozenset.intersection(*shared))
            days: dict[tuple[int, int], list[tuple[int, int, Literal]]] = defaultdict(list)
            for each in kin:
                for time, literal in zip(each.first.times, each.taken, strict=True):
                    for week in self.grid.classes_of(time.weeks):
                        for day in bits(time.days):
                            days[week, day].append((time.start, time.end, literal))
            for (week, _), options in days.items():
                price = rule.penalty * weight * self.grid.class_weeks[week]
                self._lonely(options, price, together=alone)

    def _lonely(self, options: list[tuple[int, int, Literal]], price: int, *, together: bool) -> None:
        """As `constraints.curricula`; where only one session can be on at once, all at a start are summed."""
        for start in sorted({each for each, _, _ in options}):
            lonely = self.model.new_bool_var("")
            self._pay(price, lonely)
            for end in sorted({e for s, e, _ in options if s == start}):
                here = [literal for s, e, literal in options if (s, e) == (start, end)]
                near = [o for s, e, o in options if (s != start and s <= end and start <= e)]
                longer = [o for s, e, o in options if s == start and e > end]
                for group in [here] if together else [[each] for each in here]:
                    self.model.add(lonely + Sum(near) + Sum(longer) >= Sum(group))

    def _spread(self) -> None:
        weight = self.problem.weights.working_days
        for rule in self.problem.working_days if weight else ():
            kin = {id(each): each for each in (self.by_name[name] for name in rule.activities)}
            days: dict[int, list[Literal]] = defaultdict(list)
            for each in kin.values():
                for time, literal in zip(each.first.times, each.taken, strict=True):
                    for day in bits(time.days):
                        days[day].append(literal)
            used = []
            for literals in days.values():
                day_used = self.model.new_bool_var("")
                self.model.add(day_used <= Sum(literals))
                used.append(day_used)
            missing = self.model.new_int_var(0, rule.minimum, "")
            self.model.add(missing + Sum(used) >= rule.minimum)
            self._pay(rule.penalty * weight, missing)
