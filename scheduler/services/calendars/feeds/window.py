"""Which part of a calendar is sent, in which form, and how much of it at most."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import local_day

MOST_EVENTS: Final = 10_000
MOST_BYTES: Final = 16 * 2**20
LONGEST_RANGE: Final = timedelta(days=2 * 366)
_MONTHS: Final = ((3, 15), (2, 9), (1, 6), (1, 3), (0, 1))
"""Months before and after the present one; of a large campus the widest that fits is sent."""
_FIRST, _LAST = date(2000, 1, 1), date(2190, 1, 1)


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """Sessions and octets (before compression) that one answer holds at most."""

    events: int = MOST_EVENTS
    octets: int = MOST_BYTES


@dataclass(frozen=True, slots=True)
class FeedView:
    """What of a feed is asked for: jCal or iCalendar, and the days from `first_on` to `last_on`, both
    with what happens on them; without them some months around now."""

    as_json: bool = False
    first_on: date | None = None
    last_on: date | None = None

    def __post_init__(self) -> None:
        for name, day in (("from", self.first_on), ("to", self.last_on)):
            if day is not None and not _FIRST <= day <= _LAST:
                raise Invalid(name, InvalidCode.OUT_OF_RANGE, expected=f"{_FIRST} to {_LAST}")
        if self.first_on is None or self.last_on is None:
            return
        if self.last_on < self.first_on:
            raise Invalid("to", InvalidCode.BEFORE_FIRST)
        if self.last_on - self.first_on > LONGEST_RANGE:
            raise Invalid("to", InvalidCode.TOO_LONG, expected=f"at most {LONGEST_RANGE.days} days")

    @property
    def mark(self) -> str:
        """What tells this view's validators from those of the others."""
        if self.first_on is None and self.last_on is None:
            return ".j" if self.as_json else ""
        return f"{'.j' if self.as_json else ''}.{self.first_on or ''}~{self.last_on or ''}"


def windows(view: FeedView, zone: str, now: datetime) -> Iterator[Span]:
    """The times a view may be answered with, widest first; days are those of `zone`.

    Those around now move once a month and not with every poll, so equal data gives equal bytes.
    """
    if view.first_on is not None or view.last_on is not None:
        yield asked(view, ZoneInfo(zone))
        return
    for back, ahead in _MONTHS:
        yield _around(now, back, ahead)


def window(now: datetime) -> Span:
    """What feeds show that are not too large for it."""
    return _around(now, *_MONTHS[0])


def _around(now: datetime, back: int, ahead: int) -> Span:
    month = now.year * 12 + now.month - 1
    return Span(_first_of(month - back), _first_of(month + ahead + 1))


def asked(view: FeedView, zone: ZoneInfo) -> Span:
    """The days of a view that has any; with one side open, as far as half the longest range."""
    half = LONGEST_RANGE // 2
    if view.first_on is None:
        assert view.last_on is not None  # noqa: S101 - one of the two was asked for
        first_on, last_on = view.last_on - half, view.last_on
    else:
        first_on, last_on = view.first_on, view.last_on or view.first_on + half
    return Span(local_day(first_on, zone).start, local_day(last_on, zone).end)


def _first_of(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
