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

from solver.activities import PlanActivity
from solver.errors import StoppedError
from solver.grid import SlotGrid
from solver.problem import Problem
from solver.solution import Solution
from solver.times import TimePattern

Literal: TypeAlias = Any  # cp_model.IntVar or int; OR-Tools has no types mypy can follow

Span: TypeAlias = tuple[int, int, int, int]
"""Days, weeks, first slot and first slot after, set-up and tear-down included."""

MUST = 1_000_000
"""Price in the model of leaving out an activity that must be placed: above any sum of penalties that could
tempt the search, and still a plan instead of a bare "infeasible"."""


class Variables:
    """All literals of a model over `problem`.

    `time[a][t]`: activity a takes its time t. `choice[a][n][r]`: need n of a is served by resource r.
    `placed[a]`: a is placed. `at[a][l]`: a is held at location l. `left[r]`: units of r per grid cell that
    unavailability and the fixed activities leave. A time or resource that what is left rules out has no
    literal.
    """

    def __init__(
        self,
        problem: Problem,
        grid: SlotGrid,
        free: Collection[str] | None = None,
        base: Solution | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.problem = problem
        self.stopped = stopped
        self.grid = grid
        self.base = base or Solution({})
        names = [activity.id for activity in problem.activities]
        wanted = frozenset(names if free is None else free)
        # In the order of the problem: that of a set would differ from process to process.
        self.free = dict.fromkeys(name for name in names if name in wanted).keys()
        self.model = cp_model.CpModel()
        self.time: dict[str, dict[int, Literal]] = {}
        self.choice: dict[str, list[dict[str, Literal]]] = {}
        self.placed: dict[str, Literal] = {}
        self.at: dict[str, dict[str, Literal]] = {}
        self.left: dict[str, NDArray[np.int32]] = {}
        self._wanted = frozenset(
            candidate.resource
            for name in self.free
            for need in problem.activity_by_id[name].needs
            for candidate in need.candidates
        )
        self._room: dict[tuple[str, int, Span], bool] = {}
        self._open: dict[tuple[str, int], list[list[str]]] = {}
        self._both: dict[tuple[str, int, int], dict[str, Literal]] = {}
        for activity in problem.activities:
            if activity.id not in self.free:
                self._fix(activity)
        for activity in problem.activities:
            if activity.id in self.free:
                self.pause()
                self._decide(activity)
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

    def both(self, activity: PlanActivity, time: int, need: int) -> Mapping[str, Literal]:
        """Per candidate of a need the literal "at this time and with this resource"."""
        key = (activity.id, time, need)
        if key not in self._both:
            self._both[key] = self._products(activity, time, need)
        return self._both[key]

    def _decide(self, activity: PlanActivity) -> None:
        times: dict[int, Literal] = {}
        candidates: list[set[str]] = [set() for _ in activity.needs]
        for index, time in enumerate(activity.times):
            here = self._candidates(activity, time)
            if here is not None:
                times[index] = self.new("")
                self._open[activity.id, index] = here
                for known, names in zip(candidates, here, strict=True):
                    known.update(names)
        self.time[activity.id] = times
        self.choice[activity.id] = [
            {each.resource: self.new("") for each in need.candidates if each.resource in known}
            for need, known in zip(activity.needs, candidates, strict=True)
        ]
        self.placed[activity.id] = self.new(activity.id)

    def _candidates(self, activity: PlanActivity, time: TimePattern) -> list[list[str]] | None:
        """Per need the resources with enough units left at a time; None when some need has too few."""
        found = []
        for need in activity.needs:
            span = (time.days, time.weeks, time.start - need.before, time.end + need.after)
            names = [c.resource for c in need.candidates if self._has_room(c.resource, need.units, span)]
            if len(names) < need.count:
                return None
            found.append(names)
        return found

    def _has_room(self, name: str, units: int | None, span: Span) -> bool:
        wanted = units or self.problem.resource_by_id[name].units
        key = (name, wanted, span)
        if key not in self._room:
            self._room[key] = bool((self.units_left(name)[self.grid.cells(*span)] >= wanted).all())
        return self._room[key]

    def _fix(self, activity: PlanActivity) -> None:
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
            for name in self._wanted.intersection(names):
                cells = self.grid.cells(
                    time.days, time.weeks, time.start - need.before, time.end + need.after
                )
                self.units_left(name)[cells] -= need.units or self.problem.resource_by_id[name].units

    def _locations(self, activity: PlanActivity) -> dict[str, Literal]:
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

    def _always_located(self, activity: PlanActivity) -> bool:
        """Whether some need cannot be served without a located resource."""
        resources = self.problem.resource_by_id
        return any(
            all(resources[each.resource].location is not None for each in need.candidates)
            for need in activity.needs
        )

    def _products(self, activity: PlanActivity, time: int, need: int) -> dict[str, Literal]:
        names, chosen = self._open[activity.id, time][need], self.time[activity.id][time]
        if len(names) == activity.needs[need].count:
            return dict.fromkeys(names, chosen)
        return {name: self.new("") for name in names}
