"""What a foreign calendar's times mean: zones under any name, and times in any of the forms in use."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from calendars.foreign_zones import Definition
from calendars.quirks import Quirk, Repairs
from calendars.tokens import Component, Property
from calendars.values import Length, Time, read_duration, read_offset, read_time
from calendars.zone_names import offset_named, spelt, zone_displayed, zone_named
from calendars.zones import is_zone

_ANY_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII
)
# Some days from the first and last that Python can say, so that offsets and grace do not run out of them.
OLDEST: Final = datetime(1, 1, 5)  # noqa: DTZ001 - wall time has no zone
YOUNGEST: Final = datetime(9999, 12, 26)  # noqa: DTZ001
LONGEST: Final = timedelta(days=300 * 366)
"""What is said to last longer is taken to last so long."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone by the name we use for it; `instant` turns its wall time into UTC."""

    key: str
    instant: Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of a foreign calendar: wall time in its zone, or a whole day; `floating` without a zone."""

    wall: datetime
    zone: Zone
    is_date: bool
    floating: bool = False
    instant: datetime = field(init=False)
    """In UTC. Of two equal wall times the first, of a skipped one the time after (RFC 5545 3.3.5)."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "instant", self.zone.instant(self.wall))

    def after(self, length: Length) -> datetime:
        """When what begins here and lasts so long ends: days by the calendar, the rest by the clock. The
        hours of a day without a time are wall time too."""
        if self.is_date:
            return self.zone.instant(self.wall + length.about)
        days = length.days
        return (self.zone.instant(self.wall + timedelta(days=days)) if days else self.instant) + length.exact


def named_zone(key: str) -> Zone:
    """An IANA zone."""
    zone = ZoneInfo(key)
    return Zone(key, lambda wall: wall.replace(tzinfo=zone).astimezone(UTC))


def offset_zone(key: str, offset: timedelta) -> Zone:
    """A zone whose clock never changes."""
    return Zone(key, lambda wall: (wall - offset).replace(tzinfo=UTC))


UTC_ZONE: Final = Zone("UTC", lambda wall: wall.replace(tzinfo=UTC))


class ForeignTimes:
    """Reads the times of one foreign calendar; `zone` is for times that have none of their own."""

    def __init__(self, calendar: Component, zone: str, repairs: Repairs) -> None:
        self._repairs = repairs
        self._own = named_zone(zone)
        self._floating = calendar.value("X-WR-TIMEZONE").strip()
        zones = (part for part in calendar.components if part.name == "VTIMEZONE")
        self._defined = {spelt(part.value("TZID")): part for part in zones}
        self._zones: dict[str, Zone] = {}

    def first(self, component: Component, name: str) -> Moment | None:
        """The moment of a property, or None where it is missing or cannot be read."""
        prop = component.first(name)
        return self.read(prop, prop.value) if prop else None

    def all(self, component: Component, name: str) -> list[tuple[Moment, Length | None]]:
        """Every moment of every property of that name that can be read, of a PERIOD with its length."""
        items = ((prop, item) for prop in component.all(name) for item in prop.value.split(","))
        return [found for prop, item in items if (found := self.period(prop, item))]

    def period(self, prop: Property, text: str) -> tuple[Moment, Length | None] | None:
        """A time, or a PERIOD (RFC 5545 3.3.9): its start, and its length from its end or as it is said."""
        start, slash, end = text.partition("/")
        first = self.read(prop, start)
        if first is None or not slash:
            return None if first is None else (first, None)
        last, length = self.read(prop, end), read_duration(end.strip())
        if last is not None:
            length = Length(exact=max(timedelta(), last.instant - first.instant))
        return None if length is None else (first, length.at_most(LONGEST))

    def until(self, text: str) -> Time | None:
        """The UNTIL of a rule, or None where it cannot be read."""
        time = read_time(text)
        if time is None and self._repairs.may(Quirk.UNTIL_SPELLING) and (odd := self._odd(text, "")):
            time = Time(odd.wall, odd.is_date, odd.zone is UTC_ZONE)
        return replace(time, at=min(max(time.at, OLDEST), YOUNGEST)) if time else None

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
        if time.is_date:
            return Moment(time.at, self._own, True)
        return Moment(time.at, self.zone(key), False, not key)

    def zone(self, key: str) -> Zone:
        """The zone a TZID means."""
        if key not in self._zones:
            self._zones[key] = self._find(key) if key else self._find_floating()
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
        if (offset := match[7]) and match[4]:
            ahead = timedelta() if offset == "Z" else read_offset(offset.replace(":", "")) or timedelta()
            return Moment(wall - ahead, UTC_ZONE, False)
        return Moment(wall, self.zone(key) if match[4] else self._own, match[4] is None, not key)

    def _find(self, key: str) -> Zone:
        """The first of what a name is sure to mean, what its definition says, and what it seems to mean."""
        if is_zone(key):
            return named_zone(key)
        defined = self._defined.get(spelt(key))
        found = zone_named(key) or self._located(defined)
        if found is not None and self._repairs.may(found[0]):
            return named_zone(found[1])
        if defined is not None and defined.components:
            definition = Definition(defined)
            return Zone(key, lambda wall: _by_definition(definition, wall))
        meant = zone_displayed(key)
        if meant is not None and self._repairs.may(Quirk.DISPLAYED_ZONE):
            return named_zone(meant) if isinstance(meant, str) else offset_zone(key, meant)
        offset = offset_named(key)
        if offset is not None and self._repairs.may(Quirk.OFFSET_ZONE):
            return offset_zone(key, offset)
        return self._own if self._repairs.may(Quirk.UNKNOWN_ZONE) else UTC_ZONE

    def _located(self, defined: Component | None) -> tuple[Quirk, str] | None:
        """The zone that a definition says it is of (X-LIC-LOCATION)."""
        place = defined.value("X-LIC-LOCATION").strip() if defined else ""
        return (Quirk.LOCATED_ZONE, place) if is_zone(place) else None

    def _find_floating(self) -> Zone:
        key = self._floating
        known = key and (is_zone(key) or zone_named(key) or spelt(key) in self._defined)
        return self._find(key) if known and self._repairs.may(Quirk.CALENDAR_ZONE) else self._own


def _by_definition(definition: Definition, wall: datetime) -> datetime:
    return (wall - (definition.offset_at(wall) or timedelta())).replace(tzinfo=UTC)
