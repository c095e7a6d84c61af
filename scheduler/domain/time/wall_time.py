"""Local wall time: what people mean by 'every Tuesday at nine'.

A weekly rule keeps its wall time when the clocks change. A time that does not exist on the day
the clocks go forward moves with them (02.30 becomes 03.30); a time that exists twice is the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.time.spans import Span

DAY = timedelta(days=1)


def at_wall_time(on: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which clocks in `zone` show `at` on the date `on`."""
    return _instant(on, at, at.fold, zone)


@lru_cache(maxsize=8192)
def _instant(on: date, at: time, fold: int, zone: ZoneInfo) -> datetime:
    """The few hundred wall times that opening hours are made of are asked for thousands of times; `fold` is
    no part of what makes two times equal."""
    return datetime.combine(on, at.replace(fold=fold), tzinfo=zone).astimezone(UTC)


def local_day(on: date, zone: ZoneInfo) -> Span:
    """The whole of the date `on` in `zone`: 23, 24 or 25 hours."""
    return Span(at_wall_time(on, time(), zone), at_wall_time(on + DAY, time(), zone))


def dates(first_on: date, last_on: date) -> Iterator[date]:
    """Every date from `first_on` up to and including `last_on`."""
    for offset in range((last_on - first_on).days + 1):
        yield first_on + timedelta(days=offset)


def monday_of(on: date) -> date:
    """The Monday of the ISO week in which `on` falls."""
    return on - timedelta(days=on.weekday())


def moved_alike(span: Span, before: Span, after: Span, zone: ZoneInfo) -> Span:
    """`span` moved by the wall time that lies between `before` and `after`; as long as `after` where that is
    longer or shorter than `before`, and as long as it was where it is not."""
    first, last, was, was_until, becomes, until = (
        instant.astimezone(zone).replace(tzinfo=None)
        for each in (span, before, after)
        for instant in (each.start, each.end)
    )
    start = first + (becomes - was)
    keeps_length = until - becomes == was_until - was
    end = start + (last - first if keeps_length else until - becomes)
    return Span(at_wall_time(start.date(), start.time(), zone), at_wall_time(end.date(), end.time(), zone))


@dataclass(frozen=True, slots=True)
class WeeklyRule:
    """The same wall time every `every` weeks on `weekdays` (Monday is 0), from and including two dates."""

    weekdays: tuple[int, ...]
    at: time
    minutes: int
    first_on: date
    last_on: date
    every: int = 1
    except_on: frozenset[date] = frozenset()
    skip_holidays: bool = True

    def __post_init__(self) -> None:
        if not self.weekdays or not set(self.weekdays) <= set(range(7)):
            raise Invalid("weekdays", InvalidCode.NOT_WEEKDAYS, expected="0 (Monday) to 6 (Sunday)")
        if self.last_on < self.first_on:
            raise Invalid("last_on", InvalidCode.BEFORE_FIRST)
        if (self.last_on - self.first_on).days > 366:
            raise Invalid(
                "last_on", InvalidCode.LONGER_THAN_A_YEAR, expected="at most 366 days after first_on"
            )
        if self.every < 1:
            raise Invalid("every", InvalidCode.TOO_SMALL, expected="1 or more weeks")
        if not 1 <= self.minutes <= 24 * 60:
            raise Invalid("minutes", InvalidCode.OUT_OF_RANGE, expected="1 to 1440")
        if self.at.tzinfo is not None:
            raise Invalid("at", InvalidCode.HAS_ZONE, expected="a wall time without a zone")

    def falls_on(self, on: date) -> bool:
        """Whether the rule, before holidays, has an occurrence on the date `on`."""
        weeks = (monday_of(on) - monday_of(self.first_on)).days // 7
        return (
            self.first_on <= on <= self.last_on
            and on.weekday() in self.weekdays
            and weeks % self.every == 0
            and on not in self.except_on
        )

    def occurrences(
        self, zone: ZoneInfo, holidays: frozenset[date] = frozenset()
    ) -> tuple[tuple[date, Span], ...]:
        """Each date with its span; dates in `holidays` are left out when the rule says so."""
        skipped = holidays if self.skip_holidays else frozenset()
        return tuple(
            (on, self.span_on(on, zone))
            for on in dates(self.first_on, self.last_on)
            if self.falls_on(on) and on not in skipped
        )

    def span_on(self, on: date, zone: ZoneInfo) -> Span:
        """From the wall time on that date, for the rule's minutes of elapsed wall time."""
        start = datetime.combine(on, self.at)
        end = start + timedelta(minutes=self.minutes)
        return Span(
            at_wall_time(start.date(), start.time(), zone), at_wall_time(end.date(), end.time(), zone)
        )
