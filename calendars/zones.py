"""VTIMEZONE for any IANA zone, as two yearly rules, from the rule that tzdata says is in force.

A TZif file ends in a POSIX rule (RFC 9636 section 3.3): `CET-1CEST,M3.5.0,M10.5.0/3`. That rule is what a
VTIMEZONE can say with two RRULEs, which every client reads; lists of RDATEs are misread by Outlook. Where a
zone's history departs from the rule (a law of 1977, Ramadan in Morocco), `TimeZone.valid_from` says from when
the rule holds for good, and the encoder writes earlier instants in UTC.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

from calendars.lines import local, offset

_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2100  # tzdata lists irregular years (Morocco's Ramadan) no further than 2087
_UTC_NAMES: Final = frozenset(
    {"UTC", "UCT", "Universal", "Zulu", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu"}
)
_NAME = r"<[^>]+>|[A-Za-z]+"
_OFFSET = r"[+-]?\d{1,3}(?::\d\d){0,2}"
_RULE = rf"M(\d+)\.(\d)\.(\d)(?:/({_OFFSET}))?"
_POSIX = re.compile(rf"({_NAME})({_OFFSET})(?:({_NAME})({_OFFSET})?,{_RULE},{_RULE})?")
_WEEKDAYS: Final = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_DAYS_IN_MONTH: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Change:
    """A yearly change of the clock: week `week` (5 is the last) of `month`, on `weekday` (0 is Sunday)."""

    month: int
    week: int
    weekday: int
    at: timedelta  # wall time before the change, counted from midnight; may be negative or above a day

    def midnight(self, year: int) -> datetime:
        """The first moment of the day the rule names, in that year, as naive wall time."""
        first = datetime(year, self.month, 1)  # noqa: DTZ001 - wall time has no zone
        ahead = (self.weekday - (first.isoweekday() % 7)) % 7
        day = first + timedelta(days=ahead + 7 * (self.week - 1))
        return day if day.month == self.month else day - timedelta(days=7)

    def onset(self, year: int) -> datetime:
        """The wall time, as read before the change, at which the clock changes."""
        return self.midnight(year) + self.at

    def rrule(self) -> str:
        """The yearly RRULE. A change that falls outside the named day is said by its days of the month."""
        shift = self._shift()
        if not shift:
            nth = -1 if self.week == 5 else self.week
            return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY={nth}{_WEEKDAYS[self.weekday]}"
        days = ",".join(map(str, self._days()))
        weekday = _WEEKDAYS[(self.weekday + shift) % 7]
        return f"FREQ=YEARLY;BYMONTH={self.month};BYMONTHDAY={days};BYDAY={weekday}"

    def is_sayable(self) -> bool:
        """Whether a rule within one month can say it (Egypt's last Thursday at 24:00 can be 1 November)."""
        days = self._days()
        return not self._shift() or (days[0] >= 1 and days[-1] <= _DAYS_IN_MONTH[self.month - 1])

    def _shift(self) -> int:
        return self.at // timedelta(days=1)

    def _days(self) -> range:
        last = _DAYS_IN_MONTH[self.month - 1]
        first = (last - 6 if self.week == 5 else 7 * self.week - 6) + self._shift()
        return range(first, first + 7)


@dataclass(frozen=True, slots=True)
class Observance:
    """One of the one or two offsets of a zone; `change` is when it begins each year."""

    name: str
    offset: timedelta
    change: Change | None


@dataclass(frozen=True, slots=True)
class TimeZone:
    """A zone and the lines of its VTIMEZONE, true for every instant from `valid_from` on.

    A zone whose rule no two RRULEs can say has no lines, and is valid only when nobody plans any more.
    """

    key: str
    rules: ZoneInfo
    valid_from: datetime
    lines: tuple[str, ...]


@cache
def zone_names() -> frozenset[str]:
    """The IANA zones of the pinned tzdata, links to others included."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("ascii").split())


def is_zone(key: str) -> bool:
    """Whether `key` is an IANA zone that can be loaded here."""
    return key in zone_names()


def is_utc(key: str) -> bool:
    """Whether `key` is one of the names of UTC, which iCalendar writes as a Z and without a VTIMEZONE."""
    return key in _UTC_NAMES


def has_yearly_rule(key: str, at: datetime) -> bool:
    """Whether weekly hours can be said in that zone from then on; a single event always can, in UTC."""
    return is_utc(key) or (is_zone(key) and time_zone(key).valid_from <= at)


@cache
def time_zone(key: str) -> TimeZone:
    """The zone with its VTIMEZONE. Raises KeyError, ValueError or OSError when `key` is not an IANA zone."""
    zone = ZoneInfo(key)
    observances = _observances(_footer(key))
    if not all(each.change is None or each.change.is_sayable() for each in observances):
        return TimeZone(key, zone, datetime(_LAST_YEAR + 100, 1, 1, tzinfo=UTC), ())
    return TimeZone(key, zone, _valid_from(zone, observances), _lines(key, observances))


def _footer(key: str) -> str:
    """The POSIX rule at the end of the zone's file in the pinned tzdata, whatever the system's own says."""
    octets = resources.files("tzdata").joinpath("zoneinfo", *key.split("/")).read_bytes()
    return octets.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")


def _observances(footer: str) -> tuple[Observance, ...]:
    """The rule in force, standard time first; a zone without summer time has one observance."""
    match = _POSIX.fullmatch(footer)
    if match is None:
        raise KeyError(footer)
    name, west, summer_name, summer_west, *changes = match.groups()
    standard = -_clock(west)
    if summer_name is None:
        return (Observance(name.strip("<>"), standard, None),)
    summer = standard + timedelta(hours=1) if summer_west is None else -_clock(summer_west)
    pair = (
        Observance(name.strip("<>"), standard, _change(changes[4:])),
        Observance(summer_name.strip("<>"), summer, _change(changes[:4])),
    )
    # Ireland's rule calls winter the exception; clients expect DAYLIGHT to be the one that is ahead.
    return pair if standard <= summer else pair[::-1]


def _change(parts: list[str]) -> Change:
    month, week, weekday, at = parts
    return Change(int(month), int(week), int(weekday), _clock(at or "2"))


def _clock(text: str) -> timedelta:
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds = ([int(part) for part in text.lstrip("+-").split(":")] + [0, 0])[:3]
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _lines(key: str, observances: tuple[Observance, ...]) -> tuple[str, ...]:
    lines = ["BEGIN:VTIMEZONE", f"TZID:{key}"]
    for number, observance in enumerate(observances):
        kind = "DAYLIGHT" if number else "STANDARD"
        before = observances[number - 1].offset
        lines += [f"BEGIN:{kind}", *_onset(observance.change)]
        lines += [f"TZOFFSETFROM:{offset(before)}", f"TZOFFSETTO:{offset(observance.offset)}"]
        lines += [f"TZNAME:{observance.name}", f"END:{kind}"]
    return (*lines, "END:VTIMEZONE")


def _onset(change: Change | None) -> list[str]:
    if change is None:
        return [f"DTSTART:{_FIRST_YEAR}0101T000000"]
    return [f"DTSTART:{local(change.onset(_FIRST_YEAR))}", f"RRULE:{change.rrule()}"]


def _valid_from(zone: ZoneInfo, observances: tuple[Observance, ...]) -> datetime:
    """The first instant of the first year from which rule and history agree for good."""
    for year in range(_LAST_YEAR, _FIRST_YEAR, -1):
        if not _agrees(zone, observances, year):
            return datetime(year + 1, 1, 2, tzinfo=UTC)
    return datetime(_FIRST_YEAR + 1, 1, 2, tzinfo=UTC)


def _agrees(zone: ZoneInfo, observances: tuple[Observance, ...], year: int) -> bool:
    if len(observances) == 1:
        probes = [datetime(year, month, day, tzinfo=UTC) for month in range(1, 13) for day in (1, 15)]
        return all(probe.astimezone(zone).utcoffset() == observances[0].offset for probe in probes)
    onsets = sorted(
        (_onset_instant(observance, observances[number - 1].offset, year), observance.offset)
        for number, observance in enumerate(observances)
    )
    return _holds(zone, onsets, year)


def _onset_instant(observance: Observance, before: timedelta, year: int) -> datetime:
    assert observance.change is not None  # noqa: S101 - two observances always have their changes
    return (observance.change.onset(year) - before).replace(tzinfo=UTC)


def _holds(zone: ZoneInfo, onsets: list[tuple[datetime, timedelta]], year: int) -> bool:
    """Whether zoneinfo changes at these instants and at no other time of the year."""
    (first, after_first), (second, after_second) = onsets
    second_before = timedelta(seconds=1)
    days = (datetime(year, month, day, tzinfo=UTC) for month in range(1, 13) for day in (3, 10, 17, 24))
    probes = [first, first - second_before, second, second - second_before, *days]
    return all(
        probe.astimezone(zone).utcoffset() == (after_first if first <= probe < second else after_second)
        for probe in probes
    )
