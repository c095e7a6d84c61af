"""Checks of recurring events."""

import re
from collections.abc import Iterator
from typing import Final

from calendars.checks.events import TimeForm, form_as, form_of
from calendars.checks.finding import Found, Level, check
from calendars.occurrence import sequence_of
from calendars.tokens import CalendarFile, Component, Property
from calendars.values import instant_of, instants_of, read_rule, read_time, time_of, times_of

_FREQUENCIES = ("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_NUMBERS = r"[+-]?\d{1,3}(,[+-]?\d{1,3})*"
_PARTS = {
    "FREQ": "|".join(_FREQUENCIES),
    "UNTIL": r"\d{8}(T\d{6}Z?)?",
    "COUNT": r"[1-9]\d{0,8}",
    "INTERVAL": r"[1-9]\d{0,8}",
    "BYDAY": r"([+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU))(,[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU))*",
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
    "RSCALE": r"[A-Z-]+",
    "SKIP": "OMIT|BACKWARD|FORWARD",
} | {
    f"BY{unit}": _NUMBERS
    for unit in ("SECOND", "MINUTE", "HOUR", "MONTHDAY", "YEARDAY", "WEEKNO", "MONTH", "SETPOS")
}


def _rules(source: CalendarFile) -> Iterator[tuple[Component, Property]]:
    for event in source.components("VEVENT"):
        yield from ((event, prop) for prop in event.all("RRULE"))


@check(
    section="RFC 5545 3.3.10",
    why="A rule with an unknown or unreadable part is dropped: the series becomes its first event.",
    fix="Write FREQ first, then parts the standard knows, in capitals.",
)
def rrule(source: CalendarFile) -> Found:
    for _, prop in _rules(source):
        parts = read_rule(prop.value)
        wrong = [f"{name}={value}" for name, value in parts.items() if not _is_part(name, value)]
        if "FREQ" not in parts or wrong:
            yield prop.line, f"RRULE with {', '.join(wrong)[:80] or 'no FREQ'}"


@check(
    section="RFC 5545 3.3.10",
    why="A series ends by UNTIL or by COUNT; with both the rule is invalid.",
    fix="Keep one.",
)
def until_or_count(source: CalendarFile) -> Found:
    for _, prop in _rules(source):
        if {"UNTIL", "COUNT"} <= read_rule(prop.value).keys():
            yield prop.line, "both UNTIL and COUNT"


@check(
    section="RFC 5545 3.3.10",
    why="UNTIL has the type of DTSTART, and is UTC where DTSTART has a zone; else the last lesson is lost.",
    fix="Write a date for an all-day series, a UTC time for one with TZID, local time for a floating one.",
)
def until_type(source: CalendarFile) -> Found:
    for event, prop in _rules(source):
        starts, first = time_of(event, "DTSTART"), event.first("DTSTART")
        until = read_time(read_rule(prop.value).get("UNTIL", ""))
        if starts is None or until is None or first is None:
            continue
        wants_utc = bool(starts.utc or first.parameter("TZID")) and not starts.is_date
        if until.is_date != starts.is_date or until.utc != wants_utc:
            yield prop.line, f"UNTIL={read_rule(prop.value)['UNTIL']} with DTSTART:{first.value}"


@check(
    section="RFC 5545 3.8.5.1",
    why="EXDATE and RECURRENCE-ID name a start of the series; of another type they match none: a ghost.",
    fix="Write them like DTSTART: same type, same TZID.",
)
def exception_type(source: CalendarFile) -> Found:
    masters = _masters(source)
    for event in source.components("VEVENT"):
        form = form_of(masters.get(event.value("UID"), event), "DTSTART")
        for prop in event.all("EXDATE") + event.all("RECURRENCE-ID"):
            forms = {form_as(prop, time) for time in times_of(prop)} - {form}
            if form and forms and forms | {form} != {TimeForm.UTC, TimeForm.ZONED}:
                yield prop.line, f"{prop.name}:{prop.value[:40]} in a series of which the start is {form}"


@check(
    section="RFC 5546 2.1.5",
    why="The series was changed later and excludes this occurrence: some clients show the exception still.",
    fix="Leave the exception out, or the EXDATE.",
)
def exception_excluded(source: CalendarFile) -> Found:
    gone = {
        (uid, at): sequence_of(master)
        for uid, master in _masters(source).items()
        for prop in master.all("EXDATE")
        for at in instants_of(prop)
    }
    for event in source.components("VEVENT"):
        original = instant_of(event, "RECURRENCE-ID")
        if original and gone.get((event.value("UID"), original), 0) > sequence_of(event):
            yield event.line, f"RECURRENCE-ID:{event.value('RECURRENCE-ID')} is an EXDATE of its series"


@check(
    section="RFC 5545 A.1",
    why="EXRULE is no longer in the standard: most clients show what it should take away.",
    fix="Write the times that do not take place as EXDATE.",
)
def exrule(source: CalendarFile) -> Found:
    for event in source.components("VEVENT"):
        yield from ((prop.line, f"EXRULE:{prop.value[:60]}") for prop in event.all("EXRULE"))


@check(
    section="RFC 5545 3.8.4.4",
    why="An exception whose series is not in the file replaces nothing; clients show it twice or not at all.",
    fix="Write the series too, or write single events without RECURRENCE-ID.",
    level=Level.ADVICE,
)
def exception_without_series(source: CalendarFile) -> Found:
    masters = _masters(source)
    for event in source.components("VEVENT"):
        if event.first("RECURRENCE-ID") and event.value("UID") not in masters:
            yield event.line, f"no series with UID {event.value('UID')}"


@check(
    section="RFC 5545 3.3.10",
    why="A series every second or minute without an end fills any client's memory.",
    fix="Give it UNTIL or COUNT.",
)
def endless(source: CalendarFile) -> Found:
    for _, prop in _rules(source):
        parts = read_rule(prop.value)
        bounded = {"UNTIL", "COUNT"} & parts.keys()
        if parts.get("FREQ", "").upper() in ("SECONDLY", "MINUTELY") and not bounded:
            yield prop.line, f"{parts['FREQ']} without end"


def _is_part(name: str, value: str) -> bool:
    return name in _PARTS and re.fullmatch(_PARTS[name], value.upper()) is not None


def _masters(source: CalendarFile) -> dict[str, Component]:
    events = (event for event in source.components("VEVENT") if not event.first("RECURRENCE-ID"))
    return {event.value("UID"): event for event in events}


CHECKS: Final = (rrule, until_or_count, until_type, exception_type, exception_without_series, endless)
