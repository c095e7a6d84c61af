"""The decisions of a CP-SAT model: which time, which resources, at which location.

Only the activities in `free` are decided; every other activity is a constant taken from the base plan. A
literal is a CP-SAT Boolean or the number 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from solver.activities import Activity
from solver.errors import StoppedError
from solver.grid import Grid
from solver.problem import Problem
from solver.solution import Solution

Literal: TypeAlias = Any  # cp_model.IntVar or int; OR-Tools has no types mypy can follow

MUST = 1_000_000
"""Price in the model of leaving out an activity that must be placed: above any sum of penalties that could
tempt the search, and still a plan instead of a bare "infeasible"."""


class Variables:
    """All literals of a model over `problem`.

    `time[a][t]`: activity a takes its time t. `choice[a][n][r]`: need n of a is served by resource r.
    `placed[a]`: a is placed. `at[a][l]`: a is held at location l. `left[r]`: units of r per grid cell that
    unavailability and the fixed activities leave.
    """

    def __init__(
        self,
        problem: Problem,
        grid: Grid,
        free: Collection[str] | None = None,
        base: Solution | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.problem = problem
        self.stopped = stopped
        self.grid = grid
        self.base = base or Solution({})
        names = [activity.id for activity in problem.activities]
        self.free = frozenset(names if free is None else free)
        self.model = cp_model.CpModel()
        self.time: dict[str, dict[int, Literal]] = {}
        self.choice: dict[str, list[dict[str, Literal]]] = {}
        self.placed: dict[str, Literal] = {}
        self.at: dict[str, dict[str, Literal]] = {}
        self.left: dict[str, NDArray[np.int32]] = {}
        self._both: dict[tuple[str, int, int], dict[str, Literal]] = {}
        for activity in problem.activities:
            if activity.id in self.free:
                self._decide(activity)
            else:
                self._fix(activity)
            self.at[activity.id] = self._locations(activity)

    def pause(self) -> None:
        """Raise StoppedError when the clock has ended: called between the many parts of a large model."""
        if self.stopped():
            raise StoppedError

    def new(self, name: str) -> cp_model.IntVar:
        """A fresh Boolean."""
        return self.model.new_bool_var(name)

    def units_left(self, resource: str) -> NDArray[np.int32]:
        """Units of the resource per cell that the free activities may take."""
        if resource not in self.left:
            self.left[resource] = self.grid.capacity(self.problem.resource_by_id[resource])
        return self.left[resource]

    def both(self, activity: Activity, time: int, need: int) -> Mapping[str, Literal]:
        """Per candidate of a need the literal "at this time and with this resource"."""
        key = (activity.id, time, need)
        if key not in self._both:
            self._both[key] = self._products(activity, time, need)
        return self._both[key]

    def _decide(self, activity: Activity) -> None:
        times: dict[int, Literal] = {index: self.new("") for index in range(len(activity.times))}
        self.time[activity.id] = times
        self.choice[activity.id] = [
            {each.resource: self.new("") for each in need.candidates} for need in activity.needs
        ]
        self.placed[activity.id] = self.new(activity.id)

    def _fix(self, activity: Activity) -> None:
        assignment = self.base.assignments.get(activity.id)
        self.placed[activity.id] = int(assignment is not None)
        if assignment is None:
            self.time[activity.id] = {}
            self.choice[activity.id] = [{} for _ in activity.needs]
            return
        time = activity.times[assignment.time]
        self.time[activity.id] = {assignment.time: 1}
        self.choice[activity.id] = [dict.fromkeys(names, 1) for names in assignment.resources]
        for need, names in zip(activity.needs, assignment.resources, strict=True):
            cells = self.grid.cells(time.days, time.weeks, time.start - need.before, time.end + need.after)
            for name in names:
                units = need.units or self.problem.resource_by_id[name].units
                self.units_left(name)[cells] -= units

    def _locations(self, activity: Activity) -> dict[str, Literal]:
        found: dict[str, list[Literal]] = {}
        for need in self.choice[activity.id]:
            for name, literal in need.items():
                place = self.problem.resource_by_id[name].location
                if place is not None:
                    found.setdefault(place, []).append(literal)
        if activity.id not in self.free or (len(found) == 1 and self._always_located(activity)):
            return dict.fromkeys(found, 1)
        at: dict[str, Literal] = {place: self.new("") for place in found}
        for place, literals in found.items():
            for literal in literals:
                self.model.add_implication(literal, at[place])
        self.model.add_at_most_one(at.values())
        return at

    def _always_located(self, activity: Activity) -> bool:
        """Whether some need cannot be served without a located resource."""
        resources = self.problem.resource_by_id
        return any(
            all(resources[each.resource].location is not None for each in need.candidates)
            for need in activity.needs
        )

    def _products(self, activity: Activity, time: int, need: int) -> dict[str, Literal]:
        chosen = self.time[activity.id][time]
        candidates = self.choice[activity.id][need]
        if len(candidates) == activity.needs[need].count:
            return dict.fromkeys(candidates, chosen)
        return {name: self.new("") for name in candidates}
