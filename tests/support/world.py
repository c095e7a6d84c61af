"""A small campus with one of everything, and somebody in every role: for tests of who may do what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from scheduler.domain.bookings.approvals import Approval
from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.calendars.sources import Whose
from scheduler.domain.campus.campuses import Campus, Travel
from scheduler.domain.campus.groups import Group, GroupMember
from scheduler.domain.campus.opening_hours import Closure, ClosureKind, Holiday, Opening, Window
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind, Sharing
from scheduler.domain.identity.credentials import Invitation, LoginSession
from scheduler.domain.identity.people import Actor, Membership, Qualification, Role
from scheduler.domain.identity.secrets import hash_of
from scheduler.domain.jobs import Job, JobStatus
from scheduler.domain.planning.activities import Activity, ActivityKind
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.plans import Plan, PlanStatus
from scheduler.domain.planning.projects import Project
from scheduler.domain.planning.studies import Alteration, AlterationKind, Scenario, Study
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import WeeklyRule
from scheduler.services.bookings import ChangeBooking, RequestBooking, change_booking, request_booking
from scheduler.services.calendars.feeds import MakeFeed, make_feed
from scheduler.services.calendars.sources import FollowCalendar, follow_calendar
from scheduler.services.identity.tokens import CreateToken, create_token
from scheduler.storage import records
from scheduler.storage.planning.teaching import ACTIVITIES
from scheduler.storage.store import Store
from tests.support.calendars import ADDRESS, Elsewhere
from tests.support.factories import (
    NOW,
    act_as,
    keep,
    make_actor,
    make_campus,
    make_group,
    make_organisation,
    make_resource,
)

NINE: Final = NOW + timedelta(days=1, hours=1)
"""Tuesday 24 November 2026, ten o'clock in Amsterdam."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """`people` by role, all of one school, and `outsider`, who runs another; `ids` by the name that
    paths and bodies give them."""

    people: Mapping[str, Actor]
    ids: Mapping[str, int | str]


async def make_world(store: Store) -> World:
    school, other = await make_organisation(store), await make_organisation(store)
    campus, far = await make_campus(store), await make_campus(store)
    lab = await make_resource(store, school, campus, sharing=Sharing.ON_REQUEST)
    group = await make_group(store, school)
    people = await _people(store, school, other)
    member = await _join(store, group, people["student"], school)
    people["student"] = await act_as(store, people["student"].person)
    things = await _teaching(store, school, group, people)
    things |= await _calendar(store, campus, far, lab, school)
    booking = await _booking(store, lab, school, people["teacher"])
    words = ChangeBooking(booking_id=booking.id, note="Neem een bril mee")
    changed = await change_booking(store, people["teacher"], words, NOW)
    weekly = await _series(store, lab, school, people["teacher"])
    asked = await _booking(store, lab, other, people["outsider"])
    ids: dict[str, int | str] = {
        "organisation_id": school.id,
        "other_id": other.id,
        "campus_id": campus.id,
        "from_campus_id": min(campus.id, far.id),
        "to_campus_id": max(campus.id, far.id),
        "resource_id": lab.id,
        "lab_calendar": f"resource-{lab.id}",
        "event_name": f"{booking.uid}@fieldlab.ics",
        "group_id": group.id,
        "group_member_id": member.id,
        "booking_id": booking.id,
        "change_id": changed.change_id,
        "series_id": weekly,
        "person_id": people["student"].id,
        "staff_id": people["teacher"].staff_resource_id or 0,
    }
    ids |= await _own(store, people["student"], asked)
    ids["source_id"] = await _followed(store, people["lab_manager"], int(things["demonstrator_id"]))
    ids |= things | {f"{name}_id": actor.id for name, actor in people.items()}
    ids |= {
        name: ids[f"{name}_id"]
        for name in ("resource", "booking", "change", "series", "project", "group", "token")
    }
    return World(people=people, ids=ids)


async def _own(store: Store, student: Actor, asked: Booking) -> dict[str, int | str]:
    """What is the student's alone, and the request of another school that waits for an answer."""
    made = await make_feed(store, student, MakeFeed(subject=Subject.PERSON), NOW)
    token, _ = await create_token(store, student, CreateToken(name="rooster"), NOW)
    async with store.read() as tx:
        approvals = await records.listing(tx, Approval, records.table(Approval).c.booking_id == asked.id)
    return {
        "feed_id": made.feed.id,
        "secret": made.secret,
        "token_id": token.id,
        "approval_id": approvals[0].id,
    }


async def _followed(store: Store, manager: Actor, demonstrator_id: int) -> int:
    """A calendar that says when the demonstrator is away, last looked at some hours ago."""
    command = FollowCalendar(address=ADDRESS, whose=Whose.RESOURCE, subject_id=demonstrator_id)
    made = await follow_calendar(store, Elsewhere(), manager, command, NOW - timedelta(hours=3))
    return made.id


async def _people(store: Store, school: Organisation, other: Organisation) -> dict[str, Actor]:
    people = {role.value: await make_actor(store, (school, role), name=role.value) for role in Role}
    people["operator"] = await make_actor(store, operator=True)
    everything = [(other, role) for role in Role]
    people["outsider"] = await make_actor(store, *everything)
    return people


async def _join(store: Store, group: Group, actor: Actor, school: Organisation) -> GroupMember:
    member = GroupMember(id=0, group_id=group.id, person_id=actor.id, organisation_id=school.id)
    return await keep(store, member)


async def _teaching(
    store: Store, school: Organisation, group: Group, people: Mapping[str, Actor]
) -> dict[str, int]:
    student = people["student"]
    period = await keep(
        store, Period(id=0, name="Periode 2", first_on=date(2026, 11, 23), last_on=date(2027, 1, 31))
    )
    project = await keep(
        store, Project(id=0, organisation_id=school.id, period_id=period.id, title="Windmolen")
    )
    activity = Activity(
        id=0,
        period_id=period.id,
        organisation_id=school.id,
        title="Waterstof",
        kind=ActivityKind.LESSON,
        minutes=90,
        group_ids=(group.id,),
    )
    async with store.write() as tx:
        activity_id = await ACTIVITIES.add(tx, activity)
        memberships = await records.listing(tx, Membership)
    job = await keep(store, Job(id=0, kind="plan", status=JobStatus.DONE, arguments={}, created_at=NOW))
    plan = Plan(
        id=0,
        period_id=period.id,
        organisation_id=school.id,
        name="Eerste voorstel",
        status=PlanStatus.DRAFT,
        first_on=period.first_on,
        job_id=job.id,
        created_at=NOW,
    )
    plan = await keep(store, plan)
    study = Study(
        id=0,
        period_id=period.id,
        organisation_id=school.id,
        name="Wat als",
        first_on=period.first_on,
        scenarios=(Scenario(name="Dicht", alterations=(Alteration(kind=AlterationKind.DAY_CLOSED),)),),
        job_id=job.id,
        created_at=NOW,
    )
    study = await keep(store, study)
    qualification = Qualification(id=0, person_id=student.id, name="VCA", valid_from=date(2026, 1, 1))
    session = LoginSession(id=0, person_id=student.id, created_at=NOW, expires_at=NOW + timedelta(days=1))
    invitation = Invitation(id=0, person_id=student.id, created_at=NOW, expires_at=NOW + timedelta(days=1))
    await keep(store, invitation, secret_hash=hash_of("welcome"))
    return {
        "period_id": period.id,
        "project_id": project.id,
        "activity_id": activity_id,
        "plan_id": plan.id,
        "study_id": study.id,
        "job_id": job.id,
        "membership_id": next(each.id for each in memberships if each.person_id == student.id),
        "qualification_id": (await keep(store, qualification)).id,
        "session_id": (await keep(store, session, secret_hash=hash_of("a session"))).id,
    }


async def _calendar(
    store: Store, campus: Campus, far: Campus, lab: Resource, school: Organisation
) -> dict[str, int]:
    first, second = sorted((campus.id, far.id))
    async with store.write() as tx:
        await records.add(tx, Travel(from_campus_id=first, to_campus_id=second, minutes=30))
    later = Span(NOW + timedelta(days=30), NOW + timedelta(days=31))
    closure = Closure(id=0, span=later, kind=ClosureKind.OUTAGE, reason="Lekkage", resource_id=lab.id)
    holiday = Holiday(
        id=0,
        name="Kerst",
        first_on=date(2026, 12, 21),
        last_on=date(2027, 1, 3),
        organisation_id=school.id,
    )
    demonstrator = await make_resource(store, school, campus, kind=ResourceKind.DEMONSTRATOR, units=1)
    opening = Opening(id=0, weekday=5, opens=time(8), closes=time(22), resource_id=demonstrator.id)
    window = Window(id=0, resource_id=demonstrator.id, span=later)
    return {
        "opening_id": (await keep(store, opening)).id,
        "closure_id": (await keep(store, closure)).id,
        "holiday_id": (await keep(store, holiday)).id,
        "window_id": (await keep(store, window)).id,
        "demonstrator_id": demonstrator.id,
    }


async def _booking(store: Store, lab: Resource, school: Organisation, teacher: Actor) -> Booking:
    command = RequestBooking(
        title="Practicum",
        organisation_id=school.id,
        needs=(Need(lab.id, 3),),
        span=Span(NINE, NINE + timedelta(hours=2)),
    )
    return (await request_booking(store, teacher, command, NOW)).bookings[0]


async def _series(store: Store, lab: Resource, school: Organisation, teacher: Actor) -> int:
    command = RequestBooking(
        title="Reeks",
        organisation_id=school.id,
        needs=(Need(lab.id, 1),),
        rule=WeeklyRule((1,), time(17), 60, date(2026, 12, 1), date(2026, 12, 15)),
    )
    made = (await request_booking(store, teacher, command, NOW)).series
    assert made is not None
    return made.id
