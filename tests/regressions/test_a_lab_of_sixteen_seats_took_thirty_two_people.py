"""A lab of 16 seats took 16 people at one station and 16 more at the other seven.

The limit on people was checked per booking, so the rest of the lab, its search and its preview went on
offering seats that were taken. A quiet place took 12 people at one desk for the same reason.
"""

from datetime import time

import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.packages import Search
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.campus.resources import ResourceKind
from scheduler.services.bookings import ChangeBooking, change_booking, preview_booking
from scheduler.services.bookings.find_room import find_room
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import (
    TUESDAY,
    SmallCampus,
    a_request,
    make_booking,
    make_small_campus,
    make_span,
)
from tests.support.factories import NOW, make_resource


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def test_seats_that_are_taken_are_neither_booked_nor_previewed_nor_offered(at: SmallCampus) -> None:
    await make_booking(at, Need(at.lab.id, 1), people=32)
    more = a_request(at, Need(at.lab.id, 7), people=1)
    asked = Search(
        organisation_id=at.school.id,
        minutes=120,
        first_on=TUESDAY.date(),
        last_on=TUESDAY.date(),
        people=1,
        units=7,
        earliest=time(9),
        latest=time(13),
        kind=ResourceKind.FIELDLAB,
    )

    preview = await preview_booking(at.store, at.teacher, more, NOW)
    found = await find_room(at.store, at.teacher, asked, NOW)
    with pytest.raises(BookingRefused) as refusal:
        await make_booking(at, Need(at.lab.id, 7), people=1)

    assert [violation.rule for violation in refusal.value.violations] == [Rule.SEATS_TAKEN]
    assert preview.violations == refusal.value.violations
    assert [option.span for option in found.options] == [make_span(2, 4)]


async def test_more_people_in_a_booking_are_counted_beside_the_others(at: SmallCampus) -> None:
    await make_booking(at, Need(at.lab.id, 1), people=30)
    mine = await make_booking(at, Need(at.lab.id, 1), people=2)

    with pytest.raises(BookingRefused) as refusal:
        await change_booking(at.store, at.teacher, ChangeBooking(booking_id=mine.id, people=3), NOW)

    assert [violation.rule for violation in refusal.value.violations] == [Rule.SEATS_TAKEN]


async def test_twelve_people_do_not_share_a_desk(at: SmallCampus) -> None:
    desks = {"kind": ResourceKind.WORKPLACE, "name": "Stilteplek", "units": 12, "seats": None}
    quiet = await make_resource(at.store, at.school, at.campus, **desks)

    with pytest.raises(BookingRefused) as refusal:
        await make_booking(at, Need(quiet.id, 1), people=12)
    booked = await make_booking(at, Need(quiet.id, 12), people=12)

    assert [violation.rule for violation in refusal.value.violations] == [Rule.TOO_MANY_PEOPLE]
    assert booked.people == 12
