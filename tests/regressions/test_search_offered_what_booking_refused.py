"""Search offered what booking refused when owners differ: 38 of 38 options in one case.

Search asked for each place whether its owner's limits bind who searches; booking asks for everything that is
claimed. A lab manager found her own lab together with another organisation's robot inside the robot's notice,
and was refused each time. What search said of whose word a booking waits for left out
what is fixed in a whole lab, and named owners for whom the person speaks.
"""

from datetime import timedelta

import pytest

from scheduler.domain.bookings.availability import Option
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.packages import Search, Why
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.resources import Resource, ResourceKind, Sharing
from scheduler.domain.identity.people import Actor, Role
from scheduler.services.bookings import RequestBooking, request_booking
from scheduler.services.bookings.find_room import find_room
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, make_small_campus
from tests.support.factories import NOW, make_actor, make_resource

WELDING = frozenset({"lasrobot"})


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def a_robot(at: SmallCampus, **values: object) -> Resource:
    given = {"kind": ResourceKind.EQUIPMENT, "name": "Lasrobot", "units": 1, "features": WELDING} | values
    return await make_resource(at.store, at.company, at.campus, **given)


async def options(at: SmallCampus, actor: Actor, **values: object) -> tuple[Option, ...]:
    asked = {
        "organisation_id": at.school.id,
        "minutes": 120,
        "first_on": NOW.date(),
        "last_on": NOW.date() + timedelta(days=4),
        "kind": ResourceKind.FIELDLAB,
        "features": WELDING,
    }
    return (await find_room(at.store, actor, Search(**asked | values), NOW)).options  # type: ignore[arg-type]


async def book(at: SmallCampus, actor: Actor, option: Option) -> BookingStatus:
    command = RequestBooking(
        title="Lassen",
        organisation_id=at.school.id,
        needs=option.needs,
        span=option.span,
        people=option.people,
    )
    return (await request_booking(at.store, actor, command, NOW)).bookings[0].status


async def test_every_option_of_two_owners_can_be_booked(at: SmallCampus) -> None:
    await a_robot(at, movable=True, notice_minutes=2 * 24 * 60, max_minutes=120)

    found = await options(at, at.manager)

    assert [await book(at, at.manager, option) for option in found] == [BookingStatus.CONFIRMED] * 3
    assert min(option.span.start for option in found) >= NOW + timedelta(days=2)


@pytest.mark.parametrize("company_too", [False, True])
async def test_an_option_says_whose_word_it_waits_for(at: SmallCampus, *, company_too: bool) -> None:
    await a_robot(at, part_of_id=at.lab.id, sharing=Sharing.ON_REQUEST)
    roles = [(at.school, Role.TEACHER), *([(at.company, Role.COMPANY)] if company_too else [])]
    actor = await make_actor(at.store, *roles)

    whole = (await options(at, actor, units=None, features=frozenset()))[0]

    waits = () if company_too else (at.company.id,)
    assert (whole.needs, whole.awaits) == ((Need(at.lab.id, None),), waits)
    assert [n.data["owner_id"] for n in whole.why if n.code is Why.ASKS_OWNER] == list(waits)
    status = BookingStatus.REQUESTED if waits else BookingStatus.CONFIRMED
    assert await book(at, actor, whole) is status
