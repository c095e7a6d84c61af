"""Checks of recurring events."""

import re
from collections.abc import Iterator
from typing import Final

from calendars.checks.finding import Level, check
from calendars.tokens import Component, Property, Source
from calendars.values import read_rule, read_time, time_of, times_of

Found = Iterator[tuple[int, str]]
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


def _rules(source: Source) -> Iterator[tuple[Component, Property]]:
    for event in source.components("VEVENT"):
        yield from ((event, prop) for prop in event.all("RRULE"))


@check(
    "rrule",
    section="RFC 5545 3.3.10",
    why="A rule with an unknown or unreadable part is dropped: the series becomes its first event.",
    fix="Write FREQ first, then parts the standard knows, in capitals.",
)
def rrule(source: Source) -> Found:
    for _, prop in _rules(source):
        parts = read_rule(prop.value)
        wrong = [f"{name}={value}" for name, value in parts.items() if not _is_part(name, value)]
        if "FREQ" not in parts or wrong:
            yield prop.line, f"RRULE with {', '.join(wrong)[:80] or 'no FREQ'}"


@check(
    "until-or-count",
    section="RFC 5545 3.3.10",
    why="A series ends by UNTIL or by COUNT; with both the rule is invalid.",
    fix="Keep one.",
)
def until_or_count(source: Source) -> Found:
    for _, prop in _rules(source):
        if {"UNTIL", "COUNT"} <= read_rule(prop.value).keys():
            yield prop.line, "both UNTIL and COUNT"


@check(
    "until-type",
    section="RFC 5545 3.3.10",
    why="UNTIL has the type of DTSTART, and is UTC where DTSTART has a zone; else the last lesson is lost.",
    fix="Write a date for an all-day series, a UTC time for one with TZID, local time for a floating one.",
)
def until_type(source: Source) -> Found:
    for event, prop in _rules(source):
        starts, first = time_of(event, "DTSTART"), event.first("DTSTART")
        until = read_time(read_rule(prop.value).get("UNTIL", ""))
        if starts is None or until is None or first is None:
            continue
        wants_utc = bool(starts.utc or first.parameter("TZID")) and not starts.is_date
        if until.is_date != starts.is_date or until.utc != wants_utc:
            yield prop.line, f"UNTIL={read_rule(prop.value)['UNTIL']} with DTSTART:{first.value}"


@check(
    "exception-type",
    section="RFC 5545 3.8.5.1",
    why="EXDATE and RECURRENCE-ID name a start of the series; of another type they match none: a ghost.",
    fix="Write them like DTSTART: same type, same TZID.",
)
def exception_type(source: Source) -> Found:
    masters = _masters(source)
    for event in source.components("VEVENT"):
        starts = time_of(masters.get(event.value("UID"), event), "DTSTART")
        for prop in event.all("EXDATE") + event.all("RECURRENCE-ID"):
            if starts and any(time.is_date != starts.is_date for time in times_of(prop)):
                yield (
                    prop.line,
                    f"{prop.name}:{prop.value[:40]} in a series of {'days' if starts.is_date else 'times'}",
                )


@check(
    "exception-without-series",
    section="RFC 5545 3.8.4.4",
    why="An exception whose series is not in the file replaces nothing; clients show it twice or not at all.",
    fix="Write the series too, or write single events without RECURRENCE-ID.",
    level=Level.ADVICE,
)
def exception_without_series(source: Source) -> Found:
    masters = _masters(source)
    for event in source.components("VEVENT"):
        if event.first("RECURRENCE-ID") and event.value("UID") not in masters:
            yield event.line, f"no series with UID {event.value('UID')}"


@check(
    "endless",
    section="RFC 5545 3.3.10",
    why="A series every second or minute without an end fills any client's memory.",
    fix="Give it UNTIL or COUNT.",
)
def endless(source: Source) -> Found:
    for _, prop in _rules(source):
        parts = read_rule(prop.value)
        bounded = {"UNTIL", "COUNT"} & parts.keys()
        if parts.get("FREQ", "").upper() in ("SECONDLY", "MINUTELY") and not bounded:
            yield prop.line, f"{parts['FREQ']} without end"


def _is_part(name: str, value: str) -> bool:
    return name in _PARTS and re.fullmatch(_PARTS[name], value.upper()) is not None


def _masters(source: Source) -> dict[str, Component]:
    events = (event for event in source.components("VEVENT") if not event.first("RECURRENCE-ID"))
    return {event.value("UID"): event for event in events}


CHECKS: Final = (rrule, until_or_count, until_type, exception_type, exception_without_series, endless)
