"""What a VTIMEZONE of another's calendar says: the offset of a wall time, by dates or by yearly rules."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from calendars.tokens import Component
from calendars.values import read_offset, read_rule, read_time, times_of

MOST_OBSERVANCES: Final = 32
MOST_DATES: Final = 1_000
_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAY = re.compile(rf"([+-]?[1-5])?({'|'.join(_WEEKDAYS)})")
_FOREVER: Final = datetime(9999, 12, 30)  # noqa: DTZ001 - wall time has no zone
_MONTHS: Final = frozenset(map(str, range(1, 13)))


@dataclass(slots=True)
class _Observance:
    """A STANDARD or DAYLIGHT: when it begins, in the wall time before it, and the offset from then on."""

    dates: list[datetime]
    after: timedelta
    rule: dict[str, str]
    until: datetime
    _onsets: dict[int, datetime | None] = field(default_factory=dict)

    def last_onset(self, at: datetime) -> datetime | None:
        """The last time at or before `at` at which it began."""
        place = bisect_right(self.dates, at)
        if not place:
            return None
        yearly = [self._onset(year) for year in (at.year, at.year - 1)]
        within = [onset for onset in yearly if onset and self.dates[0] <= onset <= min(at, self.until)]
        return max([self.dates[place - 1], *within])

    def _onset(self, year: int) -> datetime | None:
        if year not in self._onsets:
            self._onsets[year] = _yearly(self.rule, year, self.dates[0])
        return self._onsets[year]


class Definition:
    """A VTIMEZONE, read once."""

    def __init__(self, zone: Component) -> None:
        parts = [_observance(part) for part in zone.components[:MOST_OBSERVANCES]]
        self._observances = [part for part in parts if part is not None]

    def offset_at(self, at: datetime) -> timedelta | None:
        """The offset for a wall time; None before its first change."""
        begun = [(onset, part.after) for part in self._observances if (onset := part.last_onset(at))]
        return max(begun)[1] if begun else None


def _observance(part: Component) -> _Observance | None:
    starts, after = read_time(part.value("DTSTART")), read_offset(part.value("TZOFFSETTO"))
    if starts is None or after is None:
        return None
    rule = read_rule(part.value("RRULE").upper())
    until = read_time(rule.get("UNTIL", ""))
    listed = [time.at for prop in part.all("RDATE") for time in times_of(prop)][:MOST_DATES]
    # UNTIL is in UTC, the onset in wall time: a day's grace is less than the distance between two changes.
    last = until.at + timedelta(days=1) if until and until.at < _FOREVER else _FOREVER
    return _Observance(sorted([starts.at, *listed]), after, rule, last)


def _yearly(rule: dict[str, str], year: int, starts: datetime) -> datetime | None:
    """When in `year` the clock changes by a rule with one month and one weekday, counted or within days."""
    named = _WEEKDAY.fullmatch(rule.get("BYDAY", ""))
    month = rule.get("BYMONTH", "")
    if rule.get("FREQ") != "YEARLY" or named is None or month not in _MONTHS or not 1 <= year < 9999:
        return None
    midnight = starts.replace(year=year, month=int(month), day=1)
    days = [midnight + timedelta(days=number) for number in range(31)]
    days = [day for day in days if day.month == int(month) and day.weekday() == _WEEKDAYS.index(named[2])]
    if within := rule.get("BYMONTHDAY"):
        days = [day for day in days if str(day.day) in within.split(",")]
    nth = int(named[1] or 1)
    return days[nth - 1 if nth > 0 else nth] if -len(days) <= nth <= len(days) else None
