"""Bookings move, change, go and come back; each of a series alone, with those that follow, or all."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from scheduler.domain.bookings.bookings import Booking, Need, SeriesScope
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.cursors import Cursor
from scheduler.domain.errors import Conflict, Forbidden, Stale
from scheduler.domain.identity.people import Role
from scheduler.domain.time.wall_time import WeeklyRule
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    ListBookings,
    MoveBooking,
    RestoreBooking,
    cancel_booking,
    change_booking,
    get_booking,
    list_bookings,
    move_booking,
    request_booking,
    restore_booking,
)
from scheduler.storage.bookings.claims import claims_of
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import (
    SmallCampus,
    a_request,
    make_booking,
    make_small_campus,
    make_span,
)
from tests.support.factories import NOW, make_actor


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def make_series(at: SmallCampus, *needs: Need, weeks: int = 3) -> tuple[Booking, ...]:
    first = date(2026, 11, 24)
    last = first + timedelta(weeks=weeks - 1)
    rule = WeeklyRule(weekdays=(1,), at=time(9), minutes=120, first_on=first, last_on=last)
    made = await request_booking(at.store, at.teacher, a_request(at, *needs, rule=rule), NOW)
    return made.bookings


async def change(at: SmallCampus, booking: Booking, **values: Any) -> tuple[Booking, ...]:
    return await change_booking(at.store, at.teacher, ChangeBooking(booking_id=booking.id, **values), NOW)


async def cancel(at: SmallCampus, booking: Booking, **values: Any) -> tuple[Booking, ...]:
    return await cancel_booking(at.store, at.teacher, CancelBooking(booking_id=booking.id, **values), NOW)


async def restore(at: SmallCampus, booking: Booking, **values: Any) -> tuple[Booking, ...]:
    return await restore_booking(at.store, at.teacher, RestoreBooking(booking_id=booking.id, **values), NOW)


async def stored(at: SmallCampus, **values: Any) -> list[Booking]:
    found, _ = await list_bookings(at.store, at.teacher, ListBookings(**values))
    return [seen.booking for seen in found]


async def test_a_move_keeps_the_length_and_takes_as_much_of_another_place(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id))
    start = make_span(3, 5).start
    move = MoveBooking(booking_id=booking.id, start=start, from_resource=at.room.id, to_resource=at.lab.id)

    (moved,) = await move_booking(at.store, at.teacher, move, NOW)

    assert (moved.span, moved.needs) == (
        make_span(3, 3 + booking.span.minutes // 60),
        (Need(at.lab.id, booking.needs[0].units),),
    )


async def test_a_booking_may_move_over_its_own_old_place(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id))

    (moved,) = await change(at, booking, span=make_span(1, 3), version=1)

    assert (moved.span, moved.version, moved.sequence) == (make_span(1, 3), 2, 1)
    assert await stored(at) == [moved]


async def test_a_move_to_a_taken_place_changes_nothing_and_says_where_there_is_room(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id), span=make_span(0, 2))
    await make_booking(at, Need(at.room.id), span=make_span(2, 4))

    with pytest.raises(BookingRefused) as refusal:
        await change(at, booking, span=make_span(3, 5))

    spans = [alternative.span for alternative in refusal.value.alternatives]
    assert spans == [make_span(4, 6), make_span(4.5, 6.5), make_span(5, 7)]
    assert (await stored(at))[0] == booking


async def test_other_words_move_nothing(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id))

    (renamed,) = await change(at, booking, title="Elektrolyse", note="neem een bril mee")

    assert (renamed.title, renamed.sequence, renamed.version) == ("Elektrolyse", 0, 2)
    async with at.store.read() as tx:
        assert [claim.unit for claim in await claims_of(tx, booking.id)] == [1]


async def test_a_changed_need_is_held_instead_of_the_old_one(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.lab.id, 8))

    await change(at, booking, needs=(Need(at.lab.id, 3), Need(at.room.id)))

    other = await make_booking(at, Need(at.lab.id, 5))
    assert other.status is BookingStatus.CONFIRMED


async def test_an_edit_of_an_older_version_is_refused(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id))
    await change(at, booking, title="Elektrolyse")

    with pytest.raises(Stale):
        await change(at, booking, title="Brandstof", version=1)


async def test_a_stranger_may_not_change_it(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id))
    stranger = await make_actor(at.store, (at.school, Role.TEACHER))

    with pytest.raises(Forbidden):
        await change_booking(at.store, stranger, ChangeBooking(booking_id=booking.id, title="x"), NOW)


async def test_who_runs_the_lab_may_move_a_booking_of_another_organisation(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id), actor=at.owner, organisation_id=at.company.id)
    command = ChangeBooking(booking_id=booking.id, span=make_span(4, 6))

    (moved,) = await change_booking(at.store, at.manager, command, NOW)

    assert moved.span == make_span(4, 6)


@pytest.mark.parametrize(
    ("scope", "hours"),
    [(SeriesScope.ONE, [8, 10, 8]), (SeriesScope.FOLLOWING, [8, 10, 10]), (SeriesScope.ALL, [10, 10, 10])],
)
async def test_occurrences_move_alone_or_together(
    at: SmallCampus, scope: SeriesScope, hours: list[int]
) -> None:
    second = (await make_series(at, Need(at.room.id)))[1]

    await change(at, second, span=make_span(2, 4, days=7), scope=scope)

    assert [booking.span.start.hour for booking in await stored(at)] == hours


async def test_a_series_that_cannot_move_whole_does_not_move(at: SmallCampus) -> None:
    first, second, third = await make_series(at, Need(at.room.id))
    await make_booking(at, Need(at.room.id), span=make_span(2, 4, days=14))

    with pytest.raises(BookingRefused) as refusal:
        await change(at, second, span=make_span(2, 4, days=7), scope=SeriesScope.FOLLOWING)

    assert [v.span for v in refusal.value.violations] == [make_span(2, 4, days=14)]
    assert refusal.value.alternatives[0].span == make_span(4, 6, days=7)
    assert (await stored(at))[:3] == [first, second, third]


@pytest.mark.parametrize(
    ("scope", "left"), [(SeriesScope.ONE, 2), (SeriesScope.FOLLOWING, 1), (SeriesScope.ALL, 0)]
)
async def test_occurrences_are_cancelled_alone_or_together(
    at: SmallCampus, scope: SeriesScope, left: int
) -> None:
    second = (await make_series(at, Need(at.room.id)))[1]

    await cancel(at, second, scope=scope, version=1)

    assert len(await stored(at, statuses=frozenset({BookingStatus.CONFIRMED}))) == left


async def test_what_is_cancelled_frees_its_place(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.lab.id, None))

    (cancelled,) = await cancel(at, booking, reason="ziek")

    assert (cancelled.status, cancelled.sequence) == (BookingStatus.CANCELLED, 1)
    assert (await make_booking(at, Need(at.lab.id, None))).status is BookingStatus.CONFIRMED


async def test_what_is_over_or_gone_is_not_cancelled(at: SmallCampus) -> None:
    over = await make_booking(at, Need(at.room.id))
    gone = await make_booking(at, Need(at.lab.id))
    await cancel(at, gone)

    with pytest.raises(Conflict, match="not_held"):
        await cancel(at, gone)
    with pytest.raises(Conflict, match="ended"):
        await cancel_booking(at.store, at.teacher, CancelBooking(booking_id=over.id), NOW + timedelta(days=7))


async def test_a_cancel_is_undone_while_the_place_is_free(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.lab.id, 6))
    await cancel(at, booking)

    (restored,) = await restore(at, booking, version=2)

    assert (restored.status, restored.version, restored.sequence) == (BookingStatus.CONFIRMED, 3, 2)
    with pytest.raises(BookingRefused):
        await make_booking(at, Need(at.lab.id, 6))


async def test_a_cancel_is_not_undone_when_the_place_is_taken(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id))
    await cancel(at, booking)
    await make_booking(at, Need(at.room.id))

    with pytest.raises(BookingRefused) as refusal:
        await restore(at, booking)

    assert [v.rule for v in refusal.value.violations] == [Rule.UNITS_TAKEN]


async def test_the_undo_of_a_cancelled_series_leaves_out_what_was_cancelled_before(at: SmallCampus) -> None:
    first, second, third = await make_series(at, Need(at.room.id))
    before = NOW - timedelta(hours=1)
    await cancel_booking(at.store, at.teacher, CancelBooking(booking_id=first.id), before)
    await cancel(at, second, scope=SeriesScope.ALL)

    restored = await restore(at, third, scope=SeriesScope.ALL)

    assert {booking.id for booking in restored} == {second.id, third.id}


async def test_of_a_cancelled_series_what_can_come_back_does_when_one_wishes(at: SmallCampus) -> None:
    first, second, third = await make_series(at, Need(at.room.id))
    await cancel(at, first, scope=SeriesScope.ALL)
    await make_booking(at, Need(at.room.id), span=second.span, title="Tussendoor")
    command = RestoreBooking(booking_id=first.id, scope=SeriesScope.ALL)

    with pytest.raises(BookingRefused) as whole:
        await restore_booking(at.store, at.teacher, command, NOW)
    changed = await restore_booking(at.store, at.teacher, replace(command, partly=True), NOW)

    assert [v.rule for v in whole.value.violations] == [Rule.UNITS_TAKEN]
    assert [booking.id for booking in changed] == [first.id, third.id]
    assert [each.booking.id for each in changed.refused] == [second.id]
    assert (await get_booking(at.store, at.teacher, second.id)).booking.status is BookingStatus.CANCELLED


async def test_what_was_never_cancelled_is_not_restored(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id))

    with pytest.raises(Conflict, match="not_cancelled"):
        await restore(at, booking)


async def test_others_see_that_it_is_taken_and_no_more(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.room.id))
    visitor = await make_actor(at.store, (at.company, Role.COMPANY))

    seen = await get_booking(at.store, visitor, booking.id)
    own = await get_booking(at.store, at.teacher, booking.id)

    assert (seen.details, seen.may_change) == (False, False)
    assert (own.details, own.may_change) == (True, True)


async def test_the_list_narrows_by_what_is_asked(at: SmallCampus) -> None:
    in_lab = await make_booking(at, Need(at.lab.id))
    theirs = await make_booking(
        at, Need(at.room.id), actor=at.owner, organisation_id=at.company.id, span=make_span(4, 6)
    )

    assert await stored(at, mine=True) == [in_lab]
    assert await stored(at, organisation_id=at.company.id) == [theirs]
    assert await stored(at, resource_id=at.lab.id) == [in_lab]
    assert await stored(at, since=make_span(3, 5).start) == [theirs]
    assert await stored(at, until=make_span(3, 5).start) == [in_lab]
    assert await stored(at, after=Cursor(in_lab.id)) == [theirs]
