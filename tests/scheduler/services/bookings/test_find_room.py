"""The search for room offers what can be booked as it is, best first, and says why."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.packages import Lack, Search, Why
from scheduler.domain.campus.campuses import Travel
from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.errors import Forbidden, Invalid
from scheduler.domain.identity.people import Role
from scheduler.services.bookings import preview_booking
from scheduler.services.bookings.find_room import RoomSearchResult, find_room
from scheduler.storage import records
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import (
    SmallCampus,
    a_request,
    make_booking,
    make_small_campus,
    make_span,
)
from tests.support.factories import NOW, keep, make_actor, make_campus, make_resource

WELDING = frozenset({"lasrobot"})


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


@pytest.fixture
async def far_lab(at: SmallCampus) -> Resource:
    """A lab of 6 stations with a welding robot of its own, twenty minutes away."""
    campus = await make_campus(at.store, name="Eemshaven")
    async with at.store.write() as tx:
        await records.add(tx, Travel(from_campus_id=at.campus.id, to_campus_id=campus.id, minutes=20))
    for weekday in range(5):
        hours = {"weekday": weekday, "opens": time(8), "closes": time(18)}
        await keep(at.store, Opening(id=0, campus_id=campus.id, **hours))
    return await make_resource(
        at.store, at.school, campus, name="Lab Oost", units=6, seats=24, features=WELDING
    )


async def make_robot(at: SmallCampus) -> Resource:
    """A movable welding robot on the campus."""
    robot = {"kind": ResourceKind.EQUIPMENT, "name": "Lasrobot 2", "units": 1, "movable": True}
    return await make_resource(at.store, at.school, at.campus, **robot, features=WELDING)


async def find(at: SmallCampus, **values: Any) -> RoomSearchResult:
    asked = {
        "organisation_id": at.school.id,
        "minutes": 120,
        "first_on": date(2026, 11, 24),
        "last_on": date(2026, 12, 11),
        "weekdays": frozenset({1, 2}),
        "kind": ResourceKind.FIELDLAB,
        "units": 6,
        "campus_id": at.campus.id,
    }
    return await find_room(at.store, at.teacher, Search(**asked | values), NOW)


def codes(found: RoomSearchResult, rank: int = 0) -> list[str]:
    return [note.code.value for note in found.options[rank].why]


async def test_the_nearest_lab_ranks_first_and_its_robot_comes_with_it(
    at: SmallCampus, far_lab: Resource
) -> None:
    robot = await make_robot(at)

    found = await find(at, features=WELDING)

    best = found.options[0]
    assert (best.needs, best.span) == ((Need(at.lab.id, 6), Need(robot.id, 1)), make_span(-1, 1))
    assert codes(found) == [Why.HERE, Why.ROOM_TO_SPARE]


async def test_a_taken_robot_sends_people_to_the_lab_that_has_one(at: SmallCampus, far_lab: Resource) -> None:
    robot = await make_robot(at)
    for day in (0, 1, 7, 8, 14, 15):
        await make_booking(at, Need(robot.id), span=make_span(-1, 9, days=day))

    found = await find(at, features=WELDING, within=20)

    assert found.options[0].needs == (Need(far_lab.id, 6),)
    assert codes(found) == [Why.NEAR, Why.FITS]


async def test_another_robot_is_taken_when_the_first_is_busy(at: SmallCampus) -> None:
    first, second = await make_robot(at), await make_robot(at)
    await make_booking(at, Need(first.id), span=make_span(-1, 9))

    found = await find(at, features=WELDING, last_on=date(2026, 11, 24))

    assert found.options[0].needs == (Need(at.lab.id, 6), Need(second.id, 1))


async def test_the_preferred_hour_is_kept_when_it_is_free(at: SmallCampus) -> None:
    found = await find(at, preferred=time(14))
    await make_booking(at, Need(at.lab.id, 3), span=make_span(4, 6))

    later = await find(at, preferred=time(14))

    assert (found.options[0].span, codes(found)[-1]) == (make_span(5, 7), Why.AT_THE_HOUR)
    assert later.options[0].span.start.hour == 13


async def test_every_option_would_be_accepted(at: SmallCampus, far_lab: Resource) -> None:
    await make_booking(at, Need(at.lab.id, 5), span=make_span(0, 6))

    found = await find(at, weekdays=frozenset(), people=20)

    assert len(found.options) == 10
    for option in found.options:
        wanted = replace(a_request(at, *option.needs, people=20), span=option.span)
        assert (await preview_booking(at.store, at.teacher, wanted, NOW)).violations == ()


async def test_near_misses_say_what_they_lack(at: SmallCampus, far_lab: Resource) -> None:
    found = await find(at, features=WELDING, within=10)

    lacks = {option.place_id: [note.code for note in option.lacks] for option in found.options}
    assert found.exact is False
    assert lacks == {at.lab.id: [Lack.FEATURES], far_lab.id: [Lack.DISTANCE]}


async def test_what_is_left_of_a_busy_lab_is_a_near_miss(at: SmallCampus) -> None:
    await make_booking(at, Need(at.lab.id, 5), span=make_span(-1, 9))

    found = await find(at, last_on=date(2026, 11, 24))

    (option,) = found.options
    (lack,) = option.lacks
    assert option.needs == (Need(at.lab.id, 3),)
    assert (lack.code, lack.data) == (Lack.UNITS, {"wanted": 6, "has": 3})


async def test_a_robot_that_nobody_may_work_is_offered_with_the_proof_it_needs(at: SmallCampus) -> None:
    robot = {"kind": ResourceKind.EQUIPMENT, "name": "Lasrobot 3", "units": 1, "movable": True}
    proof = {"features": WELDING, "required_qualification": "lassen"}
    await make_resource(at.store, at.school, at.campus, **robot, **proof)

    found = await find(at, features=WELDING)

    (lack,) = found.options[0].lacks
    assert (found.exact, lack.code, lack.data) == (
        False,
        Lack.QUALIFICATION,
        {"qualifications": ["lassen"]},
    )


async def test_what_asks_the_owner_ranks_below_what_does_not(at: SmallCampus) -> None:
    own = await make_resource(
        at.store, at.school, at.campus, kind=ResourceKind.DEMONSTRATOR, units=1, name="Eigen opstelling"
    )

    found = await find(at, kind=ResourceKind.DEMONSTRATOR, units=1, last_on=date(2026, 11, 24))

    assert [option.place_id for option in found.options] == [own.id, at.demonstrator.id]
    assert codes(found, 1) == [Why.HERE, Why.ASKS_OWNER]


async def test_dates_without_a_day_that_was_asked_are_invalid(at: SmallCampus) -> None:
    with pytest.raises(Invalid):
        await find(at, last_on=date(2026, 11, 24), weekdays=frozenset({4}))


async def test_only_who_may_book_may_search(at: SmallCampus) -> None:
    student = await make_actor(at.store, (at.school, Role.STUDENT))
    day = date(2026, 11, 24)
    asked = Search(organisation_id=at.school.id, minutes=60, first_on=day, last_on=day)

    with pytest.raises(Forbidden):
        await find_room(at.store, student, asked, NOW)
