"""The dates of a series: what its rule would have, where it has nothing, and when a date more would be."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Booking, Series, SkippedDate, SkipReason
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import WeeklyRule, as_long_as, at_wall_time, dates, duration, exists


def dates_of(rule: WeeklyRule) -> tuple[date, ...]:
    """Every date of the rule, those that it excepts too."""
    whole = replace(rule, except_on=frozenset())
    return tuple(on for on in dates(rule.first_on, rule.last_on) if whole.falls_on(on))


def skipped_by_rule(rule: WeeklyRule, zone: ZoneInfo, holidays: Collection[date]) -> tuple[SkippedDate, ...]:
    """The dates on which the rule falls and has nothing: the holidays, and those on which the clocks in
    `zone` leap over its hour."""
    off = frozenset(holidays) if rule.skip_holidays else frozenset()
    found = []
    for on in dates(rule.first_on, rule.last_on):
        if rule.falls_on(on) and on in off:
            found.append(SkippedDate(on, SkipReason.HOLIDAY))
        elif rule.falls_on(on) and not exists(on, rule.at, zone):
            found.append(SkippedDate(on, SkipReason.NO_SUCH_HOUR))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class SeriesCalendar:
    """What a series keeps to when its dates move: the clock it was made by, and the holidays it skips."""

    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()

    def rules_broken(self, was: Span, becomes: Span) -> tuple[Rule, ...]:
        """A date that stays on its day is not asked again."""
        before, after = (span.start.astimezone(self.zone).date() for span in (was, becomes))
        return (Rule.HOLIDAY,) if after != before and after in self.holidays else ()


def gaps(series: Series, bookings: Iterable[Booking]) -> tuple[SkippedDate, ...]:
    """The dates on which it never had a booking; of one that is not remembered a holiday is the reason, as
    that was all a series skipped by itself."""
    had = {booking.occurs_on for booking in bookings}
    known = {each.on: each for each in series.skipped}
    return tuple(
        known.get(on, SkippedDate(on, SkipReason.HOLIDAY)) for on in dates_of(series.rule) if on not in had
    )


def span_like(booking: Booking, series: Series, on: date) -> Span:
    """When the series would be on the date `on` of its rule: at the wall time, the distance from the rule's
    day and the length that `booking`, one of its bookings, has by now."""
    zone = ZoneInfo(series.zone)
    day, at = _begin_like(booking, zone, on)
    return as_long_as(booking.span, at_wall_time(day, at, zone), zone)


def has_hour_like(booking: Booking, series: Series, on: date) -> bool:
    """Whether the clocks show the hour at which that would begin."""
    zone = ZoneInfo(series.zone)
    return exists(*_begin_like(booking, zone, on), zone)


def _begin_like(booking: Booking, zone: ZoneInfo, on: date) -> tuple[date, time]:
    local = booking.span.start.astimezone(zone)
    return on + (local.date() - (booking.occurs_on or local.date())), local.time()


def rule_like(booking: Booking, series: Series) -> WeeklyRule:
    """The rule in the words that fit by now: of a series that was moved, on the days and at the hour of
    `booking`, one of its bookings."""
    zone, rule = ZoneInfo(series.zone), series.rule
    day, at = _begin_like(booking, zone, rule.first_on)
    days = (day - rule.first_on).days
    return replace(
        rule,
        weekdays=tuple(sorted({(weekday + days) % 7 for weekday in rule.weekdays})),
        at=at,
        minutes=max(1, int(duration(booking.span, zone).total_seconds() // 60)),
    )


def with_dates(series: Series, last_on: date, booked: Collection[date]) -> Series:
    """The series up to and including `last_on`, with what was booked of the dates it skipped."""
    rule = replace(series.rule, last_on=last_on, except_on=series.rule.except_on - frozenset(booked))
    skipped = tuple(each for each in series.skipped if each.on not in booked and each.on <= last_on)
    return replace(series, rule=rule, skipped=skipped)
