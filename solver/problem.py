"""One `Problem` for campus and benchmark alike: activities, the resources they need, the rules between them.

Everything is frozen and checked when it is built; a mistake raises InvalidProblemError that names the item.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from solver.activities import Choice, Pinning, PlanActivity, PlanResource, Requirement, ResourceOption
from solver.demand import Config, Course, CourseSection, Student, Subpart
from solver.errors import FormatError, InvalidProblemError, SolverError, require
from solver.rules import (
    Compactness,
    Distribution,
    DistributionKind,
    Stability,
    TermWeights,
    TravelTime,
    WorkingDays,
)
from solver.times import Busy, Horizon, TimePattern, check_inside, is_inside

__all__ = [
    "Busy",
    "Choice",
    "Compactness",
    "Config",
    "Course",
    "CourseSection",
    "Distribution",
    "DistributionKind",
    "FormatError",
    "Horizon",
    "InvalidProblemError",
    "Pinning",
    "PlanActivity",
    "PlanResource",
    "Problem",
    "Requirement",
    "ResourceOption",
    "SolverError",
    "Stability",
    "Student",
    "Subpart",
    "TermWeights",
    "TimePattern",
    "TravelTime",
    "WorkingDays",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """What to place, on what, under which rules.

    Hard rules: every activity without a `drop` price is placed; no resource is used beyond its units or while
    unavailable; the located resources of one activity share one location; a travelling resource has the
    travel time between two sessions on a day; hard distributions and pins hold; sections keep their limits.
    Everything else is a named term of the objective, priced by `weights`.
    """

    name: str
    horizon: Horizon
    resources: tuple[PlanResource, ...]
    activities: tuple[PlanActivity, ...]
    distributions: tuple[Distribution, ...] = ()
    compactness: tuple[Compactness, ...] = ()
    working_days: tuple[WorkingDays, ...] = ()
    stability: tuple[Stability, ...] = ()
    travel: tuple[TravelTime, ...] = ()
    courses: tuple[Course, ...] = ()
    students: tuple[Student, ...] = ()
    pins: tuple[Pinning, ...] = ()
    weights: TermWeights = field(default_factory=TermWeights)
    resource_by_id: Mapping[str, PlanResource] = field(init=False, repr=False, compare=False)
    activity_by_id: Mapping[str, PlanActivity] = field(init=False, repr=False, compare=False)
    travel_slots: Mapping[tuple[str, str], int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "resource_by_id", {each.id: each for each in self.resources})
        object.__setattr__(self, "activity_by_id", {each.id: each for each in self.activities})
        both_ways = {(leg.one, leg.other): leg.slots for leg in self.travel}
        both_ways |= {(leg.other, leg.one): leg.slots for leg in self.travel}
        object.__setattr__(self, "travel_slots", both_ways)
        _check_unique(self)
        _check_spans(self)
        _check_needs(self)
        _check_rules(self)
        _check_pins(self)
        _check_demand(self)

    def slots_between(self, one: str | None, other: str | None) -> int:
        """Travel time in slots between two locations (0 for the same, an unknown or an absent one)."""
        if one is None or other is None or one == other:
            return 0
        return self.travel_slots.get((one, other), 0)


def _check_unique(problem: Problem) -> None:
    for noun, ids in (
        ("resource", [each.id for each in problem.resources]),
        ("activity", [each.id for each in problem.activities]),
        ("distribution", [each.id for each in problem.distributions]),
        ("course", [each.id for each in problem.courses]),
        ("student", [each.id for each in problem.students]),
    ):
        seen: set[str] = set()
        for each in ids:
            require(each not in seen, f"{noun} {each!r}", "is named twice")
            seen.add(each)


def _check_spans(problem: Problem) -> None:
    for activity in problem.activities:
        for index, time in enumerate(activity.times):
            if not is_inside(time, problem.horizon):
                check_inside(time, problem.horizon, f"activity {activity.id!r} time {index}")
    for resource in problem.resources:
        for index, busy in enumerate(resource.unavailable):
            check_inside(busy, problem.horizon, f"resource {resource.id!r} unavailability {index}")


def _check_needs(problem: Problem) -> None:
    for activity in problem.activities:
        item = f"activity {activity.id!r}"
        for need in activity.needs:
            for candidate in need.candidates:
                resource = problem.resource_by_id.get(candidate.resource)
                if resource is None:
                    raise InvalidProblemError(item, f"needs unknown resource {candidate.resource!r}")
                fits = need.units is None or need.units <= resource.units
                require(
                    fits, item, f"needs {need.units} units of {resource.id!r}, which has {resource.units}"
                )


def _check_rules(problem: Problem) -> None:
    families: Iterable[Distribution | Compactness | WorkingDays | Stability] = chain(
        problem.distributions, problem.compactness, problem.working_days, problem.stability
    )
    for rule in families:
        for name in rule.activities:
            known = name in problem.activity_by_id
            require(known, f"rule {rule.id!r}", f"names unknown activity {name!r}")


def _check_pins(problem: Problem) -> None:
    for pin in problem.pins:
        item = f"pin of {pin.activity!r}"
        activity = problem.activity_by_id.get(pin.activity)
        if activity is None:
            raise InvalidProblemError(item, "names an unknown activity")
        in_range = pin.time is None or 0 <= pin.time < len(activity.times)
        require(in_range, item, f"time {pin.time} is not one of {len(activity.times)} times")
        if pin.resources is not None:
            same = len(pin.resources) == len(activity.needs)
            require(same, item, f"names resources for {len(pin.resources)} of {len(activity.needs)} needs")


def _check_demand(problem: Problem) -> None:
    courses = {course.id for course in problem.courses}
    for course in problem.courses:
        for config in course.configs:
            own = {section.activity for subpart in config.subparts for section in subpart.sections}
            for subpart in config.subparts:
                for section in subpart.sections:
                    item = f"section {section.activity!r}"
                    require(section.activity in problem.activity_by_id, item, "is no activity")
                    known = section.parent is None or section.parent in own
                    require(known, item, f"parent {section.parent!r} is not in its configuration")
    for student in problem.students:
        for name in student.courses:
            require(name in courses, f"student {student.id!r}", f"asks for unknown course {name!r}")
