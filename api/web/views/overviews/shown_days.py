"""Which days and hours a timeline shows: where something can be or is done, and the days asked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import dates, local_dates, local_day
from scheduler.services.overviews.week import ResourceWeek, Week

USUAL_HOURS: Final = (8, 18)
WHOLE_DAY: Final = (0, 24)
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDay:
    """A date with the names of its holidays, and how far its clocks go `ahead` (negative: back)."""

    on: date
    holidays: tuple[str, ...] = ()
    ahead: timedelta = timedelta()


def shown_days(week: Week, zone: ZoneInfo, asked: Iterable[date]) -> tuple[ShownDay, ...]:
    """Monday to Friday, and the weekend as far as it is asked for or has something open or taken."""
    lively = {on for span in _lively(week.rows) for on in local_dates(span, zone)}
    last = max((on for on in (*lively, *asked) if on <= week.question.last_on), default=date.min)
    return tuple(
        ShownDay(on=on, holidays=_holidays(week, on), ahead=_ahead(on, zone))
        for on in dates(week.question.first_on, week.question.last_on)
        if on.weekday() < 5 or on <= last
    )


def shown_hours(rows: Iterable[ResourceWeek], days: Iterable[ShownDay], zone: ZoneInfo) -> tuple[int, int]:
    """The first hour and the one after the last: the usual ones, and as much earlier and later as a place is
    open or something that lasts less than a day is there."""
    shown = {day.on for day in days}
    first, last = USUAL_HOURS
    for span in _lively(rows):
        if span.length >= _A_DAY:
            continue
        starts, ends = span.start.astimezone(zone), span.end.astimezone(zone)
        for on in local_dates(span, zone):
            if on in shown:
                first = min(first, starts.hour if starts.date() == on else 0)
                last = max(last, _hour_after(ends) if ends.date() == on else 24)
    return first, last


def _lively(rows: Iterable[ResourceWeek]) -> Iterator[Span]:
    """What is there to be seen; that a place is always open says nothing of any hour."""
    for row in rows:
        if row.shut or row.withheld:
            yield from row.usable
        yield from (taken.span for taken in row.occupied)
        yield from row.elsewhere


def _hour_after(end: datetime) -> int:
    return end.hour + bool(end.minute)


def _holidays(week: Week, on: date) -> tuple[str, ...]:
    names = (holiday.name for holiday in week.holidays if holiday.first_on <= on <= holiday.last_on)
    return tuple(dict.fromkeys(names))


def _ahead(on: date, zone: ZoneInfo) -> timedelta:
    return _A_DAY - local_day(on, zone).length
