"""Other times than the one that was asked for, nearest first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import DAY, WeeklyRule, as_long_as

STEP: Final = timedelta(minutes=30)
REACH: Final = timedelta(days=14)
"""How far from the wish another time is looked for."""
SERIES_REACH: Final = timedelta(days=3)
"""The same for a series, whose days of the week move."""


def spans_near(span: Span, zone: ZoneInfo) -> Iterator[Span]:
    """As long as `span`, in half-hour steps."""
    for step in range(1, REACH // STEP + 1):
        for sign in (1, -1):
            yield as_long_as(span, span.start + sign * step * STEP, zone)


def moves_near(first: Span, zone: ZoneInfo) -> Iterator[Span]:
    """Where the first of several bookings that move together could go: by half hours, then by days."""
    hours = [sign * step * STEP for step in range(1, DAY // STEP) for sign in (1, -1)]
    days = [sign * day * DAY for day in range(1, SERIES_REACH.days + 1) for sign in (1, -1)]
    for shift in hours + days:
        yield as_long_as(first, first.start + shift, zone)


def rules_near(rule: WeeklyRule) -> Iterator[WeeklyRule]:
    """At another time of the day, then on neighbouring days of the week."""
    start = datetime.combine(rule.first_on, rule.at)
    for step in range(1, DAY // STEP):
        for moved in (start + step * STEP, start - step * STEP):
            if moved.date() == rule.first_on:
                yield replace(rule, at=moved.time())
    for shift in range(1, SERIES_REACH.days + 1):
        for days in (shift, -shift):
            yield replace(rule, weekdays=tuple(sorted((day + days) % 7 for day in rule.weekdays)))
