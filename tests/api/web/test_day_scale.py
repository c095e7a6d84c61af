"""A date as quarters of wall time, held against looking at every minute of it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.views.overviews.day_scale import QUARTER, DayScale, Remaining
from scheduler.domain.bookings.free_profile import FreeStretch
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import at_wall_time, clock_change, local_day

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONES = [AMSTERDAM, ZoneInfo("Africa/Cairo"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/Havana")]
MINUTE = timedelta(minutes=1)
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)


def quarter_of(instant: datetime, scale: DayScale, zone: ZoneInfo) -> int:
    """By the clock on the wall, as a person would read it."""
    return (instant.astimezone(zone).replace(tzinfo=None) - datetime.combine(scale.on, time())) // QUARTER


@given(
    zone=st.sampled_from(ZONES),
    on=st.dates(date(2026, 1, 1), date(2027, 12, 31)) | st.sampled_from([FORWARD, BACK]),
    start=st.integers(0, 24 * 4 - 1),
    length=st.integers(1, 40),
)
def test_a_span_is_placed_over_every_quarter_that_the_clock_shows_in_it(
    zone: ZoneInfo, on: date, start: int, length: int
) -> None:
    scale = DayScale.of(on, 0, 24, zone)
    span = Span(scale.shown.start + start * QUARTER, scale.shown.start + (start + length) * QUARTER)
    span = Span(span.start, min(span.end, scale.shown.end)) if span.start < scale.shown.end else scale.shown
    minutes = [span.start + n * MINUTE for n in range(span.minutes)]

    touched = {quarter_of(minute, scale, zone) for minute in minutes}

    assert scale.place(span) == (min(touched), max(touched) - min(touched) + 1)


@given(zone=st.sampled_from(ZONES), on=st.dates(date(2025, 1, 1), date(2028, 1, 1)))
def test_quarters_that_have_no_instant_are_those_the_clocks_skip(zone: ZoneInfo, on: date) -> None:
    scale = DayScale.of(on, 0, 24, zone)
    there = {quarter_of(scale.shown.start + n * MINUTE, scale, zone) for n in range(scale.shown.minutes)}

    none = {number for number in range(scale.quarters) if scale.instant(number) is None}

    first, count = scale.missing or (0, 0)
    assert none == set(range(scale.quarters)) - there == set(range(first, first + count))


@pytest.mark.parametrize(
    ("on", "hours", "place"),
    [
        (date(2026, 3, 30), ("01:00", "04:00"), (4, 12)),
        (FORWARD, ("01:00", "04:00"), (4, 12)),
        (FORWARD, ("03:00", "03:30"), (12, 2)),
        (BACK, ("01:00", "04:00"), (4, 12)),
        (BACK, ("12:00", "12:20"), (48, 2)),
    ],
)
def test_wall_time_is_where_it_was_on_every_day(
    on: date, hours: tuple[str, str], place: tuple[int, int]
) -> None:
    span = Span(*(at_wall_time(on, time.fromisoformat(at), AMSTERDAM) for at in hours))

    assert DayScale.of(on, 0, 24, AMSTERDAM).place(span) == place


def test_the_hour_that_comes_twice_is_drawn_as_that_hour() -> None:
    once = Span(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))

    assert DayScale.of(BACK, 0, 24, AMSTERDAM).place(once) == (8, 4)


def test_the_hour_that_comes_twice_is_free_when_it_is_both_times() -> None:
    scale = DayScale.of(BACK, 2, 2, AMSTERDAM)
    second = datetime(2026, 10, 25, 1, tzinfo=UTC)
    free = [
        FreeStretch(Span(scale.shown.start, second), 8, 20),
        FreeStretch(Span(second, second + 2 * QUARTER), 3, 5),
        FreeStretch(Span(second + 2 * QUARTER, scale.shown.end), 8, 20),
    ]

    left = scale.left(free)

    assert left == [Remaining(3, 5)] * 2 + [Remaining(8, 20)] * 6


def test_nothing_is_free_in_an_hour_that_is_not_there() -> None:
    scale = DayScale.of(FORWARD, 1, 3, AMSTERDAM)

    left = scale.left([FreeStretch(scale.shown, 2)])

    assert [each.units for each in left] == [2] * 4 + [0] * 4 + [2] * 4


def test_a_quarter_that_is_partly_shut_has_nothing_left() -> None:
    scale = DayScale.of(date(2026, 11, 24), 8, 1, AMSTERDAM)
    opens = scale.shown.start + 5 * MINUTE

    left = scale.left([FreeStretch(Span(opens, scale.shown.end), 4)])

    assert [each.units for each in left] == [0, 4, 4, 4]


@given(zone=st.sampled_from(ZONES), on=st.dates(date(2025, 1, 1), date(2028, 1, 1)))
def test_the_clocks_change_where_their_offset_does(zone: ZoneInfo, on: date) -> None:
    day = local_day(on, zone)
    offsets = [(day.start + n * MINUTE).astimezone(zone).utcoffset() for n in range(day.minutes)]
    changes = [n for n in range(1, day.minutes) if offsets[n] != offsets[n - 1]]

    found = clock_change(day, zone)

    assert [found] == [day.start + n * MINUTE for n in changes] if changes else found is None
