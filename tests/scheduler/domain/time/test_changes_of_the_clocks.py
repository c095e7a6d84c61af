"""Minutes are minutes, days are days and hours that do not exist are none, in every zone at every change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import (
    DAY,
    WeeklyRule,
    as_long_as,
    at_wall_time,
    duration,
    exists,
    finds_its_hour,
    hours_on,
    lasting,
    local_day,
    moved_alike,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)
MINUTE = timedelta(minutes=1)

zones = st.sampled_from(
    [
        "Europe/Amsterdam",
        "Europe/London",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "UTC",
    ]
).map(ZoneInfo)
days = st.sampled_from(
    [
        FORWARD,
        BACK,
        date(2026, 3, 8),
        date(2026, 11, 1),
        date(2026, 4, 5),
        date(2026, 10, 4),
        date(2026, 2, 15),
    ]
)
around = st.builds(lambda on, more: on + more * DAY, days, st.integers(-2, 2))
instants = st.builds(
    lambda on, minutes: datetime.combine(on, time(), UTC) + minutes * MINUTE, around, st.integers(0, 1439)
)
walls = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 59]))
lengths = st.integers(1, 3 * 1440).map(lambda minutes: minutes * MINUTE)


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


@given(instants, lengths, zones)
def test_what_lasts_minutes_lasts_them_and_what_lasts_days_ends_at_the_hour(
    start: datetime, length: timedelta, zone: ZoneInfo
) -> None:
    span = lasting(start, length, zone)

    if length % DAY:
        assert span.length == length
    else:
        ends = wall(start, zone) + length
        assert wall(span.end, zone) == ends or not exists(ends.date(), ends.time(), zone)


@given(instants, lengths, instants, zones)
def test_what_moves_stays_as_long_as_people_say_it_is(
    start: datetime, length: timedelta, other: datetime, zone: ZoneInfo
) -> None:
    span = Span(start, start + length)

    moved = as_long_as(span, other, zone)

    assert as_long_as(span, start, zone).length == span.length
    assert duration(moved, zone) in (duration(span, zone), span.length, moved.length)
    if duration(span, zone) == span.length and length % DAY:
        assert moved.length == length


@given(instants, instants, st.integers(1, 1439), zones)
def test_a_series_that_moves_keeps_the_minutes_of_each_date(
    start: datetime, other: datetime, minutes: int, zone: ZoneInfo
) -> None:
    span, first = Span(start, start + minutes * MINUTE), Span(other, other + 90 * MINUTE)
    target = as_long_as(first, first.start + timedelta(hours=1), zone)

    moved = moved_alike(span, first, target, zone)

    assert minutes == moved.minutes or not (wall(span.end, zone) - wall(span.start, zone)) % DAY
    if finds_its_hour(span, first, target, zone):
        shift = wall(target.start, zone) - wall(first.start, zone)
        assert wall(moved.start, zone) == wall(span.start, zone) + shift


@given(around, walls, st.integers(1, 1439), zones)
def test_a_rule_has_its_hour_and_its_minutes_or_nothing(
    first_on: date, at: time, minutes: int, zone: ZoneInfo
) -> None:
    rule = WeeklyRule(tuple(range(7)), at, minutes, first_on, first_on + 9 * DAY)

    found = dict(rule.occurrences(zone))

    every = {first_on + number * DAY for number in range(10)}
    assert {on for on in every if not exists(on, at, zone)} == every - found.keys()
    assert {wall(span.start, zone) for span in found.values()} == {datetime.combine(on, at) for on in found}
    assert {span.minutes for span in found.values()} <= {minutes}


@given(around, walls, walls, zones)
def test_hours_are_the_moments_at_which_the_clock_is_between_them(
    on: date, opens: time, closes: time, zone: ZoneInfo
) -> None:
    hours = hours_on(on, opens, closes, zone)

    last = datetime.combine(on if closes > opens else on + DAY, closes)
    span = Span(local_day(on, zone).start, local_day(on + DAY, zone).end)
    moments = (span.start + number * 15 * MINUTE for number in range(span.minutes // 15))
    inside = [at for at in moments if hours is not None and hours.start <= at < hours.end]
    first = [wall(at, zone) for at in inside if at.astimezone(zone).fold == 0]
    assert all(datetime.combine(on, opens) <= at < last for at in first)
    if hours is None:
        assert not exists(on, opens, zone)


@pytest.mark.parametrize(
    ("opens", "closes", "hours"),
    [
        (time(2, 15), time(2, 45), None),
        (time(2, 15), time(3), None),
        (time(2, 15), time(3, 30), (time(3), time(3, 30))),
        (time(1, 30), time(2, 30), (time(1, 30), time(3))),
    ],
)
def test_hours_in_the_gap(opens: time, closes: time, hours: tuple[time, time] | None) -> None:
    found = hours_on(FORWARD, opens, closes, AMSTERDAM)

    wanted = hours and Span(*(at_wall_time(FORWARD, at, AMSTERDAM) for at in hours))
    assert found == wanted


@pytest.mark.parametrize(("on", "hours"), [(FORWARD, 23), (BACK, 25), (date(2026, 5, 1), 24)])
def test_24_hours_are_from_noon_to_noon(on: date, hours: int) -> None:
    noon = at_wall_time(on - DAY, time(12), AMSTERDAM)

    span = lasting(noon, DAY, AMSTERDAM)

    assert (span.minutes, duration(span, AMSTERDAM)) == (hours * 60, DAY)
    assert span.end == at_wall_time(on, time(12), AMSTERDAM)
