"""A plan of an imported faculty as the competition's solution file."""

from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.error_codes import ConflictCode
from scheduler.domain.errors import Conflict
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.planning.activities import Activity
from scheduler.domain.planning.plans import Plan, PlanSession, number_of
from scheduler.services.imports.faculty import FIRST_HOUR
from scheduler.storage import records
from scheduler.storage.planning import plans, teaching
from scheduler.storage.store import Store


async def export_timetable(store: Store, actor: Actor | None, plan_id: int) -> str:
    """A line `course room day period` for every weekly lecture the plan has placed.

    Raises `Conflict` for a plan whose sessions do not lie on whole hours of one campus.
    """
    async with store.read() as tx:
        plan = await records.get(tx, Plan, plan_id)
        owners = None if plan.organisation_id is None else [plan.organisation_id]
        require(actor, Action.VIEW_PLANS, organisations=owners)
        sessions = await plans.sessions_of(tx, plan_id)
        activities = {each.id: each for each in await teaching.activities_of(tx, plan.period_id)}
        used = {need.resource_id for session in sessions for need in session.needs}
        resources = await records.by_id(tx, Resource, used)
        campuses = await records.by_id(tx, Campus, {s.campus_id for s in sessions if s.campus_id is not None})
    zones = {campus_id: campus.tz for campus_id, campus in campuses.items()}
    return "".join(sorted(_lines(sessions, activities, resources, zones)))


def _lines(
    sessions: Iterable[PlanSession],
    activities: Mapping[int, Activity],
    resources: Mapping[int, Resource],
    zones: Mapping[int, ZoneInfo],
) -> Iterator[str]:
    seen: set[tuple[int, int]] = set()
    for session in sorted(sessions, key=lambda each: each.span):
        key = (session.activity_id, number_of(session.occurrence))
        if key in seen:
            continue
        seen.add(key)
        rooms = [
            resources[need.resource_id].name
            for need in session.needs
            if resources[need.resource_id].kind is ResourceKind.ROOM
        ]
        if len(rooms) != 1 or session.campus_id is None:
            raise Conflict(ConflictCode.NOT_A_FACULTY, title=session.title)
        at = session.span.start.astimezone(zones[session.campus_id])
        if at.minute or at.hour < FIRST_HOUR:
            raise Conflict(ConflictCode.NOT_A_FACULTY, title=session.title)
        subject = activities[session.activity_id].subject
        yield f"{subject} {rooms[0]} {at.weekday()} {at.hour - FIRST_HOUR}\n"
