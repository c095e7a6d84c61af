"""A first plan, greedily: the activity with the fewest options first, at its cheapest place that fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice, product
from math import inf

import numpy as np
from numpy.typing import NDArray

from solver.activities import Choice, Pinning, PlanActivity, Requirement
from solver.grid import SlotGrid
from solver.pairs import KIND_NUMBER, SAME_ATTENDEES, keeps
from solver.problem import Problem
from solver.rules import WHOLE, Distribution, DistributionKind
from solver.search.clock import SearchClock
from solver.solution import Placement, Solution
from solver.times import TimePattern

TRIES = 12
"""Combinations of resources tried at one time before the next time is tried."""


class Construction:
    """A plan under construction: what every resource has left and what is placed."""

    def __init__(self, problem: Problem, grid: SlotGrid) -> None:
        self.problem = problem
        self.grid = grid
        self.left: dict[str, NDArray[np.int32]] = {}
        self.plan: dict[str, Placement] = {}
        self.users: dict[str, list[str]] = defaultdict(list)
        self.rules: dict[str, list[Distribution]] = defaultdict(list)
        for rule in problem.distributions:
            if rule.penalty is None and rule.kind not in WHOLE:
                for name in rule.activities:
                    self.rules[name].append(rule)
        self.pins = {pin.activity: pin for pin in problem.pins if pin.penalty is None}

    def place(self, activity: PlanActivity) -> bool:
        """Place the activity at its cheapest fitting place; whether there is one."""
        order = sorted(range(len(activity.times)), key=lambda index: activity.times[index].penalty)
        pin = self.pins.get(activity.id)
        for index in order:
            if pin is not None and pin.time not in (None, index):
                continue
            for choice in islice(self._choices(activity, activity.times[index]), TRIES):
                if self._allowed(activity, Placement(index, choice)):
                    self._occupy(activity, Placement(index, choice))
                    return True
        return False

    def keep(self, activity: PlanActivity, assignment: Placement) -> bool:
        """Place the activity where a plan has it; whether it fits there (never twice on one resource)."""
        time, pin = activity.times[assignment.time], self.pins.get(activity.id)
        used = [name for names in assignment.resources for name in names]
        if len(set(used)) < len(used) or (pin is not None and not _pinned_there(pin, assignment)):
            return False
        for need, names in zip(activity.needs, assignment.resources, strict=True):
            cells = self.grid.cells(time.days, time.weeks, time.start - need.before, time.end + need.after)
            for name in names:
                units = need.units or self.problem.resource_by_id[name].units
                if (self._units(name)[cells] < units).any():
                    return False
        if not self._allowed(activity, assignment):
            return False
        self._occupy(activity, assignment)
        return True

    def _units(self, resource: str) -> NDArray[np.int32]:
        if resource not in self.left:
            self.left[resource] = self.grid.capacity(self.problem.resource_by_id[resource])
        return self.left[resource]

    def _free(self, need: Requirement, time: TimePattern, activity: PlanActivity) -> list[str]:
        cells = self.grid.cells(time.days, time.weeks, time.start - need.before, time.end + need.after)
        found = []
        for candidate in need.candidates:
            resource = self.problem.resource_by_id[candidate.resource]
            if (self._units(resource.id)[cells] >= (need.units or resource.units)).all():
                short = 0 if resource.seats is None else max(0, activity.size - resource.seats)
                price = (
                    candidate.penalty * self.problem.weights.resource + short * self.problem.weights.capacity
                )
                found.append((price, resource.id))
        return [name for _, name in sorted(found, key=lambda pair: pair[0])]

    def _choices(self, activity: PlanActivity, time: TimePattern) -> Iterator[Choice]:
        pin = self.pins.get(activity.id)
        options: list[list[tuple[str, ...]]] = []
        for position, need in enumerate(activity.needs):
            names = self._free(need, time, activity)
            if pin is not None and pin.resources is not None:
                names = [name for name in names if name in pin.resources[position]]
            if len(names) < need.count:
                return
            options.append([(name,) for name in names] if need.count == 1 else [tuple(names[: need.count])])
        yield from product(*options)

    def _allowed(self, activity: PlanActivity, assignment: Placement) -> bool:
        places = self._places(assignment)
        if len(places) > 1:
            return False
        place = next(iter(places), None)
        return self._kept(activity, assignment, place) and self._reachable(activity, assignment, place)

    def _places(self, assignment: Placement) -> set[str]:
        names = (name for names in assignment.resources for name in names)
        found = (self.problem.resource_by_id[name].location for name in names)
        return {place for place in found if place is not None}

    def _kept(self, activity: PlanActivity, assignment: Placement, place: str | None) -> bool:
        """Whether every hard rule on pairs holds against what is placed."""
        mine = activity.times[assignment.time].as_tuple
        for rule in self.rules[activity.id]:
            me = rule.activities.index(activity.id)
            for position, name in enumerate(rule.activities):
                if name == activity.id or name not in self.plan:
                    continue
                other = self.problem.activity_by_id[name]
                theirs = other.times[self.plan[name].time].as_tuple
                first, second = (mine, theirs) if me < position else (theirs, mine)
                if not keeps(KIND_NUMBER[rule.kind], self._limit(rule, name, place), first, second):
                    return False
                if not self._rooms_kept(rule, activity, assignment, name):
                    return False
        return True

    def _limit(self, rule: Distribution, other: str, place: str | None) -> int:
        if rule.kind is DistributionKind.SAME_ATTENDEES:
            return self.problem.slots_between(place, next(iter(self._places(self.plan[other])), None))
        return rule.limits[0] if rule.limits else 0

    def _rooms_kept(
        self, rule: Distribution, activity: PlanActivity, assignment: Placement, name: str
    ) -> bool:
        if rule.kind not in (DistributionKind.SAME_ROOM, DistributionKind.DIFFERENT_ROOM):
            return True
        mine = _role(activity, assignment, rule.role)
        theirs = _role(self.problem.activity_by_id[name], self.plan[name], rule.role)
        if rule.kind is DistributionKind.DIFFERENT_ROOM:
            return not mine & theirs
        return not mine or not theirs or mine == theirs

    def _reachable(self, activity: PlanActivity, assignment: Placement, place: str | None) -> bool:
        if place is None or not self.problem.travel:
            return True
        mine = activity.times[assignment.time].as_tuple
        for resource in self._travellers(assignment):
            for name in self.users[resource]:
                other = self.problem.activity_by_id[name]
                there = next(iter(self._places(self.plan[name])), None)
                slots = self.problem.slots_between(place, there)
                theirs = other.times[self.plan[name].time].as_tuple
                if slots and not keeps(SAME_ATTENDEES, slots, mine, theirs):
                    return False
        return True

    def _travellers(self, assignment: Placement) -> Iterable[str]:
        names = (name for names in assignment.resources for name in names)
        return [name for name in names if self.problem.resource_by_id[name].travels]

    def ordered(self) -> dict[str, Placement]:
        """What is placed, in the order of the problem."""
        return {each.id: self.plan[each.id] for each in self.problem.activities if each.id in self.plan}

    def _occupy(self, activity: PlanActivity, assignment: Placement) -> None:
        time = activity.times[assignment.time]
        self.plan[activity.id] = assignment
        for need, names in zip(activity.needs, assignment.resources, strict=True):
            cells = self.grid.cells(time.days, time.weeks, time.start - need.before, time.end + need.after)
            for name in names:
                self._units(name)[cells] -= need.units or self.problem.resource_by_id[name].units
        for name in self._travellers(assignment):
            self.users[name].append(activity.id)


def construct(problem: Problem, grid: SlotGrid, clock: SearchClock) -> Solution:
    """A plan that keeps every rule but those on the whole; what finds no place stays unplaced."""
    building = Construction(problem, grid)
    _place(building, problem.activities, clock)
    return Solution(building.ordered())


def mend(problem: Problem, grid: SlotGrid, plan: Solution, clock: SearchClock) -> Solution:
    """The plan without what clashes in it: that gets another place, or none when nothing fits.

    What is dear to leave out keeps its place first. Rules on the whole are not looked at.
    """
    building = Construction(problem, grid)
    homeless: list[PlanActivity] = []
    for activity in sorted(problem.activities, key=_price):
        assignment = plan.assignments.get(activity.id)
        if assignment is None or clock.stopped or not building.keep(activity, assignment):
            homeless.append(activity)
    _place(building, homeless, clock)
    return Solution(building.ordered(), students=plan.students)


def _place(building: Construction, activities: Iterable[PlanActivity], clock: SearchClock) -> None:
    for activity in sorted(activities, key=_options):
        if clock.stopped:
            break
        building.place(activity)


def _price(activity: PlanActivity) -> tuple[float, float]:
    """What must be placed first, then the dearest to leave out; among equals what has few options."""
    return (-inf if activity.drop is None else -activity.drop, _options(activity))


def _pinned_there(pin: Pinning, assignment: Placement) -> bool:
    wanted = pin.resources or ()
    return pin.time in (None, assignment.time) and all(
        not names or set(names) == set(chosen)
        for names, chosen in zip(wanted, assignment.resources, strict=False)
    )


def _options(activity: PlanActivity) -> float:
    """Few options first; among equals the longer and the dearer to leave out."""
    options = float(len(activity.times))
    for need in activity.needs:
        options *= max(1, len(need.candidates)) ** 0.5
    longest = max((time.length for time in activity.times), default=1)
    return options / longest / (1 + len(activity.needs))


def _role(activity: PlanActivity, assignment: Placement, role: str) -> frozenset[str]:
    pairs = zip(activity.needs, assignment.resources, strict=True)
    return frozenset(name for need, names in pairs if need.role == role for name in names)
