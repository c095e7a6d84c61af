"""Giving back stations, people or time inside the notice was refused, though cancelling all was not.

A change was judged as if it were the first request: the notice, the hours and the seats of today were asked
of what somebody held already, and an owner was asked again to agree to less.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.campus.opening_hours import Closure, ClosureKind
from scheduler.domain.campus.resources import Resource
from scheduler.services.bookings import ChangeBooking, change_booking
from scheduler.services.bookings.approvals import DecideRequest, ListRequests, decide_request, list_requests
from scheduler.storage import records
from scheduler.storage.bookings.claims import claims_of
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import (
    TUESDAY,
    SmallCampus,
    make_booking,
    make_small_campus,
    make_span,
)
from tests.support.factories import NOW, keep

JUST_BEFORE = TUESDAY - timedelta(minutes=30)


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def make_stricter(at: SmallCampus, **values: Any) -> None:
    """The lab has other rules from now on."""
    async with at.store.write() as tx:
        lab = await records.get(tx, Resource, at.lab.id)
        await records.change(tx, replace(lab, **values))


async def change(at: SmallCampus, booking: Booking, **values: Any) -> Booking:
    command = ChangeBooking(booking_id=booking.id, **values)
    return (await change_booking(at.store, at.teacher, command, JUST_BEFORE))[0]


@pytest.mark.parametrize(
    "stricter",
    [
        {"notice_minutes": 24 * 60},
        {"seats": 4},
        {"max_minutes": 30},
        {"setup_minutes": 60},
        {"required_qualification": "Gasveilig werken"},
        {"active": False},
    ],
    ids=str,
)
async def test_less_is_never_refused(at: SmallCampus, stricter: dict[str, Any]) -> None:
    booking = await make_booking(at, Need(at.lab.id, 5), people=20)
    await make_stricter(at, **stricter)

    fewer = await change(at, booking, needs=(Need(at.lab.id, 3),), people=12)
    shorter = await change(at, fewer, span=make_span(0.5, 1.5))

    assert (shorter.needs, shorter.people, shorter.span) == ((Need(at.lab.id, 3),), 12, make_span(0.5, 1.5))
    async with at.store.read() as tx:
        held = await claims_of(tx, booking.id)
    assert [(claim.unit, claim.people) for claim in held] == [(1, 12), (2, 0), (3, 0)]


async def test_less_keeps_the_units_that_an_outage_would_take(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.lab.id, 8))
    broken = {"reason": "lek", "kind": ClosureKind.OUTAGE, "units": 4}
    await keep(at.store, Closure(id=0, resource_id=at.lab.id, span=make_span(-1, 5), **broken))

    fewer = await change(at, booking, needs=(Need(at.lab.id, 7),))

    assert fewer.needs == (Need(at.lab.id, 7),)


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"needs": "six"}, Rule.TOO_LATE),
        ({"span": make_span(-0.25, 2)}, Rule.TOO_LATE),
        ({"people": 33}, Rule.TOO_MANY_PEOPLE),
    ],
    ids=["stations", "time", "people"],
)
async def test_what_is_added_is_judged(at: SmallCampus, more: dict[str, Any], rule: Rule) -> None:
    booking = await make_booking(at, Need(at.lab.id, 5), people=20)
    await make_stricter(at, notice_minutes=24 * 60)
    if "needs" in more:
        more = {"needs": (Need(at.lab.id, 6),)}

    with pytest.raises(BookingRefused) as refusal:
        await change(at, booking, **more)

    assert [violation.rule for violation in refusal.value.violations] == [rule]


async def test_another_room_beside_a_lab_that_closed_since_is_judged_by_itself(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.lab.id, 5))
    await make_stricter(at, active=False)

    with_room = await change(at, booking, needs=(Need(at.lab.id, 5), Need(at.room.id)))

    assert len(with_room.needs) == 2


async def test_an_owner_who_agreed_is_asked_again_for_more_and_not_for_less(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.demonstrator.id), span=make_span(0, 4))
    (request,) = await list_requests(at.store, at.owner, ListRequests())
    yes = DecideRequest(approval_id=request.approval.id, approve=True)
    await decide_request(at.store, at.owner, yes, NOW)

    shorter = await change(at, booking, span=make_span(0, 2))
    longer = await change(at, shorter, span=make_span(0, 3))

    assert (shorter.status, longer.status) == (BookingStatus.CONFIRMED, BookingStatus.REQUESTED)
