"""A snapshot as the solver's `Problem`. Pure: values in, values out, nothing read and nothing written.

`r12` is resource 12, `a7.2` the second weekly session of activity 7, `c1` the campus 1.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from scheduler.domain.bookings.attendance import units_for
from scheduler.domain.campus.resources import PLACES, Resource, ResourceKind
from scheduler.domain.planning.activities import Activity
from scheduler.services.planning import soft_rules
from scheduler.services.planning.candidates import Candidates, Wanted
from scheduler.services.planning.grid import slot_at, slots_up
from scheduler.services.planning.snapshot import Snapshot, people_of
from scheduler.services.planning.times import CandidateTimes
from scheduler.services.planning.unavailability import Unavailability
from solver.problem import (
    Pinning,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    TravelTime,
)
from solver.times import TimePattern

LEFT_OUT = 1000
"""The price of leaving one weekly session out, for each step of the activity's importance."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the solver is asked of a snapshot: the problem, and what its activities came from."""

    snapshot: Snapshot
    problem: Problem
    sessions: Mapping[str, tuple[Activity, int]]
    """Per solver activity the activity and which of its weekly sessions it is, from 1."""
    units: Mapping[int, tuple[int | None, ...]]
    """Per activity the units that each need of the solver's activity books: it may take more (`_filled`)."""


def problem_of(snapshot: Snapshot) -> Question:
    """The problem whose every valid solution can be published on the campus as it is."""
    catalogue = Candidates(snapshot)
    wanted = {activity.id: catalogue.wanted(activity) for activity in snapshot.activities}
    occupation = Unavailability(snapshot, _visits(snapshot, wanted))
    times, in_use = CandidateTimes(snapshot, occupation), _in_use(snapshot)
    placeables: dict[str, PlanActivity] = {}
    sessions: dict[str, tuple[Activity, int]] = {}
    for activity in snapshot.activities:
        candidates = times.of(activity, wanted[activity.id], in_use.get(activity.id, ()))
        needs = _needs(snapshot, activity, wanted[activity.id])
        for number in range(1, activity.per_week + 1):
            name = name_of(activity.id, number)
            sessions[name] = (activity, number)
            placeables[name] = _placeable(snapshot, name, activity, needs, candidates)
    units = {activity_id: tuple(each.units for each in mine) for activity_id, mine in wanted.items()}
    return Question(snapshot, _problem(snapshot, occupation, wanted, placeables), sessions, units)


def name_of(activity_id: int, number: int) -> str:
    return f"a{activity_id}.{number}"


def _problem(
    snapshot: Snapshot,
    occupation: Unavailability,
    wanted: Mapping[int, Sequence[Wanted]],
    placeables: Mapping[str, PlanActivity],
) -> Problem:
    names = {
        activity.id: [name_of(activity.id, number) for number in range(1, activity.per_week + 1)]
        for activity in snapshot.activities
    }
    used = sorted({resource_id for each in chain(*wanted.values()) for resource_id in each.ids})
    settled = _settled(snapshot, wanted)
    return Problem(
        name=snapshot.period.name,
        horizon=snapshot.grid.horizon,
        resources=tuple(_occupiable(snapshot.resources[each], occupation, settled) for each in used),
        activities=tuple(placeables.values()),
        distributions=tuple(soft_rules.one_day(snapshot, names)),
        compactness=tuple(soft_rules.compactness(snapshot, names)),
        working_days=tuple(soft_rules.working_days(snapshot, names)),
        stability=tuple(soft_rules.stability(snapshot, names)),
        travel=_travel(snapshot),
        pins=tuple(_pins(snapshot, placeables)),
        weights=soft_rules.weights(snapshot),
    )


def _placeable(
    snapshot: Snapshot,
    name: str,
    activity: Activity,
    needs: tuple[Requirement, ...],
    times: tuple[TimePattern, ...],
) -> PlanActivity:
    return PlanActivity(
        id=name,
        times=times,
        needs=needs,
        name=activity.title,
        size=people_of(activity, snapshot.groups_of(activity)),
        drop=LEFT_OUT * activity.importance,
    )


def _needs(snapshot: Snapshot, activity: Activity, wanted: Sequence[Wanted]) -> tuple[Requirement, ...]:
    """The needs, that of the only place with as many units as the activity's people fill.

    Where there are several places people spread, and the campus alone says whether they find a seat.
    """
    places = [each for each in wanted if each.kind in PLACES]
    alone = places[0] if len(places) == 1 and places[0].count == 1 else None
    people = people_of(activity, snapshot.groups_of(activity))
    return tuple(_need(snapshot, each, people if each is alone else 0) for each in wanted)


def _filled(snapshot: Snapshot, wanted: Wanted, people: int) -> int | None:
    """The units asked, or more where the people of several sessions would not find seats together."""
    known = [snapshot.resources[resource_id] for resource_id in wanted.ids]
    if wanted.units is None or not known:
        return wanted.units
    most = max(units_for(place, people) for place in known)
    return max(wanted.units, min(most, *(place.units for place in known)))


def _need(snapshot: Snapshot, wanted: Wanted, people: int) -> Requirement:
    """All candidates are padded as the one that needs it longest: a need has one padding."""
    resources = [snapshot.resources[resource_id] for resource_id in wanted.ids]
    return Requirement(
        role=wanted.role,
        candidates=tuple(
            ResourceOption(f"r{resource_id}", price) for resource_id, price in wanted.candidates
        ),
        units=_filled(snapshot, wanted, people),
        count=wanted.count,
        before=max((slots_up(each.setup_minutes) for each in resources), default=0),
        after=max((slots_up(each.teardown_minutes) for each in resources), default=0),
    )


def _occupiable(resource: Resource, occupation: Unavailability, settled: frozenset[int]) -> PlanResource:
    return PlanResource(
        id=f"r{resource.id}",
        name=resource.name,
        kind=resource.kind.value,
        units=resource.units,
        seats=resource.seats if resource.standing_room else None,
        unavailable=occupation.busy(resource),
        location=f"c{resource.campus_id}" if resource.id in settled else None,
        travels=resource.travels,
    )


def _settled(snapshot: Snapshot, wanted: Mapping[int, Sequence[Wanted]]) -> frozenset[int]:
    """The resources that say on which campus a session is.

    What can be brought says so only where it may be all there is; people, groups and online rooms never do.
    """
    known = snapshot.resources
    adrift = {
        resource_id
        for mine in wanted.values()
        if not any(_anchors([known[resource_id] for resource_id in each.ids]) for each in mine)
        for each in mine
        for resource_id in each.ids
    }
    return frozenset(
        resource.id
        for resource in known.values()
        if resource.campus_id is not None
        and not resource.travels
        and resource.kind is not ResourceKind.ONLINE
        and (not resource.movable or resource.id in adrift)
    )


def _anchors(candidates: Sequence[Resource]) -> bool:
    """Whether whichever is chosen is a place that stays where it is."""
    return bool(candidates) and all(
        each.is_place and not each.movable and each.campus_id is not None for each in candidates
    )


def _visits(snapshot: Snapshot, wanted: Mapping[int, Sequence[Wanted]]) -> dict[int, frozenset[int]]:
    """Per person and group the campuses on which the plan may send them."""
    found: dict[int, set[int]] = defaultdict(set)
    for mine in wanted.values():
        known = [snapshot.resources[resource_id] for each in mine for resource_id in each.ids]
        campuses = {r.campus_id for r in known if r.campus_id is not None and not r.travels}
        for resource in known:
            if resource.travels:
                found[resource.id] |= campuses
    return {resource_id: frozenset(campuses) for resource_id, campuses in found.items()}


def _travel(snapshot: Snapshot) -> tuple[TravelTime, ...]:
    """Between all campuses, with the longest set-up and tear-down that people themselves may have."""
    people = [resource for resource in snapshot.resources.values() if resource.travels]
    padding = max((r.setup_minutes for r in people), default=0) + max(
        (r.teardown_minutes for r in people), default=0
    )
    minutes = {
        (one, other): snapshot.around.travel.minutes(one, other)
        for one, other in combinations(sorted(snapshot.around.campuses), 2)
    }
    return tuple(
        TravelTime(f"c{one}", f"c{other}", slots_up(needed + padding))
        for (one, other), needed in minutes.items()
        if needed
    )


def _in_use(snapshot: Snapshot) -> dict[int, list[tuple[int, int]]]:
    """Per activity the weekdays and slots at which it is published or pinned: it must be able to stay."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (activity_id, _), (day, start, _) in soft_rules.published_places(snapshot).items():
        found[activity_id].append((day, start))
    for pin in snapshot.pins:
        found[pin.activity_id].append((pin.weekday, slot_at(pin.at)))
    return found


def _pins(snapshot: Snapshot, placeables: Mapping[str, PlanActivity]) -> list[Pinning]:
    """Hard where a person pinned it, priced where it is published."""
    kept = soft_rules.kept_places(snapshot)
    found: list[Pinning] = []
    for (activity_id, number), pin in kept.items():
        placeable = placeables.get(name_of(activity_id, number))
        if placeable is not None:
            found += soft_rules.pins(placeable, pin.weekday, slot_at(pin.at), pin.needs, (None, None))
    prices = (soft_rules.CHANGED_TIME, soft_rules.CHANGED_PLACE)
    for key, (day, start, needs) in soft_rules.published_places(snapshot).items():
        placeable = placeables.get(name_of(*key))
        if placeable is not None and key not in kept:
            found += soft_rules.pins(placeable, day, start, needs, prices)
    return found
