"""Recurrence rules (RFC 5545 section 3.3.10), expanded within a window and within a number of steps.

dateutil goes on to the year 9999 for a rule that matches nothing and counts every second since 1970 for one
that says SECONDLY; other people's calendars hold both. Here a rule without COUNT starts at the window, every
rule ends at it, and what examines more candidates than allowed raises TooSlow.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Final

from calendars.errors import TooSlow

_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNITS: Final = {"HOURLY": 3_600, "MINUTELY": 60, "SECONDLY": 1}
_DAILY_OR_LONGER: Final = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?\d{1,3}")
_COUNT = re.compile(r"\d{1,9}")
# What each part may hold: the least and greatest number, and whether it also counts from the end.
_RANGES: Final = {
    "BYMONTH": (1, 12, False),
    "BYWEEKNO": (1, 53, True),
    "BYYEARDAY": (1, 366, True),
    "BYMONTHDAY": (1, 31, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSECOND": (0, 60, False),
    "BYSETPOS": (1, 366, True),
}


@dataclass(slots=True)
class Budget:
    """How many candidates the series of one calendar may examine together."""

    left: int
    limit: int = field(init=False)

    def __post_init__(self) -> None:
        self.limit = self.left

    def spend(self, steps: int, uid: str) -> None:
        """Raises TooSlow when nothing is left."""
        self.left -= steps
        if self.left < 0:
            raise TooSlow(uid, self.limit)


@dataclass(frozen=True, slots=True)
class Rule:
    """One RRULE; times are wall times. `by` holds the numbered parts, `weekdays` BYDAY as (nth, weekday)."""

    frequency: str
    interval: int
    count: int | None
    until: str
    by: dict[str, frozenset[int]]
    weekdays: tuple[tuple[int, int], ...]
    positions: tuple[int, ...]
    week_start: int

    @classmethod
    def read(cls, text: str) -> "Rule":
        """A rule from its text. Raises ValueError, saying which part cannot be read."""
        parts = {}
        for part in filter(None, text.upper().strip().split(";")):
            name, _, value = part.partition("=")
            parts[name] = value
        frequency = parts.get("FREQ", "")
        if frequency not in (*_DAILY_OR_LONGER, *_UNITS):
            raise ValueError(f"FREQ={frequency}")
        numbers = {name: _numbers(name, parts[name]) for name in _RANGES if name in parts}
        positions = numbers.pop("BYSETPOS", ())
        return cls(
            frequency=frequency,
            interval=_whole("INTERVAL", parts.get("INTERVAL", "1")),
            count=_whole("COUNT", parts["COUNT"]) if "COUNT" in parts else None,
            until=parts.get("UNTIL", ""),
            by={name: frozenset(values) for name, values in numbers.items()},
            weekdays=_weekdays(parts.get("BYDAY", "")),
            positions=tuple(sorted(set(positions))),
            week_start=_WEEKDAYS.index(parts["WKST"]) if parts.get("WKST") in _WEEKDAYS else 0,
        )


def expand(
    rule: Rule, first: datetime, earliest: datetime, latest: datetime, budget: Budget, uid: str = ""
) -> Iterator[datetime]:
    """The wall times of a series that begins at `first`, within `[earliest, latest]`, in order.

    UNTIL is the caller's: it may be in another zone. Without COUNT nothing before `earliest` is examined.
    """
    days = _Days(rule, first)
    left = rule.count
    for start in _periods(rule, first, earliest if left is None else first):
        if start > latest:
            return
        found, steps = days.of(start)
        budget.spend(steps, uid)
        for at in found:
            if at < first:
                continue
            if at > latest or left == 0:
                return
            left = left if left is None else left - 1
            if at >= earliest:
                yield at


def _periods(rule: Rule, first: datetime, from_: datetime) -> Iterator[datetime]:
    """The beginnings of the periods (years, weeks, hours) of the series, from shortly before `from_`."""
    ahead = max(timedelta(), from_ - first)
    try:
        if rule.frequency in ("YEARLY", "MONTHLY"):
            yield from _months(rule, first, ahead)
            return
        unit = timedelta(
            seconds=_UNITS.get(rule.frequency, 86_400 * (7 if rule.frequency == "WEEKLY" else 1))
        )
        start = _start_of_unit(rule, first)
        step = unit * rule.interval
        start += max(0, ahead // step - 1) * step
        while True:
            yield start
            start += step
    except OverflowError:
        return


def _months(rule: Rule, first: datetime, ahead: timedelta) -> Iterator[datetime]:
    step = rule.interval * (12 if rule.frequency == "YEARLY" else 1)
    month = first.year * 12 + (first.month - 1 if rule.frequency == "MONTHLY" else 0)
    month += max(0, ahead.days // (31 * step) - 1) * step
    while month < 9_999 * 12:
        yield datetime(month // 12, month % 12 + 1, 1)  # noqa: DTZ001 - wall time has no zone
        month += step


def _start_of_unit(rule: Rule, first: datetime) -> datetime:
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    if rule.frequency == "WEEKLY":
        return midnight - timedelta(days=(first.weekday() - rule.week_start) % 7)
    if rule.frequency == "DAILY":
        return midnight
    unit = _UNITS[rule.frequency]
    return midnight + timedelta(seconds=(first - midnight).seconds // unit * unit)


class _Days:
    """Which days and times of one period belong to a series."""

    def __init__(self, rule: Rule, first: datetime) -> None:
        self._rule = rule
        self._by = dict(rule.by)
        self._plain = {weekday for nth, weekday in rule.weekdays if not nth or not self._counts_weekdays()}
        self._nth = {pair for pair in rule.weekdays if pair[0]} if self._counts_weekdays() else set()
        self._default(first)
        self._first = first

    def of(self, start: datetime) -> tuple[list[datetime], int]:
        """The times of the period that begins at `start`, and how many candidates were examined."""
        days = [day for day in self._span(start.date()) if self._holds(day)]
        clocks = self._clocks(start)
        found = [datetime.combine(day, clock) for day, clock in product(days, clocks)]
        steps = (
            1
            + len(days) * len(clocks)
            + {"YEARLY": 366, "MONTHLY": 31, "WEEKLY": 7}.get(self._rule.frequency, 1)
        )
        if self._rule.positions:
            places = {place - 1 if place > 0 else len(found) + place for place in self._rule.positions}
            found = [found[place] for place in sorted(places) if 0 <= place < len(found)]
        return found, steps

    def _counts_weekdays(self) -> bool:
        return self._rule.frequency in ("YEARLY", "MONTHLY")

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

    def _span(self, start: date) -> Iterator[date]:
        if self._rule.frequency == "YEARLY":
            months = sorted(self._by.get("BYMONTH", range(1, 13)))
            for month in months:
                yield from _days_of(start.year, month)
        elif self._rule.frequency == "MONTHLY":
            yield from _days_of(start.year, start.month)
        elif self._rule.frequency == "WEEKLY":
            yield from (start + timedelta(days=number) for number in range(7))
        else:
            yield start

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

    def _clocks(self, start: datetime) -> list[time]:
        fixed = {"HOURLY": 1, "MINUTELY": 2, "SECONDLY": 3}.get(self._rule.frequency, 0)
        choices = []
        for place, unit in enumerate(("hour", "minute", "second")):
            allowed = self._rule.by.get(f"BY{unit.upper()}")
            own = getattr(start if place < fixed else self._first, unit)
            if place < fixed:
                choices.append([own] if allowed is None or own in allowed else [])
            else:
                choices.append(sorted(allowed) if allowed is not None else [own])
        return [time(hour, minute, min(second, 59)) for hour, minute, second in product(*choices)]


def _days_of(year: int, month: int) -> Iterator[date]:
    return (date(year, month, day) for day in range(1, _length(year, month) + 1))


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _year_length(year: int) -> int:
    return 366 if calendar.isleap(year) else 365


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


def _whole(name: str, text: str) -> int:
    if _COUNT.fullmatch(text) is None or not int(text):
        raise ValueError(f"{name}={text}")
    return int(text)


def _numbers(name: str, text: str) -> tuple[int, ...]:
    least, most, from_end = _RANGES[name]
    numbers = []
    for item in text.split(","):
        if _NUMBER.fullmatch(item) is None:
            raise ValueError(f"{name}={text}")
        number = int(item)
        if not (least <= number <= most or (from_end and least <= -number <= most)):
            raise ValueError(f"{name}={text}")
        numbers.append(number)
    return tuple(numbers)


def _weekdays(text: str) -> tuple[tuple[int, int], ...]:
    pairs = []
    for item in filter(None, text.split(",")):
        match = _BY_DAY.fullmatch(item)
        if match is None:
            raise ValueError(f"BYDAY={text}")
        pairs.append((int(match[1] or 0), _WEEKDAYS.index(match[2])))
    return tuple(pairs)
