"""A change of "this and all that follow" was refused; the offered time then moved one date only, and "put
back" restored one of two.

The next step did not know what the first one was meant for. A refusal now carries the booking, the version
and the scope, and what a change did is written down, so that exactly that is taken back.
"""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from scheduler.domain.bookings.bookings import Booking, Need, SeriesScope
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.errors import NotFound, Stale
from scheduler.domain.identity.people import Role
from scheduler.domain.time.wall_time import WeeklyRule
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    MoveBooking,
    UndoChange,
    cancel_booking,
    change_booking,
    move_booking,
    request_booking,
    undo_change,
)
from scheduler.services.bookings.approvals import DecideRequest, ListRequests, decide_request, list_requests
from scheduler.storage.bookings.approvals import approvals_of
from scheduler.storage.bookings.bookings import bookings_in_series
from scheduler.storage.bookings.claims import claims_by_booking
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import (
    SmallCampus,
    a_request,
    make_booking,
    make_small_campus,
    make_span,
)
from tests.support.factories import NOW, make_actor

FOLLOWING = SeriesScope.FOLLOWING


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def make_series(at: SmallCampus, *needs: Need, weeks: int = 3) -> tuple[Booking, ...]:
    first = date(2026, 11, 24)
    rule = WeeklyRule((1,), time(9), 120, first, first + timedelta(weeks=weeks - 1))
    return (await request_booking(at.store, at.teacher, a_request(at, *needs, rule=rule), NOW)).bookings


async def what_there_is(at: SmallCampus, series: tuple[Booking, ...]) -> tuple[object, ...]:
    """The series as a person sees it, and what it holds: all but its versions."""
    assert series[0].series_id is not None
    async with at.store.read() as tx:
        found = await bookings_in_series(tx, series[0].series_id)
        held = await claims_by_booking(tx, [booking.id for booking in found])
    plain = [replace(each, version=0, sequence=0, updated_at=NOW) for each in found]
    return plain, {number: [(c.resource_id, c.unit, c.span) for c in held[number]] for number in held}


async def undo(at: SmallCampus, change_id: int) -> None:
    await undo_change(at.store, at.teacher, UndoChange(change_id=change_id), NOW)


async def test_refused_then_the_alternative_then_undo_are_about_the_same_dates(at: SmallCampus) -> None:
    series = await make_series(at, Need(at.room.id))
    await make_booking(at, Need(at.room.id), span=make_span(2, 4, days=14))
    before = await what_there_is(at, series)
    asked = ChangeBooking(booking_id=series[1].id, span=make_span(2, 5, days=7), scope=FOLLOWING)

    with pytest.raises(BookingRefused) as refusal:
        await change_booking(at.store, at.teacher, asked, NOW)
    again, other = refusal.value.change, refusal.value.alternatives[0]
    assert again is not None
    taken = ChangeBooking(
        booking_id=again.booking_id,
        version=again.version,
        scope=again.scope,
        span=other.span,
        needs=other.needs,
    )
    changed = await change_booking(at.store, at.teacher, taken, NOW)

    assert [booking.id for booking in changed] == [series[1].id, series[2].id]
    assert {booking.span.minutes for booking in changed} == {180}
    await undo(at, changed.change_id)
    assert await what_there_is(at, series) == before


async def test_a_drag_is_taken_back_and_that_is_taken_back_too(at: SmallCampus) -> None:
    series = await make_series(at, Need(at.lab.id, 3))
    before = await what_there_is(at, series)
    drag = MoveBooking(booking_id=series[1].id, start=make_span(3, 4, days=8).start)
    moved = await move_booking(at.store, at.teacher, drag, NOW)
    after = await what_there_is(at, series)

    undone = await undo_change(at.store, at.teacher, UndoChange(change_id=moved.change_id), NOW)

    assert await what_there_is(at, series) == before
    await undo(at, undone.change_id)
    assert await what_there_is(at, series) == after


async def test_what_one_cancel_took_comes_back_and_nothing_else(at: SmallCampus) -> None:
    first, second, third = await make_series(at, Need(at.room.id))
    await cancel_booking(at.store, at.teacher, CancelBooking(booking_id=third.id), NOW)
    everything = CancelBooking(booking_id=second.id, scope=SeriesScope.ALL)
    cancelled = await cancel_booking(at.store, at.teacher, everything, NOW)

    back = await undo_change(at.store, at.teacher, UndoChange(change_id=cancelled.change_id), NOW)

    assert {booking.id for booking in back} == {first.id, second.id}
    assert {booking.status for booking in back} == {BookingStatus.CONFIRMED}


async def test_the_word_of_an_owner_comes_back_with_the_time_it_was_given_for(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.demonstrator.id))
    (request,) = await list_requests(at.store, at.owner, ListRequests())
    await decide_request(
        at.store, at.owner, DecideRequest(approval_id=request.approval.id, approve=True), NOW
    )
    longer = ChangeBooking(booking_id=booking.id, span=make_span(0, 3))
    changed = await change_booking(at.store, at.teacher, longer, NOW)
    assert changed[0].status is BookingStatus.REQUESTED

    (back,) = await undo_change(at.store, at.teacher, UndoChange(change_id=changed.change_id), NOW)

    assert (back.status, back.span) == (BookingStatus.CONFIRMED, booking.span)
    async with at.store.read() as tx:
        (approval,) = (await approvals_of(tx, [booking.id]))[booking.id]
    assert not approval.is_open


async def test_all_or_nothing_when_a_place_is_gone_and_not_after_another_change(at: SmallCampus) -> None:
    series = await make_series(at, Need(at.room.id))
    later = ChangeBooking(booking_id=series[0].id, span=make_span(2, 4), scope=SeriesScope.ALL)
    changed = await change_booking(at.store, at.teacher, later, NOW)
    await make_booking(at, Need(at.room.id), span=make_span(0, 2, days=7))
    before = await what_there_is(at, series)

    with pytest.raises(BookingRefused) as refusal:
        await undo(at, changed.change_id)
    assert [violation.rule for violation in refusal.value.violations] == [Rule.UNITS_TAKEN]
    assert await what_there_is(at, series) == before
    await change_booking(at.store, at.teacher, ChangeBooking(booking_id=series[2].id, title="x"), NOW)
    with pytest.raises(Stale):
        await undo(at, changed.change_id)


async def test_other_words_are_taken_back(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id))
    changed = await change_booking(at.store, at.teacher, ChangeBooking(booking_id=booking.id, title="x"), NOW)

    (back,) = await undo_change(at.store, at.teacher, UndoChange(change_id=changed.change_id), NOW)

    assert (back.title, back.sequence) == (booking.title, 0)


async def test_nobody_takes_back_what_somebody_else_did(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id))
    changed = await change_booking(at.store, at.teacher, ChangeBooking(booking_id=booking.id, title="x"), NOW)
    stranger = await make_actor(at.store, (at.school, Role.TEACHER))

    with pytest.raises(NotFound):
        await undo_change(at.store, stranger, UndoChange(change_id=changed.change_id), NOW)
