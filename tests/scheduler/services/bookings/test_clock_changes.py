"""Series, lengths, proofs and alternatives by the clock on the wall, on the days on which it changes."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.bookings.alternatives import AlternativeKind
from scheduler.domain.bookings.bookings import Need, SeriesScope, SkippedDate, SkipReason
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.violations import Rule, Violation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.people import Qualification
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import WeeklyRule, at_wall_time
from scheduler.services.bookings import (
    ChangeBooking,
    ChangeSeriesDates,
    MoveBooking,
    change_booking,
    move_booking,
    preview_booking,
    request_booking,
)
from scheduler.services.bookings.series import change_series_dates, see_series
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, a_request, make_booking, make_small_campus
from tests.support.factories import NOW, keep, make_campus, make_resource

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LEAP, BACK = date(2027, 3, 28), date(2027, 10, 31)
WEEK = timedelta(weeks=1)


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def make_open_room(at: SmallCampus, **values: object) -> Resource:
    """A room of a campus that keeps no hours."""
    room = {"kind": ResourceKind.ROOM, "units": 1} | values
    return await make_resource(at.store, at.school, await make_campus(at.store), **room)


def wall(on: date, hour: int, minute: int = 0) -> datetime:
    return at_wall_time(on, time(hour, minute), AMSTERDAM)


def rules(violations: Iterable[Violation]) -> set[Rule]:
    return {violation.rule for violation in violations}


async def test_a_date_without_the_hour_is_skipped_with_its_reason(at: SmallCampus) -> None:
    room = await make_open_room(at)
    rule = WeeklyRule((6,), time(2, 30), 60, LEAP - WEEK, LEAP + WEEK)

    made = await request_booking(at.store, at.teacher, a_request(at, Need(room.id), rule=rule), NOW)

    assert made.series is not None
    assert made.series.skipped == (SkippedDate(LEAP, SkipReason.NO_SUCH_HOUR),)
    assert [booking.occurs_on for booking in made.bookings] == [LEAP - WEEK, LEAP + WEEK]
    (gap,) = (await see_series(at.store, at.teacher, made.series.id, NOW)).gaps
    assert (gap.skipped.why, gap.possible) == (SkipReason.NO_SUCH_HOUR, False)
    more = ChangeSeriesDates(series_id=made.series.id, also_on=(LEAP,))
    with pytest.raises(Invalid):
        await change_series_dates(at.store, at.teacher, more, NOW)


async def test_a_rule_that_only_falls_in_the_gap_has_no_date_left(at: SmallCampus) -> None:
    room = await make_open_room(at)
    rule = WeeklyRule((6,), time(2, 30), 60, LEAP, LEAP)

    with pytest.raises(Invalid):
        await request_booking(at.store, at.teacher, a_request(at, Need(room.id), rule=rule), NOW)


async def test_a_series_moved_to_such_an_hour_says_which_date_cannot(at: SmallCampus) -> None:
    room = await make_open_room(at)
    rule = WeeklyRule((6,), time(9), 60, LEAP - WEEK, LEAP + WEEK)
    first = (
        await request_booking(at.store, at.teacher, a_request(at, Need(room.id), rule=rule), NOW)
    ).bookings
    target = Span(wall(LEAP - WEEK, 2, 30), wall(LEAP - WEEK, 3, 30))
    command = ChangeBooking(booking_id=first[0].id, scope=SeriesScope.ALL, span=target)

    with pytest.raises(BookingRefused) as refusal:
        await change_booking(at.store, at.teacher, command, NOW)
    partly = ChangeBooking(booking_id=first[0].id, scope=SeriesScope.ALL, span=target, partly=True)
    changed = await change_booking(at.store, at.teacher, partly, NOW)

    assert rules(refusal.value.violations) == {Rule.NO_SUCH_HOUR}
    assert [each.booking.occurs_on for each in changed.refused] == [LEAP]
    assert [booking.span.minutes for booking in changed] == [60, 60]


@pytest.mark.parametrize("on", [LEAP, BACK])
async def test_ninety_minutes_stay_ninety_minutes(at: SmallCampus, on: date) -> None:
    room = await make_open_room(at)
    rule = WeeklyRule((6,), time(1), 90, on - WEEK, on + WEEK)

    made = await request_booking(at.store, at.teacher, a_request(at, Need(room.id), rule=rule), NOW)

    assert [booking.span.minutes for booking in made.bookings] == [90, 90, 90]


async def test_24_hours_are_from_noon_to_noon_also_in_october(at: SmallCampus) -> None:
    room = await make_open_room(at, max_minutes=24 * 60)
    before = BACK - timedelta(days=1)
    day, longer = (Span(wall(before, 12), wall(BACK, hour)) for hour in (12, 13))
    ordinary = Span(wall(before - WEEK, 12), wall(BACK - WEEK, 12))

    refused = await preview_booking(at.store, at.teacher, a_request(at, Need(room.id), span=longer), NOW)
    booking = await make_booking(at, Need(room.id), span=ordinary)
    command = MoveBooking(booking_id=booking.id, start=day.start)
    (moved,) = await move_booking(at.store, at.teacher, command, NOW)

    assert rules(refused.violations) == {Rule.TOO_LONG}
    assert (moved.span, moved.span.minutes) == (day, 25 * 60)


async def test_a_proof_counts_by_the_dates_that_people_see(at: SmallCampus) -> None:
    place = {"kind": ResourceKind.ROOM, "units": 1, "required_qualification": "VCA"}
    nowhere = await make_resource(at.store, at.school, None, **place)
    proof = {"name": "VCA", "valid_from": date(2026, 1, 1), "valid_until": date(2026, 11, 24)}
    await keep(at.store, Qualification(id=0, person_id=at.teacher.id, **proof))
    on = date(2026, 11, 24)
    evening = Span(wall(on, 22), wall(on, 23))
    over_midnight = Span(evening.start, datetime(2026, 11, 24, 23, 30, tzinfo=UTC))

    found = [
        (
            await preview_booking(at.store, at.teacher, a_request(at, Need(nowhere.id), span=span), NOW)
        ).violations
        for span in (evening, over_midnight)
    ]

    assert [rules(violations) for violations in found] == [set(), {Rule.QUALIFICATION}]


async def test_no_alternative_is_at_night(at: SmallCampus) -> None:
    room = await make_open_room(at)
    on = date(2026, 11, 25)
    await make_booking(at, Need(room.id), span=Span(wall(on, 9), wall(on, 22)))

    preview = await preview_booking(
        at.store, at.teacher, a_request(at, Need(room.id), span=Span(wall(on, 20), wall(on, 22))), NOW
    )

    times = [other.span for other in preview.alternatives if other.kind is AlternativeKind.TIME]
    morning = wall(on + timedelta(days=1), 7)
    assert [span.start - morning for span in times] == [timedelta(minutes=30) * step for step in range(3)]
