"""A small campus in the database, with a period to plan; jobs and services are tried on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.groups import Group
from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import Actor, Role
from scheduler.domain.planning.activities import Activity, ActivityKind, ActivityNeed
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.plans import Plan, PlanSession, Unplaced, occurrence_of
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import at_wall_time
from scheduler.services.planning import job_steps
from scheduler.services.planning.create import CreatePlan, create_plan
from scheduler.services.planning.extract import Timetable
from scheduler.storage.planning import teaching
from scheduler.storage.store import Store
from solver.solution import CostTerm, Solution
from tests.support.factories import (
    NOW,
    keep,
    make_actor,
    make_campus,
    make_group,
    make_organisation,
    make_resource,
)

ZONE = ZoneInfo("Europe/Amsterdam")
MONDAY = date(2026, 11, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Two groups with a lesson each in the one room, three weeks long; and a planner."""

    school: Organisation
    campus: Campus
    period: Period
    room: Resource
    groups: tuple[Group, ...]
    activities: tuple[Activity, ...]
    planner: Actor


async def make_world(store: Store, **values: Any) -> World:
    """`values` are given to both activities."""
    school = await make_organisation(store)
    campus = await make_campus(store)
    for weekday in range(5):
        await keep(store, Opening(id=0, weekday=weekday, opens=time(8), closes=time(18), campus_id=campus.id))
    last_on = MONDAY + timedelta(days=20)
    period = await keep(store, Period(id=0, name="Periode 2", first_on=MONDAY, last_on=last_on))
    room = await make_resource(store, school, campus, kind=ResourceKind.ROOM, name="B1.04", units=1, seats=30)
    groups = (await make_group(store, school), await make_group(store, school))
    given = {"needs": (ActivityNeed(role="room", kind=ResourceKind.ROOM),)} | values
    activities = [
        await make_activity(store, period, school, title=f"Les {group.name}", group_ids=(group.id,), **given)
        for group in groups
    ]
    return World(
        school=school,
        campus=campus,
        period=period,
        room=room,
        groups=groups,
        activities=tuple(activities),
        planner=await make_actor(store, (school, Role.PLANNER)),
    )


async def make_activity(store: Store, period: Period, school: Organisation, **values: Any) -> Activity:
    given = {"title": "Les", "kind": ActivityKind.LESSON, "minutes": 120} | values
    activity = Activity(id=0, period_id=period.id, organisation_id=school.id, **given)
    async with store.write() as tx:
        return await teaching.add_activity(tx, activity)


def at(days: int, hour: int, minute: int = 0) -> datetime:
    """That many days after the first Monday of the period, by the clocks of the campus."""
    return at_wall_time(MONDAY + timedelta(days=days), time(hour, minute), ZONE)


def sessions_at(
    world: World, *places: tuple[int, int], weeks: Sequence[int] = (1, 2, 3)
) -> list[PlanSession]:
    """Each activity of the world weekly at its (weekday, hour)."""
    return [
        PlanSession(
            activity_id=activity.id,
            occurrence=occurrence_of(week, 1),
            span=Span(at(7 * (week - 1) + day, hour), at(7 * (week - 1) + day, hour + 2)),
            needs=tuple(sorted([Need(world.room.id), Need(group.resource_id)])),
            title=activity.title,
            people=24,
            campus_id=world.campus.id,
            organisation_id=activity.organisation_id,
        )
        for activity, group, (day, hour) in zip(world.activities, world.groups, places, strict=False)
        for week in weeks
    ]


async def make_solved_plan(
    store: Store, world: World, sessions: Sequence[PlanSession], unplaced: Sequence[Unplaced] = ()
) -> Plan:
    """A draft whose job has filled it with these sessions."""
    command = CreatePlan(period_id=world.period.id, name="Concept", seconds=1)
    plan = await create_plan(store, world.planner, command, NOW)
    await job_steps.keep_question(store, plan.id, "{}")
    found = Timetable(sessions=tuple(sessions), unplaced=tuple(unplaced))
    answer = Solution({}, cost=7, bound=5, terms=(CostTerm("time", 1, 7),))
    return await job_steps.keep_answer(store, plan.id, answer, found, "{}", NOW)


def moved(session: PlanSession, hours: int) -> PlanSession:
    """The same session so many hours later."""
    return replace(session, span=session.span.moved_to(session.span.start + timedelta(hours=hours)))
