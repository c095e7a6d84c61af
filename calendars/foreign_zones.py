"""What a VTIMEZONE of another's calendar says: the offset of a wall time, by dates and by rules."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from calendars.errors import TooSlow
from calendars.recurrence import Budget, expand
from calendars.rules import RecurrenceRule
from calendars.tokens import Component
from calendars.values import read_offset, read_time, times_of

MOST_OBSERVANCES: Final = 32
MOST_DATES: Final = 1_000
MOST_STEPS: Final = 20_000
_YEAR: Final = timedelta(days=366)
_FOREVER: Final = datetime(9999, 12, 30)  # noqa: DTZ001 - wall time has no zone
_Change = tuple[datetime, timedelta, timedelta]


@dataclass(slots=True)
class _Observance:
    """A STANDARD or DAYLIGHT: when it begins, in the wall time before it, and the offsets around that."""

    dates: list[datetime]
    before: timedelta
    after: timedelta
    rule: RecurrenceRule | None
    until: datetime
    budget: Budget
    _onsets: dict[int, list[datetime]] = field(default_factory=dict)

    def last_change(self, at: datetime) -> _Change | None:
        """The last time at or before `at` at which it began."""
        place = bisect_right(self.dates, at)
        if not place:
            return None
        onsets = (onset for year in (at.year, at.year - 1) for onset in self._within(year))
        began = max([self.dates[place - 1], *(each for each in onsets if each <= min(at, self.until))])
        return began, self.before, self.after

    def _within(self, year: int) -> list[datetime]:
        """When it begins in a year by its rule; nothing where the rule is a trap."""
        if self.rule is None or not 1 <= year <= 9998:
            return []
        if year not in self._onsets:
            first = datetime(year, 1, 1)  # noqa: DTZ001
            try:
                found = list(expand(self.rule, self.dates[0], first, first + _YEAR, self.budget))
            except TooSlow:
                found = []
            self._onsets[year] = found
        return self._onsets[year]


class Definition:
    """A VTIMEZONE, read once."""

    def __init__(self, zone: Component) -> None:
        budget = Budget(MOST_STEPS, MOST_STEPS)
        parts = [_observance(part, budget) for part in zone.components[:MOST_OBSERVANCES]]
        self._observances = [part for part in parts if part is not None]

    def offset_at(self, at: datetime) -> timedelta | None:
        """The offset for a wall time, that before the first change included; None where nothing is said.

        A time that a change skips is read by the offset before it (RFC 5545 3.3.5).
        """
        if not self._observances:
            return None
        changes = [change for part in self._observances if (change := part.last_change(at))]
        if not changes:
            return min((part.dates[0], part.before) for part in self._observances)[1]
        began, before, after = max(changes)
        return before if at < began + (after - before) else after


def _observance(part: Component, budget: Budget) -> _Observance | None:
    starts, after = read_time(part.value("DTSTART").strip()), read_offset(part.value("TZOFFSETTO").strip())
    if starts is None or after is None:
        return None
    try:
        rule = RecurrenceRule.read(part.value("RRULE")) if part.first("RRULE") else None
    except ValueError:
        rule = None
    until = read_time(rule.until or "") if rule else None
    listed = [time.at for prop in part.all("RDATE") for time in times_of(prop)][:MOST_DATES]
    before = read_offset(part.value("TZOFFSETFROM").strip())
    # UNTIL is in UTC, the onset in wall time: a day's grace is less than the distance between two changes.
    last = until.at + timedelta(days=1) if until and until.at < _FOREVER else _FOREVER
    return _Observance(
        sorted([starts.at, *listed]), after if before is None else before, after, rule, last, budget
    )
