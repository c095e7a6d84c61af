"""Hours given to a robot or a teacher were kept and bound nobody: a robot was booked on a Sunday at 03.00
while its campus was shut. A public holiday closed nothing but series, and between two campuses of which
nobody knew the distance no time was needed.

A rule binds whatever it can be given to, or it cannot be given.
"""

from datetime import date, time

import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.campus.opening_hours import Holiday, Opening
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.people import Actor, Role
from scheduler.domain.time.spans import Span
from scheduler.services.campus.places import OPENINGS
from scheduler.services.campus.resources import RESOURCES
from scheduler.services.crud import add_noun, change_noun
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, make_booking, make_small_campus, make_span
from tests.support.factories import NOW, keep, make_actor, make_campus, make_resource

STANDING = [
    ResourceKind.ROOM,
    ResourceKind.FIELDLAB,
    ResourceKind.WORKPLACE,
    ResourceKind.EQUIPMENT,
    ResourceKind.DEMONSTRATOR,
]
SUNDAY_AT_THREE = make_span(-6, -5, days=5)
WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def broken(at: SmallCampus, resource: Resource, span: Span) -> list[Rule]:
    """The rules that a booking of it breaks; none when it is made."""
    try:
        await make_booking(at, Need(resource.id), span=span)
    except BookingRefused as refusal:
        return [violation.rule for violation in refusal.violations]
    return []


async def on_the_campus(at: SmallCampus, kind: ResourceKind) -> Resource:
    return await make_resource(at.store, at.school, at.campus, kind=kind, units=1)


async def only_on_wednesday(at: SmallCampus, resource: Resource) -> None:
    hours = {"weekday": WEDNESDAY.weekday(), "opens": time(9), "closes": time(12)}
    await keep(at.store, Opening(id=0, resource_id=resource.id, **hours))


@pytest.mark.parametrize("kind", STANDING)
async def test_what_stands_on_a_campus_is_shut_with_it(at: SmallCampus, kind: ResourceKind) -> None:
    thing = await on_the_campus(at, kind)

    assert await broken(at, thing, SUNDAY_AT_THREE) == [Rule.CLOSED]
    assert await broken(at, thing, make_span(0, 1)) == []


@pytest.mark.parametrize("kind", ResourceKind)
async def test_hours_of_its_own_bind_a_resource_of_any_kind(at: SmallCampus, kind: ResourceKind) -> None:
    thing = await on_the_campus(at, kind)
    await only_on_wednesday(at, thing)

    assert await broken(at, thing, make_span(0, 1)) == [Rule.CLOSED]
    assert await broken(at, thing, make_span(0, 1, days=1)) == []


@pytest.mark.parametrize("kind", [ResourceKind.STAFF, ResourceKind.GROUP, ResourceKind.ONLINE])
async def test_who_visits_a_campus_is_free_when_it_is_shut(at: SmallCampus, kind: ResourceKind) -> None:
    assert await broken(at, await on_the_campus(at, kind), SUNDAY_AT_THREE) == []


@pytest.fixture
async def keeper(at: SmallCampus) -> Actor:
    return await make_actor(at.store, (at.school, Role.LAB_MANAGER))


async def test_hours_go_by_the_clock_of_a_campus(at: SmallCampus, keeper: Actor) -> None:
    nowhere = await make_resource(at.store, at.school, None, kind=ResourceKind.STAFF, units=1)
    values = {"resource_id": nowhere.id, "weekday": 0, "opens": time(9), "closes": time(12)}

    with pytest.raises(Invalid) as refusal:
        await add_noun(at.store, keeper, OPENINGS, values, NOW)

    assert (refusal.value.field, refusal.value.problem) == ("resource_id", "on_no_campus")


async def test_what_has_hours_stays_on_a_campus(at: SmallCampus, keeper: Actor) -> None:
    robot = await on_the_campus(at, ResourceKind.EQUIPMENT)
    other = await on_the_campus(at, ResourceKind.EQUIPMENT)
    await only_on_wednesday(at, robot)
    away = {"campus_id": None}

    with pytest.raises(Invalid) as refusal:
        await change_noun(at.store, keeper, RESOURCES, robot.id, away, None, NOW)
    moved = await change_noun(at.store, keeper, RESOURCES, other.id, away, None, NOW)

    assert (refusal.value.field, refusal.value.problem) == ("campus_id", "hours_need_a_campus")
    assert moved.campus_id is None


@pytest.mark.parametrize("whose", ["public", "the school's", "another's"])
@pytest.mark.parametrize("closes", [True, False])
async def test_a_holiday_closes_what_its_organisation_says(at: SmallCampus, whose: str, closes: bool) -> None:
    owner = {"public": None, "the school's": at.school.id, "another's": at.company.id}[whose]
    days = {"first_on": WEDNESDAY, "last_on": WEDNESDAY}
    await keep(at.store, Holiday(id=0, name="Studiedag", organisation_id=owner, closes_places=closes, **days))
    shut = closes and whose != "another's"

    assert await broken(at, at.room, make_span(0, 1, days=1)) == [Rule.CLOSURE] * shut
    assert await broken(at, at.room, make_span(0, 1)) == []
    assert await broken(at, at.room, make_span(0, 1, days=2)) == []


async def test_an_unknown_distance_is_not_no_distance(at: SmallCampus) -> None:
    far = await make_campus(at.store)
    room = await make_resource(at.store, at.school, far, kind=ResourceKind.ROOM, units=1)
    teacher = await make_resource(at.store, at.school, None, kind=ResourceKind.STAFF, units=1)
    await make_booking(at, Need(at.room.id), Need(teacher.id), span=make_span(0, 1))

    async def rules(span: Span) -> list[Rule]:
        try:
            await make_booking(at, Need(room.id), Need(teacher.id), span=span)
        except BookingRefused as refusal:
            return [violation.rule for violation in refusal.violations]
        return []

    assert await rules(make_span(1, 1.5)) == [Rule.TRAVEL]
    assert await rules(make_span(2, 2.5)) == []
