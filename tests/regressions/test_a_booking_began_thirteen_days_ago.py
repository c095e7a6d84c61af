"""A booking could be made that began thirteen days ago, as long as its last minute lay ahead.

What happened stays as it was: nothing begins before the current quarter of an hour, and what is under way
keeps its beginning. It can still be ended early, and go on for longer when nobody else is waiting.
"""

from datetime import timedelta

import pytest

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.errors import Conflict
from scheduler.domain.time.spans import Span
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    RestoreBooking,
    cancel_booking,
    change_booking,
    restore_booking,
)
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import (
    TUESDAY,
    SmallCampus,
    make_booking,
    make_small_campus,
    make_span,
)

UNDER_WAY = TUESDAY + timedelta(minutes=65)


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def change(at: SmallCampus, booking: Booking, span: Span) -> Booking:
    command = ChangeBooking(booking_id=booking.id, span=span)
    return (await change_booking(at.store, at.teacher, command, UNDER_WAY))[0]


async def rules_broken_by_a_change(at: SmallCampus, booking: Booking, span: Span) -> list[Rule]:
    with pytest.raises(BookingRefused) as refusal:
        await change(at, booking, span)
    return [violation.rule for violation in refusal.value.violations]


async def test_nothing_is_booked_in_the_past_and_nothing_offered_there(at: SmallCampus) -> None:
    with pytest.raises(BookingRefused) as refusal:
        await make_booking(at, Need(at.room.id), span=make_span(0, 2), now=UNDER_WAY)

    assert Rule.IN_THE_PAST in [violation.rule for violation in refusal.value.violations]
    assert [other.span.start >= make_span(1, 2).start for other in refusal.value.alternatives] == [True] * 3


async def test_the_current_quarter_can_be_booked(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id), span=make_span(1, 2), now=UNDER_WAY)

    assert booking.span == make_span(1, 2)


async def test_what_is_under_way_ends_early_and_goes_on_if_there_is_room(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id), span=make_span(0, 2))
    await make_booking(at, Need(at.room.id), span=make_span(3, 4))

    longer = await change(at, booking, make_span(0, 3))
    too_long = await rules_broken_by_a_change(at, booking, make_span(0, 3.5))
    ended = await change(at, booking, make_span(0, 1))

    assert (longer.span, ended.span) == (make_span(0, 3), make_span(0, 1))
    assert too_long == [Rule.UNITS_TAKEN]


async def test_what_is_under_way_keeps_its_beginning(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id), span=make_span(0, 2))

    later = await rules_broken_by_a_change(at, booking, make_span(0.5, 2))
    over_before = await rules_broken_by_a_change(at, booking, make_span(0, 0.5))

    assert (later, over_before) == ([Rule.IN_THE_PAST], [Rule.IN_THE_PAST])


async def test_what_has_ended_is_not_rewritten(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id), span=make_span(0, 1))

    with pytest.raises(Conflict):
        await change(at, booking, make_span(0, 2))


async def test_what_was_cancelled_by_mistake_while_under_way_is_put_back(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id), span=make_span(0, 2))
    await cancel_booking(at.store, at.teacher, CancelBooking(booking_id=booking.id), UNDER_WAY)

    (back,) = await restore_booking(at.store, at.teacher, RestoreBooking(booking_id=booking.id), UNDER_WAY)

    assert back.span == booking.span
