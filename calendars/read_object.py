"""One event as a calendar program wrote it (RFC 4791 4.1), for somebody who books by it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from calendars.decode import Limits, TimeRange, decode
from calendars.errors import NotOneEvent, Recurring, TooLarge
from calendars.tokens import CalendarFile, Component

_LIMITS: Final = Limits(octets=100 * 1024, lines=2_000, components=100, occurrences=2, steps=1_000)
_BACK, _AHEAD = timedelta(days=30), timedelta(days=1_000)
_TIMES_MORE: Final = ("RRULE", "RDATE", "RECURRENCE-ID")


@dataclass(frozen=True, slots=True)
class WrittenEvent:
    """When it is, in UTC, and what it says; `uid` is what the program knows it by."""

    uid: str
    starts: datetime
    ends: datetime
    summary: str
    description: str


def read_event(octets: bytes, now: datetime, zone: str) -> WrittenEvent:
    """The only event of a calendar object; `zone` is for days and for times without one.

    Raises `Recurring` for an event that happens more than once, `NotOneEvent` for what is not one event
    of a time around `now`, and any other `ReadError` for what is no calendar.
    """
    if len(octets) > _LIMITS.octets:
        raise TooLarge(_LIMITS.octets)
    event = _only_event(CalendarFile(octets))
    if any(event.first(name) for name in _TIMES_MORE):
        raise Recurring(event.value("UID"))
    reading = decode(octets, TimeRange(now - _BACK, now + _AHEAD), zone=zone, limits=_LIMITS)
    if len(reading.occurrences) != 1 or reading.skipped:
        reason = reading.skipped[0].reason if reading.skipped else "it is not within the coming years"
        raise NotOneEvent(reason)
    read = reading.occurrences[0]
    return WrittenEvent(event.value("UID").strip(), read.starts, read.ends, read.summary, read.description)


def _only_event(source: CalendarFile) -> Component:
    events = list(source.components("VEVENT"))
    if len(source.calendars) != 1 or source.calendars[0].first("METHOD"):
        raise NotOneEvent("it is not one calendar without a METHOD")
    if len({event.value("UID") for event in events}) != 1 or not events[0].value("UID").strip():
        raise NotOneEvent("it is not one event with a UID")
    if len(events) > 1:
        raise Recurring(events[0].value("UID"))
    return events[0]
