"""A bound that is there at once: activities that have no place even with everything else away."""

from __future__ import annotations

from solver.activities import PlanActivity, Requirement
from solver.grid import SlotGrid
from solver.problem import Problem
from solver.times import TimePattern

ARGUMENT = "activities that have no place even alone, at their prices"


def unplaceable(problem: Problem, grid: SlotGrid) -> tuple[PlanActivity, ...]:
    """The activities that no time and choice of resources fits, were all other activities left out."""
    left = {resource.id: grid.capacity(resource) for resource in problem.resources}

    def serves(need: Requirement, time: TimePattern) -> bool:
        cells = grid.cells(time.days, time.weeks, time.start - need.before, time.end + need.after)
        fitting = 0
        for candidate in need.candidates:
            units = need.units or problem.resource_by_id[candidate.resource].units
            fitting += bool((left[candidate.resource][cells] >= units).all())
            if fitting == need.count:
                return True
        return False

    return tuple(
        activity
        for activity in problem.activities
        if not any(all(serves(need, time) for need in activity.needs) for time in activity.times)
    )


def bound(problem: Problem, grid: SlotGrid) -> int:
    """What the activities without any place cost at least."""
    return sum((each.drop or 0) * problem.weights.unplaced for each in unplaceable(problem, grid))
