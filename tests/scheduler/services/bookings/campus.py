"""A small campus to book on, and short ways to ask."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from scheduler.domain.bookings.bookings import Booking, Need, Purpose
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.campus.organisations import Organisation, OrganisationKind
from scheduler.domain.campus.resources import Resource, ResourceKind, Sharing
from scheduler.domain.identity.people import Actor, Role
from scheduler.domain.time.spans import Span
from scheduler.services.bookings import RequestBooking, request_booking
from scheduler.storage.store import Store
from tests.support.factories import NOW, keep, make_actor, make_campus, make_organisation, make_resource

TUESDAY = datetime(2026, 11, 24, 8, tzinfo=UTC)
"""Nine o'clock in Amsterdam on the day after `NOW`."""


@dataclass(frozen=True)
class SmallCampus:
    """A lab of 8 stations with a fixed robot, a room, and a company's demonstrator, open 8.00-18.00."""

    store: Store
    school: Organisation
    company: Organisation
    campus: Campus
    lab: Resource
    robot: Resource
    room: Resource
    demonstrator: Resource
    teacher: Actor
    manager: Actor
    owner: Actor


async def make_small_campus(store: Store) -> SmallCampus:
    school = await make_organisation(store)
    company = await make_organisation(store, name="Groningen Seaports", kind=OrganisationKind.COMPANY)
    campus = await make_campus(store)
    for weekday in range(5):
        hours = {"weekday": weekday, "opens": time(8), "closes": time(18)}
        await keep(store, Opening(id=0, campus_id=campus.id, **hours))
    lab = await make_resource(store, school, campus, name="Lab Waterstof", seats=32)
    robot = {"kind": ResourceKind.EQUIPMENT, "name": "Lasrobot", "units": 1, "part_of_id": lab.id}
    room = {"kind": ResourceKind.ROOM, "name": "A1.04", "units": 1, "seats": 30}
    shown = {"kind": ResourceKind.DEMONSTRATOR, "name": "Elektrolyser", "units": 1}
    return SmallCampus(
        store=store,
        school=school,
        company=company,
        campus=campus,
        lab=lab,
        robot=await make_resource(store, school, campus, **robot),
        room=await make_resource(store, school, campus, **room),
        demonstrator=await make_resource(store, company, campus, **shown, sharing=Sharing.ON_REQUEST),
        teacher=await make_actor(store, (school, Role.TEACHER)),
        manager=await make_actor(store, (school, Role.LAB_MANAGER)),
        owner=await make_actor(store, (company, Role.COMPANY)),
    )


def make_span(first_hour: float, last_hour: float, days: int = 0) -> Span:
    """Hours after nine o'clock on Tuesday (or `days` later)."""
    start = TUESDAY + timedelta(days=days)
    return Span(start + timedelta(hours=first_hour), start + timedelta(hours=last_hour))


def a_request(at: SmallCampus, *needs: Need, **values: Any) -> RequestBooking:
    given = {"title": "Brandstofcellen", "purpose": Purpose.LESSON, "organisation_id": at.school.id} | values
    if "rule" not in given:
        given.setdefault("span", make_span(0, 2))
    return RequestBooking(needs=needs, **given)


async def make_booking(
    at: SmallCampus, *needs: Need, actor: Actor | None = None, now: datetime = NOW, **values: Any
) -> Booking:
    made = await request_booking(at.store, actor or at.teacher, a_request(at, *needs, **values), now)
    return made.bookings[0]
