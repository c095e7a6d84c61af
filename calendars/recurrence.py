"""Recurrence rules (RFC 5545 section 3.3.10), expanded within a window and within a number of steps.

dateutil goes on to the year 9999 for a rule that matches nothing and counts every second since 1970 for one
that says SECONDLY; other people's calendars hold both. Here a rule without COUNT starts at the window, every
rule ends at it, and what examines more candidates than allowed raises TooSlow.
"""

from calendar import isleap, monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product
from math import prod
from typing import Final

from calendars.errors import TooSlow
from calendars.rules import UNITS, RecurrenceRule

_OF_DAYS: Final = {"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"}


@dataclass(slots=True)
class Budget:
    """How many candidates the series of a file may examine together (`left`), and how many each."""

    left: int
    most: int
    _own: int = 0

    def begin(self) -> None:
        """From here on a new series spends."""
        self._own = 0

    def spend(self, steps: int) -> None:
        """Raises TooSlow, before anything is built, when the series or the file has no more of them."""
        self._own += steps
        if self._own > self.most or steps > self.left:
            raise TooSlow(self.most)
        self.left -= steps


def expand(
    rule: RecurrenceRule, first: datetime, earliest: datetime, latest: datetime, budget: Budget
) -> Iterator[datetime]:
    """The wall times of a series that begins at `first`, within `[earliest, latest]`, in order.

    UNTIL is the caller's: it may be in another zone. What lies before `earliest` is skipped by arithmetic,
    or counted one by one where a COUNT of an uneven rule leaves no other way.
    """
    try:
        periods = _Periods(rule, first)
        number, left = _begin(rule, periods, first, earliest, budget)
        while (start := periods.start(number)) <= latest and left != 0:
            for at in periods.times(start, budget):
                if at < first:
                    continue
                if at > latest or left == 0:
                    return
                left = left if left is None else left - 1
                if at >= earliest:
                    yield at
            number += 1
    except (OverflowError, ValueError):  # beyond the year 9999
        return


def _begin(
    rule: RecurrenceRule, periods: "_Periods", first: datetime, earliest: datetime, budget: Budget
) -> tuple[int, int | None]:
    """The number of the first period worth a look, and how much of COUNT is left there."""
    number = periods.number_before(earliest)
    if rule.count is None or number == 0:
        return number, rule.count
    if not periods.are_even:
        return 0, rule.count
    within_first = sum(at >= first for at in periods.times(periods.start(0), budget))
    return number, max(0, rule.count - within_first - periods.size(periods.start(1)) * (number - 1))


class _Periods:
    """Which periods (years, weeks, hours) a series has, and which days and times of each belong to it."""

    def __init__(self, rule: RecurrenceRule, first: datetime) -> None:
        self._rule = rule
        self._by = dict(rule.by)
        counts = rule.frequency in ("YEARLY", "MONTHLY")
        self._plain = {weekday for nth, weekday in rule.weekdays if not nth or not counts}
        self._nth = {pair for pair in rule.weekdays if pair[0]} if counts else set()
        self._default(first)
        self._first = first
        self._fixed = {"HOURLY": 1, "MINUTELY": 2, "SECONDLY": 3}.get(rule.frequency, 0)
        self._same = None if self._fixed else self._choices_at(first)
        self._filters = bool(self._by.keys() & _OF_DAYS or (rule.weekdays and rule.frequency != "WEEKLY"))
        self._months = rule.interval * {"YEARLY": 12, "MONTHLY": 1}.get(rule.frequency, 0)
        self._zeroth, self._step = self._first_period()
        week = (timedelta(days=number) for number in range(7))
        wanted = self._plain or range(7)
        self._of_week = [ahead for ahead in week if (self._zeroth + ahead).weekday() in wanted]

    @property
    def are_even(self) -> bool:
        """Whether every period but the first holds equally many times."""
        clocks = self._fixed and self._by.keys() & {"BYHOUR", "BYMINUTE", "BYSECOND"}
        return not (self._filters or self._months or clocks)

    def start(self, number: int) -> datetime:
        """When a period begins. Raises OverflowError or ValueError beyond the year 9999."""
        if not self._months:
            return self._zeroth + self._step * number
        month = self._zeroth.year * 12 + self._zeroth.month - 1 + self._months * number
        return datetime(month // 12, month % 12 + 1, 1)  # noqa: DTZ001 - wall time has no zone

    def number_before(self, at: datetime) -> int:
        """The number of a period that ends before `at`, or of the first."""
        ahead = max(timedelta(), at - self._zeroth)
        return max(0, (ahead.days // (31 * self._months) if self._months else ahead // self._step) - 1)

    def times(self, start: datetime, budget: Budget) -> Iterator[datetime]:
        """The times of the period that begins at `start`; each day and each time examined costs a step."""
        days = self._days_of(start)
        budget.spend(max(1, len(days)))
        found = [day for day in days if self._holds(day)] if self._filters else days
        budget.spend(max(0, len(found) * self._clocks_in(start) - len(days)))
        return self._placed(found, start)

    def size(self, start: datetime) -> int:
        """How many times a period of an even rule has, without making them."""
        size = len(self._days_of(start)) * self._clocks_in(start)
        return len(self._places(size)) if self._rule.positions else size

    def _placed(self, days: list[date], start: datetime) -> Iterator[datetime]:
        hours, minutes, seconds = self._choices(start)
        if len(hours) == len(minutes) == len(seconds) == 1 and not self._rule.positions:
            clock = time(hours[0], minutes[0], min(seconds[0], 59))
            return (datetime.combine(day, clock) for day in days)
        times = (
            datetime.combine(day, time(hour, minute, min(second, 59)))
            for day, hour, minute, second in product(days, hours, minutes, seconds)
        )
        if not self._rule.positions:
            return times
        wanted = self._places(len(days) * self._clocks_in(start))
        return (at for place, at in enumerate(times) if place in wanted)

    def _places(self, size: int) -> set[int]:
        """The places that BYSETPOS names among `size` times."""
        places = {place - 1 if place > 0 else size + place for place in self._rule.positions}
        return {place for place in places if 0 <= place < size}

    def _first_period(self) -> tuple[datetime, timedelta]:
        """Where the first period begins, and how far apart periods are that are no months."""
        first, frequency = self._first, self._rule.frequency
        midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
        if self._months:
            return midnight.replace(day=1, month=1 if frequency == "YEARLY" else first.month), timedelta()
        if frequency in ("WEEKLY", "DAILY"):
            back = (first.weekday() - self._rule.week_start) % 7 if frequency == "WEEKLY" else 0
            days = self._rule.interval * (7 if frequency == "WEEKLY" else 1)
            return midnight - timedelta(days=back), timedelta(days=days)
        unit = UNITS[frequency]
        passed = (first - midnight).seconds // unit * unit
        return midnight + timedelta(seconds=passed), timedelta(seconds=unit * self._rule.interval)

    def _default(self, first: datetime) -> None:
        """What the rule leaves open is as in DTSTART."""
        if self._plain or self._nth or self._by.keys() & {"BYWEEKNO", "BYYEARDAY", "BYMONTHDAY"}:
            return
        if self._rule.frequency == "YEARLY":
            self._by.setdefault("BYMONTH", frozenset({first.month}))
        if self._rule.frequency in ("YEARLY", "MONTHLY"):
            self._by["BYMONTHDAY"] = frozenset({first.day})
        elif self._rule.frequency == "WEEKLY":
            self._plain = {first.weekday()}

    def _days_of(self, start: datetime) -> list[date]:
        """The days of a period that are worth a look, in order: no more of them than the rule names."""
        if self._rule.frequency == "WEEKLY":
            return [(start + ahead).date() for ahead in self._of_week]
        if not self._months:
            return [start.date()]
        months = [start.month] if self._rule.frequency == "MONTHLY" else range(1, 13)
        wanted = self._by.get("BYMONTH", frozenset(months))
        return [day for month in months if month in wanted for day in self._days_in(start.year, month)]

    def _days_in(self, year: int, month: int) -> Iterator[date]:
        before, length = monthrange(year, month)
        numbers: Iterable[int] = range(1, length + 1)
        if "BYMONTHDAY" in self._by:
            numbers = sorted({day if day > 0 else length + 1 + day for day in self._by["BYMONTHDAY"]})
        elif named := self._plain | {weekday for _, weekday in self._nth}:
            numbers = [day for day in numbers if (before + day - 1) % 7 in named]
        return (date(year, month, day) for day in numbers if 1 <= day <= length)

    def _holds(self, day: date) -> bool:
        by = self._by
        if "BYMONTH" in by and day.month not in by["BYMONTH"]:
            return False
        if "BYMONTHDAY" in by and not _counted(day.day, _length(day.year, day.month), by["BYMONTHDAY"]):
            return False
        if "BYYEARDAY" in by and not _counted(_year_day(day), _year_length(day.year), by["BYYEARDAY"]):
            return False
        if "BYWEEKNO" in by and not _counted(*_week(day, self._rule.week_start), by["BYWEEKNO"]):
            return False
        return not (self._plain or self._nth) or day.weekday() in self._plain or self._is_nth(day)

    def _is_nth(self, day: date) -> bool:
        if not self._nth:
            return False
        by_month = self._rule.frequency == "MONTHLY" or "BYMONTH" in self._rule.by
        number, length = (
            (day.day, _length(day.year, day.month)) if by_month else (_year_day(day), _year_length(day.year))
        )
        weekday = day.weekday()
        return ((number + 6) // 7, weekday) in self._nth or (
            -((length - number) // 7 + 1),
            weekday,
        ) in self._nth

    def _choices(self, start: datetime) -> list[list[int]]:
        return self._same or self._choices_at(start)

    def _choices_at(self, start: datetime) -> list[list[int]]:
        """The hours, minutes and seconds of a period: its own, those of the rule, or those of DTSTART."""
        choices = []
        for place, unit in enumerate(("hour", "minute", "second")):
            allowed = self._rule.by.get(f"BY{unit.upper()}")
            own = getattr(start if place < self._fixed else self._first, unit)
            if place < self._fixed:
                choices.append([own] if allowed is None or own in allowed else [])
            else:
                choices.append(sorted(allowed) if allowed is not None else [own])
        return choices

    def _clocks_in(self, start: datetime) -> int:
        return prod(map(len, self._choices(start)))


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _year_length(year: int) -> int:
    return 366 if isleap(year) else 365


def _year_day(day: date) -> int:
    return day.timetuple().tm_yday


def _counted(number: int, length: int, wanted: frozenset[int]) -> bool:
    """Whether a day is wanted by its number from the beginning or, negative, from the end."""
    return number in wanted or number - length - 1 in wanted


def _week(day: date, week_start: int) -> tuple[int, int]:
    """The number of the day's week, and how many weeks its year has; weeks begin on `week_start`."""
    fourth = day + timedelta(days=3 - (day.weekday() - week_start) % 7)
    last = date(fourth.year, 12, 28)
    last += timedelta(days=3 - (last.weekday() - week_start) % 7)
    return (_year_day(fourth) + 6) // 7, (_year_day(last) + 6) // 7
