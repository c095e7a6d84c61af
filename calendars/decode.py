"""Other people's calendars: octets to occurrences within a window, whatever the octets are.

What cannot be read is reported with its line, never dropped in silence. A file that is cut off is refused
as a whole, so that half a timetable never replaces a whole one. Size, lines, components, occurrences and the
steps of recurrence rules are bounded: a hostile file costs no more than a large honest one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from calendars.errors import (
    InvalidValue,
    Malformed,
    NotACalendar,
    TooLarge,
    TooManyComponents,
    TooManyLines,
    TooManyOccurrences,
)
from calendars.event import EARLIEST, LATEST
from calendars.expand import Reader
from calendars.foreign_times import Times
from calendars.occurrence import Occurrence, Skipped, text_of
from calendars.quirks import ALL, Quirk, Repairs
from calendars.recurrence import Budget
from calendars.tokens import Component, Source
from calendars.zones import is_zone

LONGEST_WINDOW: Final = timedelta(days=1_100)


@dataclass(frozen=True, slots=True)
class Window:
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
    """How much of a file is worth reading: octets, lines, components, occurrences, steps of expansion."""

    octets: int = 5 * 1024 * 1024
    lines: int = 200_000
    components: int = 20_000
    occurrences: int = 20_000
    steps: int = 300_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a calendar holds within a window, in order; `repairs` counts the quirks met."""

    name: str
    occurrences: tuple[Occurrence, ...]
    skipped: tuple[Skipped, ...]
    repairs: Mapping[Quirk, int]

    @property
    def busy(self) -> tuple[Occurrence, ...]:
        """The occurrences that take time: neither cancelled, nor transparent, nor without length."""
        return tuple(each for each in self.occurrences if each.is_busy)


def decode(
    octets: bytes, window: Window, *, zone: str, limits: Limits = Limits(), quirks: frozenset[Quirk] = ALL
) -> Reading:
    """Read a calendar; `zone` is for days and for times without one. Raises nothing but ReadError."""
    if not is_zone(zone):
        raise InvalidValue("zone", f"{zone!r} is not an IANA time zone")
    repairs = Repairs(quirks)
    source = _open(octets, limits, repairs)
    budget = Budget(limits.steps)
    occurrences: list[Occurrence] = []
    skipped: list[Skipped] = []
    for calendar in source.calendars:
        reader = Reader(Times(calendar, zone, repairs), window.starts, window.ends, budget, repairs)
        for occurrence in reader.read(calendar):
            occurrences.append(occurrence)
            if len(occurrences) > limits.occurrences:
                raise TooManyOccurrences(limits.occurrences)
        skipped += reader.skipped
    return Reading(_name(source.calendars[0]), tuple(sorted(occurrences)), tuple(skipped), dict(repairs.made))


def _open(octets: bytes, limits: Limits, repairs: Repairs) -> Source:
    if len(octets) > limits.octets:
        raise TooLarge(limits.octets)
    if octets.count(b"\n") + octets.count(b"\r") > 2 * limits.lines:
        raise TooManyLines(limits.lines)
    source = Source(_as_utf8(octets, repairs))
    if not source.calendars:
        raise NotACalendar(_beginning(octets))
    unclosed = [reason for _, reason in source.faults if "BEGIN:VCALENDAR" in reason or "nested" in reason]
    if unclosed:
        raise Malformed(unclosed[0])
    if sum(1 for calendar in source.calendars for _ in calendar.walk()) > limits.components:
        raise TooManyComponents(limits.components)
    return source


def _as_utf8(octets: bytes, repairs: Repairs) -> bytes:
    try:
        Source(octets).octets.decode()
    except UnicodeDecodeError:
        if repairs.may(Quirk.WINDOWS_1252):
            return octets.decode("cp1252", "replace").encode()
    return octets


def _beginning(octets: bytes) -> str:
    if not octets.strip():
        return "it is empty"
    return f"it begins with {octets.lstrip()[:40].decode('ascii', 'replace')!r}"


def _name(calendar: Component) -> str:
    return text_of(calendar, "NAME") or text_of(calendar, "X-WR-CALNAME")
