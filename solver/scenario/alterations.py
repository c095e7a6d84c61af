"""What a scenario changes, and the problem it makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count, islice

from solver.activities import PlanActivity, PlanResource, Requirement, ResourceOption
from solver.errors import InvalidProblemError
from solver.opening import closed, opened
from solver.problem import Problem
from solver.scenario.figures import demanded
from solver.times import Busy

_PER_UNMET_SLOT = 10_000
"""Above any penalty a session can cost: a scenario is first about hours that find no place."""


@dataclass(frozen=True, slots=True)
class AddCopies:
    """Further resources just like an existing one, candidates wherever it is one, at the same penalty."""

    like: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class AddUnits:
    """More parallel places of a resource."""

    resource: str
    units: int


@dataclass(frozen=True, slots=True)
class RemoveResource:
    """The resource is gone."""

    resource: str


@dataclass(frozen=True, slots=True)
class OpenHours:
    """The resource is available during a span in which it was not."""

    resource: str
    span: Busy


@dataclass(frozen=True, slots=True)
class CloseHours:
    """The resource is not available during a span."""

    resource: str
    span: Busy


@dataclass(frozen=True, slots=True)
class AddDemand:
    """Further activities."""

    activities: tuple[PlanActivity, ...]


@dataclass(frozen=True, slots=True)
class RemoveDemand:
    """Activities that are not wanted any more."""

    activities: frozenset[str]


Alteration = AddCopies | AddUnits | RemoveResource | OpenHours | CloseHours | AddDemand | RemoveDemand


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A named set of alterations, made one after the other."""

    name: str
    alterations: tuple[Alteration, ...] = ()


def alter(problem: Problem, scenario: WhatIf) -> Problem:
    """The problem of a scenario: every activity may be dropped, at a price that puts hours first."""
    changed = replace(problem, activities=tuple(_hours_first(each) for each in problem.activities))
    for alteration in scenario.alterations:
        changed = _altered(changed, alteration)
    return changed


def _hours_first(activity: PlanActivity) -> PlanActivity:
    return replace(activity, drop=_PER_UNMET_SLOT * max(1, demanded(activity)))


def _altered(problem: Problem, alteration: Alteration) -> Problem:
    match alteration:
        case AddCopies(like, number):
            return _with_copies(problem, like, number)
        case RemoveResource(name):
            return _without_resource(problem, name)
        case AddDemand(activities):
            added = tuple(_hours_first(each) for each in activities)
            return replace(problem, activities=(*problem.activities, *added))
        case RemoveDemand(names):
            return _without_activities(problem, names)
        case AddUnits(name) | OpenHours(name) | CloseHours(name):
            _known_resource(problem, name)
            resources = (_changed(r, alteration) if r.id == name else r for r in problem.resources)
            return replace(problem, resources=tuple(resources))


def _changed(resource: PlanResource, alteration: AddUnits | OpenHours | CloseHours) -> PlanResource:
    match alteration:
        case AddUnits(_, units):
            return replace(resource, units=resource.units + units)
        case OpenHours(_, span):
            return opened(resource, span)
        case CloseHours(_, span):
            return closed(resource, span)


def _known_resource(problem: Problem, name: str) -> PlanResource:
    if name not in problem.resource_by_id:
        raise InvalidProblemError(f"scenario, resource {name!r}", "does not exist")
    return problem.resource_by_id[name]


def _with_copies(problem: Problem, like: str, number: int) -> Problem:
    """The copies are called like the original with the next free numbers from 2 on."""
    original = _known_resource(problem, like)
    names = (name for n in count(2) if (name := f"{like} {n}") not in problem.resource_by_id)
    copies = tuple(replace(original, id=name) for name in islice(names, number))

    def widened(need: Requirement) -> Requirement:
        same = [candidate for candidate in need.candidates if candidate.resource == like]
        further = (ResourceOption(copy.id, candidate.penalty) for candidate in same for copy in copies)
        return replace(need, candidates=(*need.candidates, *further))

    return replace(problem, resources=(*problem.resources, *copies), activities=_needing(problem, widened))


def _without_resource(problem: Problem, name: str) -> Problem:
    _known_resource(problem, name)

    def narrowed(need: Requirement) -> Requirement:
        return replace(need, candidates=tuple(each for each in need.candidates if each.resource != name))

    return replace(
        problem,
        resources=tuple(each for each in problem.resources if each.id != name),
        activities=_needing(problem, narrowed),
        pins=tuple(pin for pin in problem.pins if not any(name in names for names in pin.resources or ())),
    )


def _needing(problem: Problem, change: Callable[[Requirement], Requirement]) -> tuple[PlanActivity, ...]:
    return tuple(
        replace(each, needs=tuple(change(need) for need in each.needs)) for each in problem.activities
    )


def _without_activities(problem: Problem, names: frozenset[str]) -> Problem:
    for name in sorted(names - set(problem.activity_by_id)):
        raise InvalidProblemError(f"scenario, activity {name!r}", "does not exist")

    def left(activities: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(each for each in activities if each not in names)

    return replace(
        problem,
        activities=tuple(each for each in problem.activities if each.id not in names),
        distributions=tuple(replace(r, activities=left(r.activities)) for r in problem.distributions),
        compactness=tuple(replace(r, activities=left(r.activities)) for r in problem.compactness),
        working_days=tuple(replace(r, activities=left(r.activities)) for r in problem.working_days),
        stability=tuple(replace(r, activities=left(r.activities)) for r in problem.stability),
        pins=tuple(pin for pin in problem.pins if pin.activity not in names),
    )
