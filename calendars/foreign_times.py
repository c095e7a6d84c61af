"""What a foreign calendar's times mean: zones under any name, and times in any of the forms in use."""

import re
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from calendars.event import EARLIEST, LATEST
from calendars.foreign_zones import Definition
from calendars.quirks import Quirk, Repairs
from calendars.tokens import Component, Property
from calendars.values import read_offset, read_time
from calendars.zones import is_zone

_PREFIX = re.compile(r"/[^/]+(?:/[^/]+)?/((?:[A-Z][\w+-]*/){1,2}[A-Z][\w+-]*)")
_WORD = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_ANY_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
OLDEST, YOUNGEST = EARLIEST.replace(tzinfo=None), LATEST.replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone by the name we use for it; `instant` turns its wall time into UTC."""

    key: str
    instant: Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of a foreign calendar: wall time in its zone, or a whole day."""

    wall: datetime
    zone: Zone
    is_date: bool

    @property
    def instant(self) -> datetime:
        """In UTC. Of two equal wall times the first, of a skipped one the time after (RFC 5545 3.3.5)."""
        return self.zone.instant(self.wall)

    def moved(self, by: timedelta) -> "Moment":
        """The moment with the wall time `by` later."""
        return Moment(self.wall + by, self.zone, self.is_date)


def named_zone(key: str) -> Zone:
    """An IANA zone."""
    zone = ZoneInfo(key)
    return Zone(key, lambda wall: wall.replace(tzinfo=zone).astimezone(UTC))


UTC_ZONE: Final = Zone("UTC", lambda wall: wall.replace(tzinfo=UTC))


class Times:
    """Reads the times of one foreign calendar; `zone` is for times that have none of their own."""

    def __init__(self, calendar: Component, zone: str, repairs: Repairs) -> None:
        self._repairs = repairs
        self._own = named_zone(zone)
        self._floating = calendar.value("X-WR-TIMEZONE").strip()
        self._defined = {part.value("TZID"): part for part in calendar.components if part.name == "VTIMEZONE"}
        self._zones: dict[str, Zone] = {}

    def first(self, component: Component, name: str) -> Moment | None:
        """The moment of a property, or None where it is missing or cannot be read."""
        prop = component.first(name)
        return self.read(prop, prop.value) if prop else None

    def all(self, component: Component, name: str) -> list[Moment]:
        """Every moment of every property of that name; a PERIOD counts by its start."""
        items = ((prop, item) for prop in component.all(name) for item in prop.value.split(","))
        read = (self.read(prop, item.partition("/")[0]) for prop, item in items)
        return [moment for moment in read if moment is not None]

    def read(self, prop: Property, text: str) -> Moment | None:
        """One value of a property."""
        text = text.strip()
        key = prop.parameter("TZID").strip()
        time = read_time(text)
        if time is None:
            return self._odd(text, key)
        if not OLDEST < time.at < YOUNGEST:
            return None
        if time.utc and not (key and not self._repairs.may(Quirk.ZONE_AND_UTC)):
            return Moment(time.at, UTC_ZONE, False)
        return Moment(time.at, self.zone("" if time.is_date else key), time.is_date)

    def zone(self, key: str) -> Zone:
        """The zone a TZID means."""
        if key not in self._zones:
            self._zones[key] = self._find(key)
        return self._zones[key]

    def _odd(self, text: str, key: str) -> Moment | None:
        """A time in a form of its own: with dashes and colons, an offset, no seconds, or the hour 24."""
        match = _ANY_TIME.fullmatch(text)
        if match is None:
            return None
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        quirk, extra = (Quirk.HOUR_24, 1) if hour == 24 and not (minute or second) else (Quirk.OFFSET_TIME, 0)
        try:
            wall = datetime(year, month, day, hour % 24 if extra else hour, minute, second)  # noqa: DTZ001
        except ValueError:
            return None
        if not OLDEST < wall < YOUNGEST or not self._repairs.may(quirk):
            return None
        wall += timedelta(days=extra)
        if offset := match[7]:
            ahead = timedelta() if offset == "Z" else read_offset(offset.replace(":", "")) or timedelta()
            return Moment(wall - ahead, UTC_ZONE, False)
        return Moment(wall, self.zone(key), match[4] is None)

    def _find(self, key: str) -> Zone:
        if not key:
            return self._find_floating()
        if is_zone(key):
            return named_zone(key)
        for quirk, guess in _GUESSES.items():
            found = guess(key)
            if found is not None and self._repairs.may(quirk):
                return named_zone(found)
        if (defined := self._defined.get(key)) is not None and defined.components:
            definition = Definition(defined)
            return Zone(key, lambda wall: _by_definition(definition, wall))
        self._repairs.may(Quirk.UNKNOWN_ZONE)
        return self._own if Quirk.UNKNOWN_ZONE in self._repairs.allowed else UTC_ZONE

    def _find_floating(self) -> Zone:
        key = self._floating
        if key and (is_zone(key) or key in WINDOWS_TO_OLSON) and self._repairs.may(Quirk.CALENDAR_ZONE):
            return named_zone(WINDOWS_TO_OLSON.get(key, key))
        return self._own


def _by_definition(definition: Definition, wall: datetime) -> datetime:
    return (wall - (definition.offset_at(wall) or timedelta())).replace(tzinfo=UTC)


def _windows(key: str) -> str | None:
    return WINDOWS_TO_OLSON.get(key)


def _prefixed(key: str) -> str | None:
    match = _PREFIX.fullmatch(key)
    return match[1] if match and is_zone(match[1]) else None


def _displayed(key: str) -> str | None:
    if not key.startswith(("(UTC", "(GMT")):
        return None
    cities = _cities()
    return next((cities[word] for word in _WORD.findall(key) if word in cities), None)


@cache
def _cities() -> dict[str, str]:
    """IANA zones by the city in their name."""
    keys = (key for key in sorted(zoneinfo.available_timezones()) if key.count("/") == 1 and is_zone(key))
    return {key.partition("/")[2].replace("_", " "): key for key in keys if not key.startswith("Etc/")}


_GUESSES: Final[dict[Quirk, Callable[[str], str | None]]] = {
    Quirk.WINDOWS_ZONE: _windows,
    Quirk.PREFIXED_ZONE: _prefixed,
    Quirk.DISPLAYED_ZONE: _displayed,
}
