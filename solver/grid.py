"""Time cut into cells: the coarsest pieces in which nothing in the problem begins or ends.

A cell is a class of weeks, a day and a segment of the day. Weeks that no time and no unavailability tells
apart form one class; segments lie between consecutive starts and ends (set-up and tear-down included). Two
uses of a resource meet exactly when they share a cell.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from solver.problem import PlanResource, Problem
from solver.times import bits

Cells = NDArray[np.int32]


class SlotGrid:
    """The cells of a problem. `week_class` maps a week to its class, `class_weeks` counts its weeks."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.days = problem.horizon.days
        self.cuts = sorted(_cuts(problem))
        self.segments = max(1, len(self.cuts) - 1)
        self.week_class = _week_classes(problem)
        self.classes = max(self.week_class) + 1
        self.class_weeks = [self.week_class.count(each) for each in range(self.classes)]
        self.size = self.classes * self.days * self.segments
        self._cells: dict[tuple[int, int, int, int], Cells] = {}
        self._classes: dict[int, tuple[int, ...]] = {}

    def cells(self, days: int, weeks: int, start: int, end: int) -> Cells:
        """The cells of `start` to `end` (slots, half-open, clipped to the day) on those days and weeks."""
        key = (days, weeks, start, end)
        found = self._cells.get(key)
        if found is None:
            low = max(0, bisect_right(self.cuts, start) - 1)
            high = min(self.segments, bisect_left(self.cuts, end))
            columns = np.arange(low, max(low, high), dtype=np.int32)
            pairs = [(each, day) for each in self.classes_of(weeks) for day in bits(days)]
            rows = [(each * self.days + day) * self.segments for each, day in pairs]
            found = (np.array(rows, dtype=np.int32)[:, None] + columns[None, :]).ravel()
            self._cells[key] = found
        return found

    def classes_of(self, weeks: int) -> tuple[int, ...]:
        """The week classes in a mask of weeks, in order."""
        found = self._classes.get(weeks)
        if found is None:
            found = tuple(sorted({self.week_class[week] for week in bits(weeks)}))
            self._classes[weeks] = found
        return found

    def alike(self, masks: Iterable[int]) -> list[tuple[int, frozenset[int]]]:
        """The weeks in which some of the masks are on, as far as they tell weeks apart.

        For every kind of week how many there are and the masks that are on in them.
        """
        known = set(masks)
        counts: dict[frozenset[int], int] = defaultdict(int)
        for week in range(len(self.week_class)):
            counts[frozenset(mask for mask in known if mask >> week & 1)] += 1
        return [(weeks, on) for on, weeks in counts.items() if on]

    def binding(self, left: Cells, spans: Iterable[Cells]) -> NDArray[np.bool_]:
        """Which cells can bind what the spans take of a resource of which so much is left.

        In a cell in which no span begins and no less is left than in the cell before, at most the spans of
        the cell before are on, so that what is right there is right here.
        """
        found: NDArray[np.bool_] = np.arange(len(left)) % self.segments == 0
        found[1:] |= left[1:] < left[:-1]
        for cells in spans:
            found[cells[:1]] = True
            found[cells[1:][np.diff(cells) != 1]] = True
        return found

    def capacity(self, resource: PlanResource) -> NDArray[np.int32]:
        """Units of the resource left in every cell by its unavailability, never below 0."""
        left = np.full(self.size, resource.units, dtype=np.int32)
        for busy in resource.unavailable:
            units = resource.units if busy.units is None else busy.units
            left[self.cells(busy.days, busy.weeks, busy.start, busy.end)] -= units
        return np.maximum(left, 0)


def _cuts(problem: Problem) -> set[int]:
    cuts: set[int] = set()
    last = problem.horizon.slots_per_day
    for activity in problem.activities:
        pads = {(0, 0)} | {(need.before, need.after) for need in activity.needs}
        for time in activity.times:
            for before, after in pads:
                cuts.add(max(0, time.start - before))
                cuts.add(min(last, time.end + after))
    for resource in problem.resources:
        for busy in resource.unavailable:
            cuts |= {busy.start, busy.end}
    return cuts


def _week_classes(problem: Problem) -> list[int]:
    """Per week its class, numbered in order of first appearance."""
    masks: Iterable[int] = {time.weeks for activity in problem.activities for time in activity.times} | {
        busy.weeks for resource in problem.resources for busy in resource.unavailable
    }
    ordered = sorted(masks)
    signatures = [tuple(mask >> week & 1 for mask in ordered) for week in range(problem.horizon.weeks)]
    numbers = {each: number for number, each in enumerate(dict.fromkeys(signatures))}
    return [numbers[each] for each in signatures]
