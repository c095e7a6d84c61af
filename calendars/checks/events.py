"""Checks of what makes an event one: its identity, its stamps and its times."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import Final

from calendars.checks.finding import Found, Level, check
from calendars.tokens import CalendarFile, Component, Property
from calendars.values import LOCAL_TIMES, Time, instant_of, read_duration, read_time, time_of

STAMPS: Final = ("DTSTAMP", "CREATED", "LAST-MODIFIED", "COMPLETED")
_ONCE = re.compile(
    "UID|DTSTAMP|DTSTART|DTEND|DURATION|RECURRENCE-ID|SEQUENCE|STATUS|TRANSP|CLASS|SUMMARY|DESCRIPTION|LOCATION"
    "|GEO|URL|CREATED|LAST-MODIFIED|ORGANIZER|PRIORITY|COLOR"
)
_ROW_NUMBER = re.compile(r"\d{1,12}")


def events_of(source: CalendarFile) -> Iterator[Component]:
    """Every VEVENT of the file."""
    return source.components("VEVENT")


class TimeForm(StrEnum):
    """The forms of a time (RFC 5545 3.3.4 and 3.3.5)."""

    DATE = "a date"
    UTC = "a time in UTC"
    ZONED = "a time with TZID"
    FLOATING = "a time without zone"


def form_of(component: Component, name: str) -> TimeForm | None:
    """The form of the first property of that name, where its time can be read."""
    prop, time = component.first(name), time_of(component, name)
    return form_as(prop, time) if prop and time else None


def form_as(prop: Property, time: Time) -> TimeForm:
    """The form of one time of a property."""
    if time.is_date or time.utc:
        return TimeForm.DATE if time.is_date else TimeForm.UTC
    return TimeForm.ZONED if prop.parameter("TZID") else TimeForm.FLOATING


@check(
    section="RFC 5545 3.8.4.7",
    why="UID is how a client knows an event again; without it every poll adds the event once more.",
    fix="Store a UUID with the event and write it as UID for ever.",
)
def uid(source: CalendarFile) -> Found:
    for event in source.components("VEVENT", "VFREEBUSY", "VTODO", "VJOURNAL"):
        if not event.value("UID").strip():
            yield event.line, f"{event.name} without UID"


@check(
    section="RFC 5545 3.8.4.7",
    why="Two events with one UID (and one RECURRENCE-ID) are one event: a client keeps either.",
    fix="Give each event its own UID, each exception of a series its own RECURRENCE-ID.",
)
def uid_unique(source: CalendarFile) -> Found:
    seen: dict[tuple[str, str], int] = {}
    for event in events_of(source):
        key = (event.value("UID"), event.value("RECURRENCE-ID"))
        if key[0] and key in seen:
            yield event.line, f"UID {key[0]} is also on line {seen[key]}"
        seen.setdefault(key, event.line)


@check(
    section="RFC 7986 5.3",
    why="A bare row number collides with the same number from another calendar in the same client.",
    fix="Use a UUID.",
    level=Level.ADVICE,
)
def uid_global(source: CalendarFile) -> Found:
    for event in events_of(source):
        if _ROW_NUMBER.fullmatch(event.value("UID").strip()):
            yield event.line, f"UID:{event.value('UID')}"


@check(
    section="RFC 5545 3.8.7.2",
    why="DTSTAMP is required; with it clients decide which of two versions is newer.",
    fix="Write when the event was last changed, in UTC, from your store and not from the clock.",
)
def dtstamp(source: CalendarFile) -> Found:
    for event in source.components("VEVENT", "VFREEBUSY", "VTODO", "VJOURNAL"):
        if not event.first("DTSTAMP"):
            yield event.line, f"{event.name} without DTSTAMP"


@check(
    section="RFC 5545 3.8.7",
    why="DTSTAMP, CREATED and LAST-MODIFIED are UTC; in local time the older version can win.",
    fix="Write them with a final Z and no TZID.",
)
def stamp_in_utc(source: CalendarFile) -> Found:
    for component in source.components("VEVENT", "VFREEBUSY", "VTODO", "VJOURNAL"):
        for prop in component.properties:
            time = read_time(prop.value) if prop.name in STAMPS else None
            if time and (not time.utc or prop.parameter("TZID")):
                yield prop.line, f"{prop.name}:{prop.value}"


@check(
    section="RFC 5545 3.8.7.3",
    why="Changed before it was made: one of the two comes from another clock, and sorting by it goes wrong.",
    fix="Take CREATED and LAST-MODIFIED from the same store.",
)
def created_first(source: CalendarFile) -> Found:
    for event in events_of(source):
        created, modified = instant_of(event, "CREATED"), instant_of(event, "LAST-MODIFIED")
        if created and modified and created > modified:
            yield (
                event.line,
                f"LAST-MODIFIED {modified:%Y-%m-%d %H:%M} is before CREATED {created:%Y-%m-%d %H:%M}",
            )


@check(
    section="RFC 5545 3.8.2.4",
    why="An event without a start is nowhere on a calendar.",
    fix="Write DTSTART.",
)
def dtstart(source: CalendarFile) -> Found:
    for event in events_of(source):
        if not event.first("DTSTART"):
            yield event.line, "VEVENT without DTSTART"


@check(
    section="RFC 5545 3.3.5",
    why="A time that cannot be read is dropped with its event.",
    fix="Write 20261123 or 20261123T090000, with a Z for UTC; a date needs VALUE=DATE.",
)
def time_value(source: CalendarFile) -> Found:
    for component in source.components("VEVENT", "VFREEBUSY", "VTODO", "VJOURNAL", "STANDARD", "DAYLIGHT"):
        for prop in component.properties:
            if prop.name not in (*LOCAL_TIMES, *STAMPS):
                continue
            for item in prop.value.split(","):
                time = read_time(item.partition("/")[0])
                if time is None or time.is_date != (prop.parameter("VALUE").upper() == "DATE"):
                    yield prop.line, f"{prop.name}:{item}"


@check(
    section="RFC 5545 3.8.2.2",
    why="DTEND lies after DTSTART; otherwise clients show the event on no day, or on all of them.",
    fix="Write the end that is meant; an all-day event ends on the day after its last.",
)
def end_after_start(source: CalendarFile) -> Found:
    for component in source.components("VEVENT", "VFREEBUSY"):
        starts, ends = instant_of(component, "DTSTART"), instant_of(component, "DTEND")
        if starts and ends and ends <= starts:
            yield component.line, f"ends {component.value('DTEND')}, starts {component.value('DTSTART')}"


@check(
    section="RFC 5545 3.6.1",
    why="DTEND and DURATION exclude each other; where they differ each client believes another.",
    fix="Keep DTEND.",
)
def end_or_duration(source: CalendarFile) -> Found:
    for event in events_of(source):
        if event.first("DTEND") and event.first("DURATION"):
            yield event.line, "both DTEND and DURATION"


@check(
    section="RFC 5545 3.3.6",
    why="A duration that cannot be read leaves the event without an end.",
    fix="Write PT1H30M; a date's duration is whole days or weeks, and none is negative.",
)
def duration(source: CalendarFile) -> Found:
    for event in events_of(source):
        for prop in event.all("DURATION"):
            span = read_duration(prop.value)
            if span is None or span.about < timedelta():
                yield prop.line, f"DURATION:{prop.value}"


@check(
    section="RFC 5545 3.8.2.2",
    why="A day for the start and an hour for the end: Outlook refuses, others guess.",
    fix="Write both as dates or both as times; both in UTC, both with a TZID, or neither.",
)
def same_type(source: CalendarFile) -> Found:
    for event in events_of(source):
        starts, ends = form_of(event, "DTSTART"), form_of(event, "DTEND")
        # UTC beside a zone is two forms too, but says what it means.
        if starts and ends and starts != ends and {starts, ends} != {TimeForm.UTC, TimeForm.ZONED}:
            yield event.line, f"DTSTART:{event.value('DTSTART')} and DTEND:{event.value('DTEND')}"


@check(
    section="RFC 5545 3.6.1",
    why="These properties may occur once in an event; of two, each client picks another.",
    fix="Keep one.",
)
def event_once(source: CalendarFile) -> Found:
    for event in events_of(source):
        for name, count in Counter(prop.name for prop in event.properties).items():
            if count > 1 and _ONCE.fullmatch(name):
                yield event.all(name)[1].line, f"{name} occurs {count} times"
