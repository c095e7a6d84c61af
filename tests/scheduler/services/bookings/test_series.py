"""A series is read with what it skips and why, made longer and shorter, and given back what it skipped."""

from datetime import date, time, timedelta

import pytest

from scheduler.domain.bookings.bookings import Need, Series, SeriesScope, SkippedDate, SkipReason
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.campus.opening_hours import Holiday
from scheduler.domain.errors import Invalid, NotFound
from scheduler.domain.identity.people import Role
from scheduler.domain.time.wall_time import WeeklyRule
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    Changed,
    ChangeSeriesDates,
    UndoChange,
    cancel_booking,
    change_booking,
    request_booking,
    undo_change,
)
from scheduler.services.bookings.series import SeriesSeen, change_series_dates, see_series
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import (
    SmallCampus,
    a_request,
    make_booking,
    make_small_campus,
    make_span,
)
from tests.support.factories import NOW, keep, make_actor

FIRST = date(2026, 11, 24)
WEEK = timedelta(weeks=1)


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def make_series(at: SmallCampus, weeks: int, *, left_out: frozenset[date] = frozenset()) -> Series:
    rule = WeeklyRule((1,), time(9), 120, FIRST, FIRST + (weeks - 1) * WEEK, except_on=left_out)
    made = await request_booking(at.store, at.teacher, a_request(at, Need(at.room.id), rule=rule), NOW)
    assert made.series is not None
    return made.series


async def see(at: SmallCampus, series: Series) -> SeriesSeen:
    return await see_series(at.store, at.teacher, series.id, NOW)


async def change_dates(at: SmallCampus, series: Series, **values: object) -> Changed:
    command = ChangeSeriesDates(series_id=series.id, **values)  # type: ignore[arg-type]
    return await change_series_dates(at.store, at.teacher, command, NOW)


async def days(at: SmallCampus, series: Series) -> list[tuple[int, int, BookingStatus]]:
    """Each date: days and hours after the first one, and what became of it."""
    seen = await see(at, series)
    since = make_span(0, 1).start
    return [
        (
            (each.booking.span.start - since).days,
            (each.booking.span.start - since).seconds // 3600,
            each.booking.status,
        )
        for each in seen.dates
    ]


async def test_it_says_what_was_skipped_and_why(at: SmallCampus) -> None:
    holiday, taken, unwanted = (FIRST + week * WEEK for week in (1, 2, 3))
    await keep(at.store, Holiday(id=0, name="Vakantie", first_on=holiday, last_on=holiday))
    await make_booking(at, Need(at.room.id), span=make_span(0, 2, days=14))

    series = await make_series(at, 5, left_out=frozenset({taken, unwanted}))

    gaps = (await see(at, series)).gaps
    assert [gap.skipped for gap in gaps] == [
        SkippedDate(holiday, SkipReason.HOLIDAY),
        SkippedDate(taken, SkipReason.REFUSED, ("units_taken",)),
        SkippedDate(unwanted, SkipReason.LEFT_OUT),
    ]
    assert [gap.possible for gap in gaps] == [False, False, True]


async def test_a_skipped_date_is_offered_back_when_it_became_possible(at: SmallCampus) -> None:
    other = await make_booking(at, Need(at.room.id), span=make_span(0, 2, days=7))
    series = await make_series(at, 3, left_out=frozenset({FIRST + WEEK}))
    with pytest.raises(BookingRefused):
        await change_dates(at, series, also_on=(FIRST + WEEK,))
    await cancel_booking(at.store, at.teacher, CancelBooking(booking_id=other.id), NOW)

    assert [gap.possible for gap in (await see(at, series)).gaps] == [True]
    (booked,) = await change_dates(at, series, also_on=(FIRST + WEEK,))

    assert (booked.span, booked.series_id) == (make_span(0, 2, days=7), series.id)
    assert (await see(at, series)).gaps == ()


async def test_it_becomes_longer_as_it_is_by_now_and_skips_holidays(at: SmallCampus) -> None:
    series = await make_series(at, 2)
    first = (await see(at, series)).dates[0].booking
    moved = ChangeBooking(booking_id=first.id, span=make_span(2, 5, days=1), scope=SeriesScope.ALL)
    await change_booking(at.store, at.teacher, moved, NOW)
    wednesday = FIRST + 2 * WEEK + timedelta(days=1)
    await keep(at.store, Holiday(id=0, name="Vrij", first_on=wednesday, last_on=wednesday))

    (made,) = await change_dates(at, series, last_on=FIRST + 3 * WEEK)

    assert made.span == make_span(2, 5, days=22)
    assert [gap.skipped.on for gap in (await see(at, series)).gaps] == [FIRST + 2 * WEEK]


async def test_it_becomes_shorter_and_that_is_taken_back_with_its_end(at: SmallCampus) -> None:
    series = await make_series(at, 3)
    before = await days(at, series)

    changed = await change_dates(at, series, last_on=FIRST)

    assert [status for _, _, status in await days(at, series)] == [
        BookingStatus.CONFIRMED,
        BookingStatus.CANCELLED,
        BookingStatus.CANCELLED,
    ]
    await undo_change(at.store, at.teacher, UndoChange(change_id=changed.change_id), NOW)
    assert await days(at, series) == before
    assert (await see(at, series)).series == series


async def test_a_longer_series_is_taken_back(at: SmallCampus) -> None:
    series = await make_series(at, 1)

    changed = await change_dates(at, series, last_on=FIRST + WEEK)
    await undo_change(at.store, at.teacher, UndoChange(change_id=changed.change_id), NOW)

    seen = await see(at, series)
    assert seen.series == series
    assert [each.booking.status for each in seen.dates] == [BookingStatus.CONFIRMED, BookingStatus.CANCELLED]


async def test_a_date_that_is_none_of_it_is_not_booked(at: SmallCampus) -> None:
    series = await make_series(at, 2)

    with pytest.raises(Invalid):
        await change_dates(at, series, also_on=(FIRST + timedelta(days=1),))
    with pytest.raises(Invalid):
        await change_dates(at, series, last_on=FIRST + WEEK)


async def test_who_may_not_see_its_bookings_does_not_see_it(at: SmallCampus) -> None:
    series = await make_series(at, 1)
    visitor = await make_actor(at.store, (at.company, Role.COMPANY))

    with pytest.raises(NotFound):
        await see_series(at.store, visitor, series.id, NOW)


async def move_to_wednesday(at: SmallCampus, series: Series, *, partly: bool = False) -> Changed:
    first = (await see(at, series)).dates[0].booking
    command = ChangeBooking(
        booking_id=first.id,
        scope=SeriesScope.ALL,
        span=first.span.moved_to(first.span.start + timedelta(days=1, hours=1)),
        partly=partly,
    )
    return await change_booking(at.store, at.teacher, command, NOW)


async def close_on(at: SmallCampus, on: date) -> Holiday:
    return await keep(at.store, Holiday(id=0, name="Vakantie", first_on=on, last_on=on))


async def test_a_series_that_moves_keeps_to_the_holidays_of_its_new_day(at: SmallCampus) -> None:
    await close_on(at, FIRST + WEEK + timedelta(days=1))
    series = await make_series(at, 3)

    with pytest.raises(BookingRefused) as refusal:
        await move_to_wednesday(at, series)
    changed = await move_to_wednesday(at, series, partly=True)

    assert {violation.rule for violation in refusal.value.violations} == {Rule.HOLIDAY}
    assert refusal.value.alternatives != ()
    assert [each.booking.occurs_on for each in changed.refused] == [FIRST + WEEK]
    assert len(changed) == 2


async def test_what_is_offered_instead_is_on_no_holiday_either(at: SmallCampus) -> None:
    await close_on(at, FIRST + WEEK + timedelta(days=1))
    series = await make_series(at, 3)
    first = (await see(at, series)).dates[0].booking

    with pytest.raises(BookingRefused) as refusal:
        await move_to_wednesday(at, series)
    for other in refusal.value.alternatives:
        command = ChangeBooking(
            booking_id=first.id, scope=SeriesScope.ALL, span=other.span, needs=other.needs
        )
        changed = await change_booking(at.store, at.teacher, command, NOW)
        await undo_change(at.store, at.teacher, UndoChange(change_id=changed.change_id), NOW)

    assert {other.span.start.date() for other in refusal.value.alternatives} != {FIRST + timedelta(days=1)}


async def test_a_holiday_of_the_old_day_is_offered_back_after_a_move(at: SmallCampus) -> None:
    await close_on(at, FIRST + WEEK)
    series = await make_series(at, 3)
    (before,) = (await see(at, series)).gaps

    await move_to_wednesday(at, series)
    (gap,) = (await see(at, series)).gaps
    (booked,) = await change_dates(at, series, also_on=(gap.skipped.on,))

    assert (before.possible, gap.possible) == (False, True)
    assert booked.span == make_span(1, 3, days=8)


async def test_its_rule_is_said_as_it_is_kept_by_now(at: SmallCampus) -> None:
    series = await make_series(at, 3)
    before = (await see(at, series)).rule

    await move_to_wednesday(at, series)
    after = (await see(at, series)).rule

    assert (before.weekdays, before.at, before.minutes) == ((1,), time(9), 120)
    assert (after.weekdays, after.at, after.minutes) == ((2,), time(10), 120)


async def test_a_date_that_somebody_else_had_is_offered_back_when_it_is_free(at: SmallCampus) -> None:
    other = await make_booking(at, Need(at.room.id), span=make_span(0, 2, days=7))
    series = await make_series(at, 3, left_out=frozenset({FIRST + WEEK}))
    (taken,) = (await see(at, series)).gaps
    await cancel_booking(at.store, at.teacher, CancelBooking(booking_id=other.id), NOW)

    (free,) = (await see(at, series)).gaps

    assert (taken.skipped.why, taken.possible, free.possible) == (SkipReason.REFUSED, False, True)
