"""The shown hours of one date as quarters of wall time, which is how a timeline is divided.

On the day the clocks go forward some quarters have no instant, and on the day they go back some have two;
on every other day a quarter of wall time is a quarter of an hour.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.free_profile import FreeStretch
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import DAY, at_wall_time, clock_change

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Remaining:
    """What can still be had in a quarter: units, and seats where they are counted."""

    units: int
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Time in which the clocks run evenly, from the quarter (of those that are shown) in which it begins."""

    first: int
    span: Span

    def number(self, instant: datetime) -> int:
        return self.first + (instant - self.span.start) // QUARTER

    @property
    def count(self) -> int:
        return -((self.span.start - self.span.end) // QUARTER)


@dataclass(frozen=True, slots=True)
class DayScale:
    """`first_hour` and `hours` are wall time, and quarters are counted from the first that is shown."""

    on: date
    first_hour: int
    hours: int
    stretches: tuple[_Stretch, ...]

    @classmethod
    def of(cls, on: date, first_hour: int, hours: int, zone: ZoneInfo) -> "DayScale":
        shown = Span(_hour(on, first_hour, zone), _hour(on, first_hour + hours, zone))
        parts = [shown]
        change = clock_change(shown, zone)
        if change is not None:
            parts = [Span(shown.start, change), Span(change, shown.end)]
        midnight = datetime.combine(on, time(first_hour))
        stretches = (
            _Stretch((part.start.astimezone(zone).replace(tzinfo=None) - midnight) // QUARTER, part)
            for part in parts
        )
        return cls(on, first_hour, hours, tuple(stretches))

    @property
    def quarters(self) -> int:
        return self.hours * 4

    @property
    def shown(self) -> Span:
        return Span(self.stretches[0].span.start, self.stretches[-1].span.end)

    @property
    def missing(self) -> tuple[int, int] | None:
        """The first quarter that the clocks skip, and how many."""
        expected = 0
        for stretch in self.stretches:
            if stretch.first > expected:
                return expected, stretch.first - expected
            expected = stretch.first + stretch.count
        return None

    def place(self, span: Span) -> tuple[int, int]:
        """The first quarter that `span`, which lies in what is shown, touches, and how many it does."""
        starts, ends = [], []
        for stretch in self.stretches:
            start, end = max(span.start, stretch.span.start), min(span.end, stretch.span.end)
            if start < end:
                starts.append(stretch.number(start))
                ends.append(stretch.first - ((stretch.span.start - end) // QUARTER))
        return min(starts), max(1, max(ends) - min(starts))

    def instant(self, number: int) -> datetime | None:
        """When a quarter begins, the first time that it does; None for one that is skipped."""
        for stretch in self.stretches:
            if stretch.first <= number < stretch.first + stretch.count:
                return stretch.span.start + (number - stretch.first) * QUARTER
        return None

    def left(self, free: Iterable[FreeStretch]) -> list[Remaining]:
        """The least that is left in each quarter; nothing in one that is not free from end to end."""
        parts = tuple(free)
        found: list[Remaining | None] = [None] * self.quarters
        for stretch in self.stretches:
            for number, left in enumerate(_left_in(stretch, parts), stretch.first):
                found[number] = left if (known := found[number]) is None else _less(known, left)
        return [left or Remaining(0) for left in found]


def _hour(on: date, hour: int, zone: ZoneInfo) -> datetime:
    return at_wall_time(on + DAY * (hour // 24), time(hour % 24), zone)


def _less(one: Remaining, other: Remaining) -> Remaining:
    seats = [left.seats for left in (one, other) if left.seats is not None]
    return Remaining(min(one.units, other.units), min(seats, default=None))


def _left_in(stretch: _Stretch, free: tuple[FreeStretch, ...]) -> Iterator[Remaining]:
    least: list[Remaining | None] = [None] * stretch.count
    covered = [timedelta()] * stretch.count
    for part in free:
        first = max(0, (part.span.start - stretch.span.start) // QUARTER)
        last = min(stretch.count, -((stretch.span.start - part.span.end) // QUARTER))
        here = Remaining(part.free, part.seats)
        for number in range(first, last):
            start = stretch.span.start + number * QUARTER
            covered[number] += min(part.span.end, start + QUARTER) - max(part.span.start, start)
            least[number] = here if (known := least[number]) is None else _less(known, here)
    for known, length in zip(least, covered, strict=True):
        yield known if known is not None and length >= QUARTER else Remaining(0)
