"""Two bookings of a lab and one of a room, and every kind of change of the world around them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.campus.opening_hours import Closure, ClosureKind, Opening
from scheduler.domain.campus.resources import Resource, Sharing
from scheduler.domain.identity.people import Actor, Role
from scheduler.services.bookings.hits.commands import Remedies, RemedyChoice, WorldChanged
from scheduler.services.bookings.hits.people import ChangePerson, ForgetPerson
from scheduler.services.bookings.hits.world_change import (
    AddThing,
    ChangeThing,
    RemoveThing,
    WorldWrite,
    change_world,
)
from scheduler.services.campus.closures import CLOSURES
from scheduler.services.campus.places import CAMPUSES, HOLIDAYS, OPENINGS, WINDOWS
from scheduler.services.campus.resources import RESOURCES
from scheduler.storage import records
from scheduler.storage.bookings.bookings import bookings_by_id
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import (
    SmallCampus,
    make_booking,
    make_small_campus,
    make_span,
)
from tests.support.factories import NOW, make_actor, make_campus, make_organisation

LATER = make_span(24 * 3, 24 * 3 + 1)


@dataclass(frozen=True)
class Scene:
    """A school's lab with two bookings: by the school and by the neighbours, who share it, on Tuesday from
    nine to eleven, with a teacher who gives both; and one in the room, which nothing here is about."""

    at: SmallCampus
    operator: Actor
    mine: Booking
    theirs: Booking
    other: Booking
    staff: Resource
    colleague: Actor
    guest: Actor

    @property
    def store(self) -> Store:
        return self.at.store


async def make_scene(store: Store) -> Scene:
    at = await make_small_campus(store)
    neighbours = await make_organisation(store, name="Alfa-college")
    guest = await make_actor(store, (neighbours, Role.TEACHER))
    async with store.read() as tx:
        staff = await records.get(tx, Resource, at.teacher.staff_resource_id or 0)
    whole = [Need(at.lab.id, 4), Need(staff.id)]
    mine = await make_booking(at, *whole, people=10)
    theirs = await make_booking(at, Need(at.lab.id, 4), actor=guest, organisation_id=neighbours.id, people=10)
    return Scene(
        at=at,
        operator=await make_actor(store, operator=True),
        mine=mine,
        theirs=theirs,
        other=await make_booking(at, Need(at.room.id)),
        staff=staff,
        guest=guest,
        colleague=await make_actor(store, (at.school, Role.TEACHER), name="Invaller"),
    )


def outage(of: Scene, **values: Any) -> WorldWrite[Closure]:
    span = make_span(1, 30)
    given = {"kind": ClosureKind.OUTAGE, "reason": "Pomp stuk", "start": span.start, "end": span.end}
    return AddThing(CLOSURES, given | {"resource_id": of.at.lab.id} | values)


def lab(of: Scene, **values: Any) -> WorldWrite[Resource]:
    return ChangeThing(RESOURCES, of.at.lab.id, values)


async def first_hours(of: Scene) -> Opening:
    async with of.store.read() as tx:
        found = await records.listing(tx, Opening)
    return next(each for each in found if each.weekday == 1)


async def narrower_hours(of: Scene) -> WorldWrite[Opening]:
    return ChangeThing(OPENINGS, (await first_hours(of)).id, {"opens": time(10)})


async def no_hours(of: Scene) -> WorldWrite[Opening]:
    return RemoveThing(OPENINGS, (await first_hours(of)).id)


async def elsewhere(of: Scene) -> WorldWrite[Resource]:
    return lab(of, campus_id=(await make_campus(of.store)).id)


def plainly(write: Callable[[Scene], Any]) -> Callable[[Scene], Awaitable[Any]]:
    async def asked(of: Scene) -> Any:
        return write(of)

    return asked


def holiday(of: Scene, owner: int | None) -> WorldWrite[Any]:
    on = date(2026, 11, 24)
    values = {"name": "Studiedag", "first_on": on, "last_on": on, "organisation_id": owner}
    return AddThing(HOLIDAYS, values | {"closes_places": True})


KINDS: dict[str, tuple[Callable[[Scene], Awaitable[Any]], Rule, str]] = {
    "outage": (plainly(outage), Rule.CLOSURE, "mine theirs"),
    "outage of five of eight": (plainly(lambda of: outage(of, units=1)), Rule.UNITS_TAKEN, "mine theirs"),
    "campus closed": (
        plainly(lambda of: outage(of, resource_id=None, campus_id=of.at.campus.id)),
        Rule.CLOSURE,
        "mine theirs other",
    ),
    "absence": (plainly(lambda of: outage(of, resource_id=of.staff.id)), Rule.CLOSURE, "mine"),
    "deactivated": (plainly(lambda of: lab(of, active=False)), Rule.INACTIVE, "mine theirs"),
    "fewer seats": (plainly(lambda of: lab(of, seats=15)), Rule.SEATS_TAKEN, "mine theirs"),
    "too few seats": (plainly(lambda of: lab(of, seats=5)), Rule.TOO_MANY_PEOPLE, "mine theirs"),
    "fewer units": (plainly(lambda of: lab(of, units=6)), Rule.UNITS_TAKEN, "theirs"),
    "longer set-up": (plainly(lambda of: lab(of, setup_minutes=90)), Rule.CLOSED, ""),
    "narrower hours": (narrower_hours, Rule.CLOSED, "mine theirs other"),
    "no hours that day": (no_hours, Rule.CLOSED, "mine theirs other"),
    "own hours": (
        plainly(
            lambda of: AddThing(
                OPENINGS, {"weekday": 2, "opens": time(9), "closes": time(12), "resource_id": of.at.lab.id}
            )
        ),
        Rule.CLOSED,
        "mine theirs",
    ),
    "a window": (
        plainly(
            lambda of: AddThing(
                WINDOWS, {"resource_id": of.at.lab.id, "start": LATER.start, "end": LATER.end}
            )
        ),
        Rule.OUTSIDE_WINDOWS,
        "mine theirs",
    ),
    "closed to others": (plainly(lambda of: lab(of, sharing=Sharing.CLOSED)), Rule.NOT_SHARED, "theirs"),
    "asks for a proof": (
        plainly(lambda of: lab(of, required_qualification="Waterstof")),
        Rule.QUALIFICATION,
        "mine theirs",
    ),
    "moved to another campus": (elsewhere, Rule.PLACE_MOVED, "mine theirs"),
    "public holiday": (plainly(lambda of: holiday(of, None)), Rule.CLOSURE, "mine theirs other"),
    "holiday of the school": (
        plainly(lambda of: holiday(of, of.at.school.id)),
        Rule.CLOSURE,
        "mine theirs other",
    ),
    "holiday of the company": (plainly(lambda of: holiday(of, of.at.company.id)), Rule.CLOSURE, ""),
    "another zone": (
        plainly(lambda of: ChangeThing(CAMPUSES, of.at.campus.id, {"zone": "America/New_York"})),
        Rule.CLOSED,
        "mine theirs other",
    ),
    "who made it leaves": (
        plainly(lambda of: ChangePerson(of.at.teacher.id, {"active": False})),
        Rule.ORGANISER_LEFT,
        "mine other",
    ),
    "who made it is deleted": (
        plainly(lambda of: ForgetPerson(of.at.teacher.id, of.store.channels)),
        Rule.ORGANISER_LEFT,
        "mine other",
    ),
    "another name": (plainly(lambda of: lab(of, name="Lab H2", description="Nieuw")), Rule.CLOSED, ""),
}


async def preview(of: Scene, write: WorldWrite[Any], **values: Any) -> WorldChanged[Any]:
    return await change_world(of.store, of.operator, write, Remedies(preview=True, **values), NOW)


def named(of: Scene, names: str) -> set[int]:
    return {getattr(of, name).id for name in names.split()}


async def chosen(of: Scene, write: WorldWrite[Any], *choices: RemedyChoice) -> WorldChanged[Any]:
    remedies = Remedies(choices={choice.booking_id: choice for choice in choices})
    return await change_world(of.store, of.at.manager, write, remedies, NOW)


async def stored(of: Scene, *bookings: Booking) -> list[Booking]:
    async with of.store.read() as tx:
        return await bookings_by_id(tx, [booking.id for booking in bookings])
