"""The lessons of the year outside the period to plan: one week that fits, given every teaching week.

The week is made by the rules of the campus: `free_units` decides what is taken, groups and teachers
get their travel time. Activities that find no place in it are left out; this is the past, not a plan.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import Claim, campus_of, demands_of
from scheduler.domain.bookings.conflicts import seat
from scheduler.domain.campus.campuses import Travel, TravelTimes
from scheduler.domain.campus.groups import Group
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.planning.activities import Activity, ActivityNeed
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import DAY, at_wall_time
from scheduler.services.demo.region import ZONE
from scheduler.services.demo.world import World

STEP = 30
_KINDS = {
    ResourceKind.ROOM,
    ResourceKind.FIELDLAB,
    ResourceKind.EQUIPMENT,
    ResourceKind.ONLINE,
    ResourceKind.STAFF,
}
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Lesson:
    """An activity at a wall time of the week, with the units it holds."""

    activity: Activity
    weekday: int
    at: time
    needs: tuple[Need, ...]
    units: tuple[tuple[int, int], ...]
    campus_id: int | None


@dataclass
class _Week:
    """What one week holds already, by resource and weekday."""

    monday: date
    resources: dict[int, Resource]
    travel: TravelTimes
    held: dict[tuple[int, int], list[Claim]] = field(default_factory=dict)

    def claims(self, weekday: int, ids: Sequence[int]) -> list[Claim]:
        return [claim for key in ids for claim in self.held.get((key, weekday), ())]

    def hold(self, weekday: int, claims: Sequence[Claim]) -> None:
        for claim in claims:
            self.held.setdefault((claim.resource_id, weekday), []).append(claim)


def typical_week(world: World, monday: date) -> list[Lesson]:
    """As many activities as find a place one after another, the largest first."""
    resources = {resource.id: resource for resource in world.all(Resource)}
    groups = {group.id: group for group in world.all(Group)}
    week = _Week(monday, resources, TravelTimes(world.all(Travel)))
    candidates = _Candidates(resources)
    lessons: list[Lesson] = []
    for activity in sorted(world.all(Activity), key=lambda a: (-a.importance, -a.minutes, a.id)):
        people = [Need(groups[key].resource_id) for key in activity.group_ids]
        people += [Need(key) for key in activity.staff_ids]
        used: set[int] = set()
        for _ in range(activity.per_week):
            lesson = _placed(activity, people, week, candidates, used)
            if lesson is not None:
                used.add(lesson.weekday)
                lessons.append(lesson)
    return lessons


class _Candidates:
    """Which resources serve a need, its preferred ones first; asked often, so remembered."""

    def __init__(self, resources: dict[int, Resource]) -> None:
        self._all = [r for r in resources.values() if r.kind in _KINDS]
        self._known: dict[ActivityNeed, list[Resource]] = {}

    def of(self, need: ActivityNeed) -> list[Resource]:
        if need not in self._known:
            fits = [r for r in self._all if serves(r, need)]
            self._known[need] = sorted(fits, key=lambda r: (r.id not in need.preferred_ids, r.id))
        return self._known[need]


def serves(resource: Resource, need: ActivityNeed) -> bool:
    """Whether it is what the need asks, whatever the time."""
    if need.resource_ids:
        return resource.id in need.resource_ids
    return (
        resource.kind is need.kind
        and resource.features >= need.features
        and (not need.campus_ids or resource.campus_id in need.campus_ids)
        and (need.units is None or resource.units >= need.units)
    )


def _placed(
    activity: Activity, people: list[Need], week: _Week, candidates: _Candidates, used: set[int]
) -> Lesson | None:
    """The first time at which everything is free; the rooms that are preferred are tried first."""
    for weekday, at, span in _times(activity, week.monday, used):
        needs = _chosen(activity, people, span, weekday, week, candidates)
        if needs is None:
            continue
        ids = [need.resource_id for need in needs]
        campus_id = campus_of(needs, week.resources)
        held = week.claims(weekday, ids)
        seating = seat(demands_of(needs, span, _only(week, ids)), held, week.resources, campus_id=campus_id)
        if seating.shortages or not _reachable(span, ids, held, campus_id, week):
            continue
        week.hold(weekday, seating.claims)
        units = tuple((claim.resource_id, claim.unit) for claim in seating.claims)
        return Lesson(activity, weekday, at, needs, units, campus_id)
    return None


def _times(activity: Activity, monday: date, used: set[int]) -> Iterator[tuple[int, time, Span]]:
    zone = ZoneInfo(ZONE)
    length = timedelta(minutes=activity.minutes)
    for turn in range(len(activity.wishes)):
        wish = activity.wishes[(turn + activity.id) % len(activity.wishes)]
        if wish.weekday in used:
            continue
        at = datetime.combine(monday + wish.weekday * DAY, wish.starts)
        last = datetime.combine(monday + wish.weekday * DAY, wish.ends) - length
        while at <= last:
            start = at_wall_time(at.date(), at.time(), zone)
            yield wish.weekday, at.time(), Span(start, start + length)
            at += timedelta(minutes=STEP)


def _chosen(
    activity: Activity, people: list[Need], span: Span, weekday: int, week: _Week, candidates: _Candidates
) -> tuple[Need, ...] | None:
    """For each need the first of a few candidates with room; nothing when a person is busy anyway."""
    if not all(_free(need, span, weekday, week) for need in people):
        return None
    chosen = list(people)
    for need in activity.needs:
        some = candidates.of(need)[:_TRIES] if need.kind is not ResourceKind.ROOM else candidates.of(need)
        wanted = (Need(r.id, need.units) for r in some)
        first = next((each for each in wanted if _free(each, span, weekday, week)), None)
        if first is None:
            return None
        chosen.append(first)
    return tuple(sorted(chosen))


def _free(need: Need, span: Span, weekday: int, week: _Week) -> bool:
    only = {need.resource_id: week.resources[need.resource_id]}
    demands = demands_of([need], span, only)
    return not seat(demands, week.claims(weekday, [need.resource_id]), week.resources).shortages


def _only(week: _Week, ids: Sequence[int]) -> dict[int, Resource]:
    return {key: week.resources[key] for key in ids}


def _reachable(
    span: Span, ids: Sequence[int], held: Sequence[Claim], campus_id: int | None, week: _Week
) -> bool:
    """Whether people and groups get from one campus to the other between two lessons of the day."""
    return all(
        max(claim.span.start - span.end, span.start - claim.span.end)
        >= timedelta(minutes=week.travel.minutes(claim.campus_id, campus_id))
        for claim in held
        if week.resources[claim.resource_id].travels
    )
