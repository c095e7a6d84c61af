"""What cannot be put back says what could be done instead, and that is accepted."""

import pytest

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.states import BookingStatus
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    RestoreBooking,
    UndoChange,
    cancel_booking,
    change_booking,
    request_booking,
    restore_booking,
    undo_change,
)
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import (
    SmallCampus,
    a_request,
    make_booking,
    make_small_campus,
    make_span,
)
from tests.support.factories import NOW


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def take_its_place(at: SmallCampus, booking: Booking) -> None:
    await make_booking(at, *booking.needs, span=booking.span, actor=at.manager)


async def test_an_undone_move_offers_other_times_for_the_same_booking(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id))
    command = ChangeBooking(booking_id=booking.id, span=make_span(4, 6))
    moved = await change_booking(at.store, at.teacher, command, NOW)
    await take_its_place(at, booking)

    with pytest.raises(BookingRefused) as refusal:
        await undo_change(at.store, at.teacher, UndoChange(change_id=moved.change_id), NOW)

    again, first = refusal.value.change, refusal.value.alternatives[0]
    assert again is not None
    assert not again.anew
    command = ChangeBooking(
        booking_id=again.booking_id, version=again.version, span=first.span, needs=first.needs
    )
    (becomes,) = await change_booking(at.store, at.teacher, command, NOW)
    assert (becomes.id, becomes.span) == (booking.id, first.span)


@pytest.mark.parametrize("how", ["undo", "restore"])
async def test_a_cancelled_booking_offers_a_new_one(at: SmallCampus, how: str) -> None:
    booking = await make_booking(at, Need(at.room.id), people=5)
    gone = await cancel_booking(at.store, at.teacher, CancelBooking(booking_id=booking.id), NOW)
    await take_its_place(at, booking)

    put_back = (
        undo_change(at.store, at.teacher, UndoChange(change_id=gone.change_id), NOW)
        if how == "undo"
        else restore_booking(at.store, at.teacher, RestoreBooking(booking_id=booking.id), NOW)
    )
    with pytest.raises(BookingRefused) as refusal:
        await put_back

    again, first = refusal.value.change, refusal.value.alternatives[0]
    assert again is not None
    assert (again.anew, again.booking_id) == (True, booking.id)
    command = a_request(at, *first.needs, span=first.span, people=booking.people)
    made = await request_booking(at.store, at.teacher, command, NOW)
    assert made.bookings[0].status is BookingStatus.CONFIRMED


async def test_owners_have_their_time_again_when_a_request_is_put_back(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.demonstrator.id), span=make_span(0, 2, days=13))
    gone = await cancel_booking(at.store, at.teacher, CancelBooking(booking_id=booking.id), NOW)
    assert booking.decide_by is not None

    undo = UndoChange(change_id=gone.change_id)
    (back,) = await undo_change(at.store, at.teacher, undo, booking.decide_by)

    assert back.status is BookingStatus.REQUESTED
    assert back.decide_by is not None
    assert back.decide_by > booking.decide_by
