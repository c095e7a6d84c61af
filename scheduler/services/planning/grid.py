"""Instants as the solver counts them: weeks of a period, days, and slots of five minutes of wall time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.planning.periods import Period
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import DAY, at_wall_time, dates, lasting, local_day
from solver.times import Horizon

SLOT = 5
"""Minutes in a slot."""
SLOTS_PER_DAY = 24 * 60 // SLOT
DAYS = 7


@dataclass(frozen=True, slots=True)
class Piece:
    """The slots from `start` up to `end` of one day (Monday is 0) of one week (the period's first is 0)."""

    week: int
    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The weeks of a period by the clocks of `zone`; weeks before `first_on` are not planned any more."""

    monday: date
    last_on: date
    zone: ZoneInfo
    first_on: date

    @classmethod
    def of(cls, period: Period, zone: ZoneInfo, first_on: date) -> "Grid":
        return cls(period.first_on, period.last_on, zone, max(first_on, period.first_on))

    @property
    def weeks(self) -> int:
        return (self.last_on - self.monday).days // DAYS + 1

    @property
    def horizon(self) -> Horizon:
        return Horizon(days=DAYS, weeks=self.weeks, slots_per_day=SLOTS_PER_DAY)

    @property
    def planned_weeks(self) -> int:
        """A mask of the weeks that are planned."""
        begun = min(self.weeks, -(-(self.first_on - self.monday).days // DAYS))
        return ((1 << self.weeks) - 1) & ~((1 << begun) - 1)

    @property
    def span(self) -> Span:
        """From the first midnight of the period to the last."""
        last_on = self.monday + timedelta(weeks=self.weeks)
        return Span(at_wall_time(self.monday, time(), self.zone), at_wall_time(last_on, time(), self.zone))

    def date_of(self, week: int, day: int) -> date:
        return self.monday + timedelta(days=week * DAYS + day)

    def weekday_masks(self, days_off: frozenset[date]) -> list[int]:
        """Per weekday the weeks that are planned and in which that day is not in `days_off`."""
        masks = [self.planned_weeks] * DAYS
        after_the_end = dates(self.last_on + DAY, self.date_of(self.weeks - 1, DAYS - 1))
        for on in (*days_off, *after_the_end):
            week, day = divmod((on - self.monday).days, DAYS)
            if 0 <= week < self.weeks:
                masks[day] &= ~(1 << week)
        return masks

    def span_of(self, week: int, day: int, start: int, length: int) -> Span:
        """The instants of `length` slots from slot `start`."""
        begins = self._instant(self.date_of(week, day), start)
        return lasting(begins, timedelta(minutes=length * SLOT), self.zone)

    def _instant(self, on: date, slot: int) -> datetime:
        days, rest = divmod(slot * SLOT, 24 * 60)
        return at_wall_time(on + days * DAY, time(*divmod(rest, 60)), self.zone)

    def moment(self, at: datetime) -> tuple[int, int, int]:
        """The week, weekday and slot of an instant; before the period the week is negative."""
        local = at.astimezone(self.zone)
        week, day = divmod((local.date() - self.monday).days, DAYS)
        return week, day, slot_at(local.time())

    def pieces(self, span: Span) -> Iterator[Piece]:
        """The slots that `span` touches, day by day; what lies outside the period is left out."""
        inside = self.span
        if not span.overlaps(inside):
            return
        start, end = max(span.start, inside.start), min(span.end, inside.end)
        first_on = start.astimezone(self.zone).date()
        last_on = (end - timedelta(microseconds=1)).astimezone(self.zone).date()
        for on in dates(first_on, last_on):
            whole = local_day(on, self.zone)
            first = 0 if start <= whole.start else _slot(start.astimezone(self.zone), up=False)
            last = SLOTS_PER_DAY if end >= whole.end else _slot(end.astimezone(self.zone), up=True)
            week, day = divmod((on - self.monday).days, DAYS)
            # In the hour that October repeats a span may end on an earlier wall time than it began.
            yield Piece(week, day, min(first, last), max(last, first + 1))


def _slot(at: datetime, *, up: bool) -> int:
    """The slot of a wall time; a moment within a slot is its begin, or `up` its end."""
    seconds = (at.hour * 60 + at.minute) * 60 + at.second + (1 if at.microsecond and up else 0)
    return -(-seconds // (SLOT * 60)) if up else seconds // (SLOT * 60)


def slots_up(minutes: int) -> int:
    """So many slots at least."""
    return -(-minutes // SLOT)


def slot_at(at: time, *, midnight: int = 0) -> int:
    """The slot of a wall time on the grid, rounded down; `midnight` is what 00:00 stands for."""
    return (at.hour * 60 + at.minute) // SLOT or midnight
