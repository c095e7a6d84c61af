"""Which instants and wall times are taken: whole minutes, in the years that people plan for.

The years leave room on both sides for what calendars (1900 to 2199) and Python's arithmetic can say.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import WeeklyRule

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
"""The first instant that is too late."""
_QUARTER: Final = timedelta(minutes=15)


def check_minute(field: str, at: datetime | time) -> None:
    """Raises `Invalid("not_on_the_minute")` for seconds or parts of them."""
    if at.second or at.microsecond:
        raise Invalid(field, InvalidCode.NOT_ON_THE_MINUTE)


def check_instant(field: str, at: datetime) -> None:
    """Raises `Invalid` unless it is a whole minute of these years."""
    check_years(field, at)
    check_minute(field, at)


def check_years(field: str, at: datetime) -> None:
    """Raises `Invalid("out_of_years")` outside them."""
    if not EARLIEST <= at < LATEST:
        raise Invalid(field, InvalidCode.OUT_OF_YEARS)


def check_day(field: str, on: date) -> None:
    """The same for a date."""
    if not EARLIEST.date() <= on < LATEST.date():
        raise Invalid(field, InvalidCode.OUT_OF_YEARS)


def check_ends(span: Span) -> None:
    """Both ends of a span; the very end may be the first instant after these years."""
    check_instant("start", span.start)
    check_minute("end", span.end)
    if span.end > LATEST:
        raise Invalid("end", InvalidCode.OUT_OF_YEARS)


def check_rule(rule: WeeklyRule) -> None:
    """A weekly rule gives spans of whole minutes in these years."""
    check_minute("at", rule.at)
    check_day("first_on", rule.first_on)
    check_day("last_on", rule.last_on)


def begins_from(now: datetime) -> datetime:
    """The earliest moment at which something may still begin: that of the current quarter of an hour."""
    return now - (now - EARLIEST) % _QUARTER


def next_beginning(now: datetime) -> datetime:
    """The quarter of an hour that comes: where somebody who says no time begins."""
    return begins_from(now) + _QUARTER
