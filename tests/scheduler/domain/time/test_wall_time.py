"""A weekly rule keeps its wall time, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.errors import Invalid
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import (
    WeeklyRule,
    at_wall_time,
    duration,
    local_dates,
    local_day,
    moved_alike,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def make_rule(**values: Any) -> WeeklyRule:
    given = {
        "weekdays": (1, 3),
        "at": time(9),
        "minutes": 90,
        "first_on": date(2026, 11, 23),
        "last_on": date(2026, 12, 6),
    }
    return WeeklyRule(**given | values)


def test_occurrences_leave_out_exceptions_and_holidays() -> None:
    rule = make_rule(except_on=frozenset({date(2026, 11, 24)}))

    occurrences = rule.occurrences(AMSTERDAM, frozenset({date(2026, 12, 3)}))

    assert [on for on, _ in occurrences] == [date(2026, 11, 26), date(2026, 12, 1)]


def test_a_rule_may_ignore_holidays() -> None:
    rule = make_rule(skip_holidays=False, last_on=date(2026, 11, 24))

    occurrences = rule.occurrences(AMSTERDAM, frozenset({date(2026, 11, 24)}))

    assert [on for on, _ in occurrences] == [date(2026, 11, 24)]


def test_every_second_week_counts_from_the_week_it_begins_in() -> None:
    rule = make_rule(weekdays=(0,), first_on=date(2026, 11, 25), last_on=date(2026, 12, 21), every=2)

    assert [on for on, _ in rule.occurrences(AMSTERDAM)] == [date(2026, 12, 7), date(2026, 12, 21)]


@pytest.mark.parametrize(
    ("on", "minutes", "exactly"),
    [
        (date(2026, 10, 24), 180, 180),
        (date(2026, 10, 25), 180, 180),
        (date(2027, 3, 28), 180, 180),
        (date(2026, 10, 24), 1440, 1440),
        (date(2026, 10, 25), 1440, 1500),
        (date(2027, 3, 28), 1440, 1380),
    ],
)
def test_minutes_are_minutes_and_whole_days_are_days(on: date, minutes: int, exactly: int) -> None:
    rule = make_rule(weekdays=(on.weekday(),), at=time(), minutes=minutes, first_on=on, last_on=on)

    span = rule.span_on(on, AMSTERDAM)

    assert (span.minutes, duration(span, AMSTERDAM)) == (exactly, timedelta(minutes=minutes))


def test_a_time_that_does_not_exist_moves_with_the_clocks() -> None:
    assert at_wall_time(date(2027, 3, 28), time(2, 30), AMSTERDAM) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_a_day_has_23_24_or_25_hours() -> None:
    hours = [local_day(on, AMSTERDAM).minutes / 60 for on in (date(2027, 3, 28), date(2026, 10, 25))]

    assert hours == [23, 25]


def test_what_moves_alike_moves_by_wall_time_over_the_change_of_clocks() -> None:
    def at_nine(on: date, hours: int = 0) -> Span:
        start = at_wall_time(on, time(9 + hours), AMSTERDAM)
        return Span(start, start + timedelta(hours=1))

    before, after = at_nine(date(2026, 10, 20)), at_nine(date(2026, 10, 21), hours=2)

    moved = moved_alike(at_nine(date(2026, 10, 27)), before, after, AMSTERDAM)

    assert moved == at_nine(date(2026, 10, 28), hours=2)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("weekdays", {"weekdays": ()}),
        ("weekdays", {"weekdays": (7,)}),
        ("last_on", {"last_on": date(2026, 11, 22)}),
        ("last_on", {"last_on": date(2028, 1, 1)}),
        ("every", {"every": 0}),
        ("minutes", {"minutes": 0}),
        ("at", {"at": time(9, tzinfo=UTC)}),
    ],
)
def test_a_rule_that_cannot_be_names_its_field(field: str, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        make_rule(**values)

    assert refusal.value.field == field


@pytest.mark.parametrize("on", [date(2026, 3, 7), date(2026, 3, 8), date(2026, 10, 31), date(2026, 11, 1)])
def test_a_day_touches_its_own_date_alone_where_the_clocks_change_at_midnight(on: date) -> None:
    havana = ZoneInfo("America/Havana")

    assert list(local_dates(local_day(on, havana), havana)) == [on]
