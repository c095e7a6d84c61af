"""What scenarios are compared by. Hours are counted in slots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from solver.activities import PlanActivity, PlanResource
from solver.check.occupancy import further_locations
from solver.check.sessions import sessions_of
from solver.problem import Problem
from solver.solution import Solution
from solver.times import TimePattern, bits


@dataclass(frozen=True, slots=True)
class Fill:
    """Unit slots of all resources of a kind: `used` by sessions (set-up included) of those `open`."""

    used: int
    open: int

    @property
    def share(self) -> float:
        """Used of open, 0 when nothing is open."""
        return self.used / self.open if self.open else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What is compared: slots and activities without a place, fill per kind of resource, travel, penalties.

    `travel` counts the further locations people visit on a day; `penalties` is the cost of what is placed.
    """

    demanded_slots: int
    unmet_slots: int
    unmet_activities: int
    fill: Mapping[str, Fill]
    travel: int
    penalties: int


def figures(problem: Problem, plan: Solution) -> Figures:
    """The figures of a plan."""
    values = {term.name: term for term in plan.terms}
    return Figures(
        demanded_slots=sum(demanded(each) for each in problem.activities),
        unmet_slots=unmet_slots(problem, plan),
        unmet_activities=sum(each.id not in plan.assignments for each in problem.activities),
        fill=fill_by_kind(problem, plan),
        travel=further_locations(problem, sessions_of(problem, plan)),
        penalties=sum(term.cost for name, term in values.items() if name != "unplaced"),
    )


def unmet_slots(problem: Problem, plan: Solution) -> int:
    """The slots of the activities without a place."""
    return sum(demanded(each) for each in problem.activities if each.id not in plan.assignments)


def fill_by_kind(problem: Problem, plan: Solution) -> dict[str, Fill]:
    """Used and open unit slots per kind of resource."""
    used: dict[str, int] = defaultdict(int)
    for session in sessions_of(problem, plan).values():
        for need, names in zip(session.activity.needs, session.assignment.resources, strict=True):
            padded = replace(session.time, length=session.time.length + need.before + need.after)
            for name in names:
                resource = problem.resource_by_id[name]
                used[resource.kind] += meeting_slots(padded) * (need.units or resource.units)
    total: dict[str, int] = defaultdict(int)
    for resource in problem.resources:
        total[resource.kind] += open_slots(problem, resource)
    return {kind: Fill(used[kind], total[kind]) for kind in sorted(total)}


def open_slots(problem: Problem, resource: PlanResource) -> int:
    """The unit slots in which a resource is available over the whole horizon."""
    horizon = problem.horizon
    left = np.full((horizon.weeks, horizon.days, horizon.slots_per_day), resource.units)
    for busy in resource.unavailable:
        weeks, days = list(bits(busy.weeks)), list(bits(busy.days))
        left[np.ix_(weeks, days, range(busy.start, busy.end))] -= busy.units or resource.units
    return int(np.maximum(left, 0).sum())


def demanded(activity: PlanActivity) -> int:
    """The slots an activity asks for: those of its shortest time, over all days and weeks."""
    return min((meeting_slots(time) for time in activity.times), default=0)


def meeting_slots(time: TimePattern) -> int:
    """The slots of all meetings of a time."""
    return time.length * time.days.bit_count() * time.weeks.bit_count()
