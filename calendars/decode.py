"""Other people's calendars: octets to occurrences within a window, whatever the octets are.

What cannot be read is reported with its line, never dropped in silence. A file that is cut off is refused
as a whole, so that half a timetable never replaces a whole one. Size, lines, components, occurrences and the
steps of recurrence rules are bounded: a hostile file costs no more than a large honest one.
"""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Final

from calendars.errors import InvalidValue, Malformed, NotACalendar, TooLarge, TooManyComponents, TooManyLines
from calendars.event import EARLIEST, LATEST
from calendars.expand import Reader
from calendars.foreign_times import ForeignTimes
from calendars.occurrence import TAKEN, Occurrence, ShownAs, Skipped, text_of
from calendars.quirks import ALL, Quirk, Repairs
from calendars.recurrence import Budget
from calendars.tokens import CalendarFile, Component
from calendars.zones import is_zone

_UTF_16: Final = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"B\0E\0": "utf-16-le",
    b"\0B\0E": "utf-16-be",
}
LONGEST_WINDOW: Final = timedelta(days=1_100)


@dataclass(frozen=True, slots=True)
class TimeRange:
    """The half-open span asked for, in UTC, at most three years."""

    starts: datetime
    ends: datetime

    def __post_init__(self) -> None:
        if any(at.tzinfo is None or at.utcoffset() for at in (self.starts, self.ends)):
            raise InvalidValue("window", "its ends are instants in UTC")
        if not EARLIEST <= self.starts < self.ends <= LATEST or self.ends - self.starts > LONGEST_WINDOW:
            raise InvalidValue("window", f"it is more than nothing and at most {LONGEST_WINDOW.days} days")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is worth reading: octets, lines and components of the whole, which is refused beyond
    them; occurrences of the whole and steps of expansion, of the whole and of one series, beyond which a
    series is left out and reported."""

    octets: int = 5 * 1024 * 1024
    lines: int = 200_000
    components: int = 20_000
    occurrences: int = 100_000
    steps: int = 1_000_000
    series_steps: int = 30_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a calendar holds within a window, in order; `repairs` counts the quirks met."""

    name: str
    occurrences: tuple[Occurrence, ...]
    skipped: tuple[Skipped, ...]
    repairs: Mapping[Quirk, int]

    @property
    def busy(self) -> tuple[Occurrence, ...]:
        """The occurrences that take time where nobody chose otherwise."""
        return self.taken(TAKEN)

    def taken(self, chosen: frozenset[ShownAs]) -> tuple[Occurrence, ...]:
        """The occurrences that take time for somebody to whom the `chosen` kinds do."""
        return tuple(each for each in self.occurrences if each.takes(chosen))


def decode(
    octets: bytes,
    window: TimeRange,
    *,
    zone: str,
    limits: Limits = Limits(),
    quirks: frozenset[Quirk] = ALL,
    follower: str = "",
) -> Reading:
    """Read a calendar; `zone` is for days and for times without one, `follower` the mail address of whoever
    may have declined. Raises nothing but ReadError."""
    if not is_zone(zone):
        raise InvalidValue("zone", f"{zone!r} is not an IANA time zone")
    repairs = Repairs(quirks)
    return read(_open(octets, limits, repairs), window, zone, limits, repairs, follower)


def read(
    source: CalendarFile, window: TimeRange, zone: str, limits: Limits, repairs: Repairs, follower: str = ""
) -> Reading:
    """What a file says that has a calendar and is not too large."""
    reader = Reader(
        window.starts,
        window.ends,
        Budget(limits.steps, limits.series_steps),
        repairs,
        most=limits.occurrences,
        follower=follower,
    )
    occurrences = reader.read([(each, ForeignTimes(each, zone, repairs)) for each in source.calendars])
    found = tuple(sorted(occurrences, key=attrgetter("starts", "ends", "uid")))
    return Reading(_name(source.calendars[0]), found, tuple(reader.skipped), dict(repairs.made))


def _open(octets: bytes, limits: Limits, repairs: Repairs) -> CalendarFile:
    if len(octets) > limits.octets:
        raise TooLarge(limits.octets)
    if octets.count(b"\n") + octets.count(b"\r") > 2 * limits.lines:
        raise TooManyLines(limits.lines)
    octets = _plain(octets, repairs)
    source = CalendarFile(octets, odd_lines=Quirk.WINDOWS_1252 in repairs.allowed)
    if not source.calendars:
        raise NotACalendar(_beginning(octets))
    if source.has_odd_lines:
        repairs.may(Quirk.WINDOWS_1252)
    unclosed = [reason for _, reason in source.faults if "BEGIN:VCALENDAR" in reason or "nested" in reason]
    if unclosed:
        raise Malformed(unclosed[0])
    if sum(1 for calendar in source.calendars for _ in calendar.walk()) > limits.components:
        raise TooManyComponents(limits.components)
    return source


def _plain(octets: bytes, repairs: Repairs) -> bytes:
    """The file in one octet a character and from its first line on."""
    utf_16 = next((name for mark, name in _UTF_16.items() if octets.startswith(mark)), None)
    if utf_16 and repairs.may(Quirk.UTF_16):
        octets = octets.decode(utf_16, "replace").encode()
    octets = octets.removeprefix(codecs.BOM_UTF8)
    begun = octets.lstrip(b" \t\r\n\xef\xbb\xbf\0")
    return begun if len(begun) < len(octets) and repairs.may(Quirk.LEADING_BLANK) else octets


def _beginning(octets: bytes) -> str:
    if not octets.strip():
        return "it is empty"
    return f"it begins with {octets.lstrip()[:40].decode('ascii', 'replace')!r}"


def _name(calendar: Component) -> str:
    return text_of(calendar, "NAME") or text_of(calendar, "X-WR-CALNAME")
