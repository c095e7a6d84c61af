"""Values of RFC 5545 section 3.3, read or refused (None)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from calendars.tokens import Component, Property
from calendars.zones import is_zone

_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)")
_DATE_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)")
_DURATION = re.compile(
    r"([+-]?)P(?=.)(?:(\d{1,7})W|(?:(\d{1,7})D)?(?:T(?=\d)(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,7})S)?)?)"
)
_OFFSET = re.compile(r"[+-]([01]\d|2[0-3])[0-5]\d([0-5]\d)?", re.ASCII)
LOCAL_TIMES = ("DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "EXDATE", "RDATE")


@dataclass(frozen=True, slots=True)
class Time:
    """A DATE or DATE-TIME as written: `at` is naive wall time, `utc` says whether it ends in Z."""

    at: datetime
    is_date: bool
    utc: bool


@lru_cache(maxsize=4096)
def read_time(text: str) -> Time | None:
    """A DATE (3.3.4) or DATE-TIME (3.3.5); a leap second counts as the second before it."""
    try:
        if match := _DATE.fullmatch(text):
            return Time(datetime(*map(int, match.groups())), True, False)  # type: ignore[arg-type] # noqa: DTZ001
        if match := _DATE_TIME.fullmatch(text):
            year, month, day, hour, minute, second = map(int, match.groups()[:6])
            at = datetime(year, month, day, hour, minute, min(second, 59 if second == 60 else second))  # noqa: DTZ001
            return Time(at, False, match[7] == "Z")
    except ValueError:
        return None
    return None


@dataclass(frozen=True, slots=True)
class Length:
    """How long something lasts: nominal days, which a change of the clock makes shorter or longer, and
    exact time (RFC 5545 3.3.6)."""

    days: int = 0
    exact: timedelta = timedelta()

    @property
    def about(self) -> timedelta:
        """As if every day had 24 hours."""
        return timedelta(days=self.days) + self.exact

    def at_most(self, longest: timedelta) -> "Length":
        """This, or `longest` where it is shorter."""
        return self if self.about <= longest else Length(exact=longest)


def read_duration(text: str) -> Length | None:
    """A DURATION (3.3.6). icalendar's reads days as 24 hours each, which over a change of the clock they
    are not."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    sign = -1 if match[1] == "-" else 1
    weeks, days, hours, minutes, seconds = (sign * int(part or 0) for part in match.groups()[1:])
    return Length(7 * weeks + days, timedelta(hours=hours, minutes=minutes, seconds=seconds))


def read_offset(text: str) -> timedelta | None:
    """A UTC-OFFSET (3.3.14)."""
    return datetime.strptime(text, "%z").utcoffset() if _OFFSET.fullmatch(text) else None


def read_rule(text: str) -> dict[str, str]:
    """The parts of a RECUR (3.3.10), names in capitals; parts without = have an empty value."""
    parts = (part.partition("=") for part in text.split(";"))
    return {name.upper(): value for name, _, value in parts}


def times_of(prop: Property) -> list[Time]:
    """The times of a property that can be read; a PERIOD counts by its start."""
    read = (read_time(item.partition("/")[0]) for item in prop.value.split(","))
    return [time for time in read if time is not None]


def time_of(component: Component, name: str) -> Time | None:
    """The time of the first property of that name, where it can be read."""
    prop = component.first(name)
    return read_time(prop.value) if prop else None


def instant_of(component: Component, name: str) -> datetime | None:
    """When the first property of that name lies in UTC."""
    prop = component.first(name)
    return next(instants_of(prop), None) if prop else None


def instants_of(prop: Property) -> Iterator[datetime]:
    """The times of a property in UTC; floating times and unknown zones are read as if they were UTC."""
    key = prop.parameter("TZID")
    zone = ZoneInfo(key) if is_zone(key) else UTC
    for time in times_of(prop):
        try:
            yield time.at.replace(tzinfo=UTC if time.utc else zone).astimezone(UTC)
        except OverflowError:
            yield time.at.replace(tzinfo=UTC)
