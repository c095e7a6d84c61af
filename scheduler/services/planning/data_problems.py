"""What is wrong with the data before anything is planned: what no plan could place. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scheduler.domain.planning.activities import Activity
from scheduler.services.planning.candidates import Candidates, Wanted
from scheduler.services.planning.grid import SLOT, SLOTS_PER_DAY
from scheduler.services.planning.problem import Question
from scheduler.services.planning.snapshot import Snapshot
from scheduler.services.planning.times import stretches
from solver.activities import PlanActivity
from solver.times import bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`code` says what is wrong, with one activity or with one resource; `data` the numbers that show it.

    nobody_fits: no resource, or too few, will do for a need; `reasons` counts why not.
    no_time: there is no moment at which the activity could be.
    overbooked: the activities that can only have this resource, group or person ask for more minutes
    a week than there are.
    """

    code: str
    name: str
    activity_id: int | None = None
    resource_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


def faults_of(question: Question) -> tuple[Fault, ...]:
    """Everything at once, activities first."""
    snapshot = question.snapshot
    catalogue = Candidates(snapshot)
    once = {activity.id: name for name, (activity, number) in question.sessions.items() if number == 1}
    found: list[Fault] = []
    for activity in snapshot.activities:
        placeable = question.problem.activity_by_id[once[activity.id]]
        found += _nobody_fits(snapshot, catalogue, activity)
        found += _no_time(snapshot, activity, placeable)
    return (*found, *_overbooked(question))


def _nobody_fits(snapshot: Snapshot, catalogue: Candidates, activity: Activity) -> Iterator[Fault]:
    wanted = catalogue.wanted(activity)
    for each in wanted:
        if len(each.ids) < each.count:
            data = {"role": each.role, "kind": each.kind.value, "count": each.count, "fitting": len(each.ids)}
            reasons = _reasons(snapshot, catalogue, activity, each)
            yield Fault(
                code="nobody_fits",
                name=activity.title,
                activity_id=activity.id,
                data=data | {"units": each.units, "reasons": reasons},
            )


def _reasons(snapshot: Snapshot, catalogue: Candidates, activity: Activity, wanted: Wanted) -> dict[str, int]:
    """Why the resources that could be meant will not do, with how many each reason shuts out."""
    needs = [need for need in activity.needs if (need.role, need.kind) == (wanted.role, wanted.kind)]
    if not needs:  # a group or a member of staff by name
        return {"inactive": 1}
    meant = catalogue.of_kind(needs[0])
    tally = Counter(catalogue.why_not(resource, needs[0], activity) or "not_qualified" for resource in meant)
    return dict(tally) or {"none": 0}


def _no_time(snapshot: Snapshot, activity: Activity, placeable: PlanActivity) -> Iterator[Fault]:
    if placeable.times:
        return
    if not stretches(activity, snapshot.groups_of(activity)):
        reason = "no_shared_hours"
    elif not any(snapshot.grid.weekday_masks(snapshot.days_off(activity))):
        reason = "holidays"
    else:
        reason = "too_long_or_avoided"
    yield Fault(code="no_time", name=activity.title, activity_id=activity.id, data={"reason": reason})


def _overbooked(question: Question) -> Iterator[Fault]:
    asked: dict[str, int] = defaultdict(int)
    moments: dict[str, int] = defaultdict(int)
    names: dict[str, set[int]] = defaultdict(set)
    known = question.problem.resource_by_id
    for placeable in question.problem.activities:
        when = _moments(placeable)
        for need in placeable.needs if placeable.times else ():
            if len(need.candidates) != need.count:
                continue
            for candidate in need.candidates:
                units = need.units or known[candidate.resource].units
                asked[candidate.resource] += placeable.times[0].length * units
                moments[candidate.resource] |= when
                names[candidate.resource].add(question.sessions[placeable.id][0].id)
    for resource_id, slots in asked.items():
        resource = question.snapshot.resources[int(resource_id.removeprefix("r"))]
        there = moments[resource_id].bit_count() * resource.units
        if slots > there:
            data = {"minutes_asked": slots * SLOT, "minutes_there": there * SLOT}
            yield Fault(
                code="overbooked",
                name=resource.name,
                resource_id=resource.id,
                data=data | {"kind": resource.kind.value, "activity_ids": sorted(names[resource_id])},
            )


def _moments(placeable: PlanActivity) -> int:
    """The slots of a week in which the activity may be, as a mask."""
    mask = 0
    for time in placeable.times:
        for day in bits(time.days):
            mask |= ((1 << time.length) - 1) << (day * SLOTS_PER_DAY + time.start)
    return mask
