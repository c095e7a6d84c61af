"""Local wall time: what people mean by 'every Tuesday at nine'.

A weekly rule keeps its wall time when the clocks change. An instant asked by a wall time that does not exist
on the day the clocks go forward moves with them (02.30 becomes 03.30), but a rule that would begin at one has
nothing on that date (`begins_on`), and hours that would begin or end at one do so when the clocks change
(`hours_on`). A time that exists twice is the first.

How long something lasts is said once, by `lasting`, `as_long_as` and `duration`: minutes are exact minutes,
also over a change of the clocks (90 minutes in the night of October are 90 minutes), and whole days are days
by the clock on the wall ("24 hours" from noon to noon last 23, 24 or 25 of them).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.time.spans import Span

DAY, WEEK = timedelta(days=1), timedelta(days=7)
MINUTE = timedelta(minutes=1)


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


def local_dates(span: Span, zone: ZoneInfo) -> Iterator[date]:
    """Every date that the clock in `zone` shows during `span`."""
    last = span.end - timedelta(microseconds=1)
    return dates(span.start.astimezone(zone).date(), last.astimezone(zone).date())


def clock_change(span: Span, zone: ZoneInfo) -> datetime | None:
    """The first instant in `span` at which the clocks show something else than one runs on to."""
    offset = span.start.astimezone(zone).utcoffset()
    if span.end.astimezone(zone).utcoffset() == offset:
        return None
    before, after = 0, span.minutes
    while after - before > 1:
        middle = (before + after) // 2
        same = (span.start + middle * MINUTE).astimezone(zone).utcoffset() == offset
        before, after = (middle, after) if same else (before, middle)
    found = span.start + after * MINUTE
    return found if found < span.end else None


def exists(on: date, at: time, zone: ZoneInfo) -> bool:
    """Whether clocks in `zone` ever show `at` on the date `on`."""
    return at_wall_time(on, at, zone).astimezone(zone).replace(tzinfo=None) == datetime.combine(on, at)


def hours_on(on: date, opens: time, closes: time, zone: ZoneInfo) -> Span | None:
    """From one wall time to the other, the next day where `closes` is no later than `opens`; None for hours
    over which the clocks leap."""
    start = _not_skipped(on, opens, zone)
    end = _not_skipped(on if closes > opens else on + DAY, closes, zone)
    return Span(start, end) if start < end else None


def _not_skipped(on: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant of a wall time, or of the leap for one that does not exist."""
    after = at_wall_time(on, at, zone)
    if exists(on, at, zone):
        return after
    before = datetime.combine(on, at, tzinfo=zone).replace(fold=1).astimezone(UTC)
    leap = clock_change(Span(before, after + MINUTE), zone) or after
    return leap.replace(second=0, microsecond=0)


def lasting(start: datetime, length: timedelta, zone: ZoneInfo) -> Span:
    """What begins at `start` and lasts `length`: exactly that, or of whole days until the same wall time."""
    if length % DAY:
        return Span(start, start + length)
    local = start.astimezone(zone)
    return Span(start, at_wall_time(local.date() + length, local.time(), zone))


def as_long_as(span: Span, start: datetime, zone: ZoneInfo) -> Span:
    """`span` from another start: so many days by the wall where it ends at the wall time at which it began,
    else exactly as long."""
    days = _whole_days(span, zone)
    return lasting(start, days, zone) if days else Span(start, start + span.length)


def duration(span: Span, zone: ZoneInfo) -> timedelta:
    """How long `span` lasts, as people say it: the days where it lasts whole ones, else exactly."""
    return _whole_days(span, zone) or span.length


def _whole_days(span: Span, zone: ZoneInfo) -> timedelta:
    """None of them where it ends at another wall time than that at which it began."""
    first, last = (each.astimezone(zone).replace(tzinfo=None) for each in (span.start, span.end))
    return timedelta() if (last - first) % DAY else last - first


def moved_alike(span: Span, before: Span, after: Span, zone: ZoneInfo) -> Span:
    """`span` moved by the wall time that lies between `before` and `after`; as long as `after` where that is
    longer or shorter than `before`, and as long as it was where it is not."""
    start = _moved_start(span, before, after, zone)
    like = span if duration(before, zone) == duration(after, zone) else after
    return as_long_as(like, at_wall_time(start.date(), start.time(), zone), zone)


def finds_its_hour(span: Span, before: Span, after: Span, zone: ZoneInfo) -> bool:
    """Whether the wall time exists at which `moved_alike` would have it begin."""
    start = _moved_start(span, before, after, zone)
    return exists(start.date(), start.time(), zone)


def _moved_start(span: Span, before: Span, after: Span, zone: ZoneInfo) -> datetime:
    first, was, becomes = (each.start.astimezone(zone).replace(tzinfo=None) for each in (span, before, after))
    return first + (becomes - was)


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

    def begins_on(self, on: date, zone: ZoneInfo) -> bool:
        """Whether it falls on that date, and the clocks there show its hour."""
        return self.falls_on(on) and exists(on, self.at, zone)

    def occurrences(
        self, zone: ZoneInfo, holidays: frozenset[date] = frozenset()
    ) -> tuple[tuple[date, Span], ...]:
        """Each date with its span; dates in `holidays` are left out when the rule says so, and those on which
        its hour does not exist."""
        skipped = holidays if self.skip_holidays else frozenset()
        return tuple(
            (on, self.span_on(on, zone))
            for on in dates(self.first_on, self.last_on)
            if self.begins_on(on, zone) and on not in skipped
        )

    def span_on(self, on: date, zone: ZoneInfo) -> Span:
        """From the wall time on that date, for as long as it lasts (see `lasting`)."""
        return lasting(at_wall_time(on, self.at, zone), timedelta(minutes=self.minutes), zone)
