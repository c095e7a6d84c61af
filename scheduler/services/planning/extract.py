"""A solution as dated sessions, and what it leaves out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import campus_of
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.planning.activities import Activity, ActivityKind
from scheduler.domain.planning.plans import PlanSession, Unplaced, occurrence_of
from scheduler.services.planning.candidates import FIXED_PART
from scheduler.services.planning.problem import Question
from scheduler.services.planning.snapshot import Snapshot, people_of
from solver.activities import PlanActivity
from solver.solution import Placement, Solution
from solver.times import bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """What an answer of the solver's means for the campus: dated sessions, and what it leaves out."""

    sessions: tuple[PlanSession, ...]
    unplaced: tuple[Unplaced, ...]


def extract(question: Question, solution: Solution) -> Timetable:
    """Every dated session of the plan, by activity and occurrence, and the activities that miss some."""
    found = [
        session
        for name, assignment in solution.assignments.items()
        for session in _dated(question, name, assignment)
    ]
    return Timetable(
        sessions=tuple(sorted(found, key=lambda each: (each.activity_id, each.occurrence))),
        unplaced=_unplaced(question, solution),
    )


def _dated(question: Question, name: str, assignment: Placement) -> Iterator[PlanSession]:
    snapshot = question.snapshot
    activity, number = question.sessions[name]
    placeable = question.problem.activity_by_id[name]
    at = placeable.times[assignment.time]
    needs = needs_of(placeable, assignment, question.units[activity.id])
    places = [snapshot.resources[need.resource_id] for need in needs]
    for week in bits(at.weeks):
        for day in bits(at.days):
            yield PlanSession(
                activity_id=activity.id,
                occurrence=occurrence_of(week + 1, number),
                span=snapshot.grid.span_of(week, day, at.start, at.length),
                needs=needs,
                title=activity.title,
                people=_people_on_site(snapshot, activity, places),
                campus_id=campus_of(needs, snapshot.resources),
                organisation_id=activity.organisation_id,
                project_id=activity.project_id,
                meeting_url=next((r.meeting_url for r in places if r.kind is ResourceKind.ONLINE), None),
            )


def needs_of(placeable: PlanActivity, assignment: Placement, units: Sequence[int | None]) -> tuple[Need, ...]:
    """What an assignment books, each resource once; the fixed parts of a whole come with it.

    `units` are those that each need asks, which may be fewer than its people fill.
    """
    asked: dict[int, int | None] = {}
    for need, names, asks in zip(placeable.needs, assignment.resources, units, strict=True):
        for name in names if need.role != FIXED_PART else ():
            resource_id = int(name.removeprefix("r"))
            before = asked.get(resource_id, 0)
            asked[resource_id] = None if asks is None or before is None else before + asks
    return tuple(Need(resource_id, units) for resource_id, units in sorted(asked.items()))


def _people_on_site(snapshot: Snapshot, activity: Activity, places: list[Resource]) -> int:
    """Everybody; of a hybrid session those for whom there is a seat, the others are online."""
    people = people_of(activity, snapshot.groups_of(activity))
    seats = [place.seats for place in places if place.is_place]
    if activity.kind is not ActivityKind.HYBRID or not seats or None in seats:
        return people
    return min(people, sum(seat for seat in seats if seat is not None))


def _unplaced(question: Question, solution: Solution) -> tuple[Unplaced, ...]:
    """The activities of which sessions are missing, without causes yet."""
    missing = Counter(question.sessions[name][0].id for name in solution.unplaced)
    titles = {activity.id: activity.title for activity, _ in question.sessions.values()}
    return tuple(
        Unplaced(activity_id=activity_id, title=titles[activity_id], sessions=count)
        for activity_id, count in sorted(missing.items())
    )
