"""Checks of what an event says beyond its time: status, place, links and alarms."""

import re

from calendars.checks.events import events_of
from calendars.checks.finding import Found, Level, check
from calendars.tokens import CalendarFile

_VALUES = {
    "STATUS": ("TENTATIVE", "CONFIRMED", "CANCELLED"),
    "TRANSP": ("OPAQUE", "TRANSPARENT"),
}
_GEO = re.compile(r"([+-]?\d{1,3}(?:\.\d+)?);([+-]?\d{1,3}(?:\.\d+)?)")


@check(
    section="RFC 5545 3.8.1.11",
    why="STATUS and TRANSP know a few words only; with another the event counts as confirmed and busy.",
    fix="Write CONFIRMED, TENTATIVE or CANCELLED; OPAQUE or TRANSPARENT.",
)
def known_value(source: CalendarFile) -> Found:
    for event in events_of(source):
        for prop in event.properties:
            if prop.name in _VALUES and prop.value.upper() not in _VALUES[prop.name]:
                yield prop.line, f"{prop.name}:{prop.value}"


@check(
    section="RFC 5545 3.8.2.7",
    why="TRANSP says the event takes time and Outlook's own property that it does not, or the reverse.",
    fix="Write TRANSP:TRANSPARENT with X-MICROSOFT-CDO-BUSYSTATUS:FREE, and OPAQUE with BUSY.",
    level=Level.ADVICE,
)
def shown_as(source: CalendarFile) -> Found:
    for event in events_of(source):
        said = event.first("X-MICROSOFT-CDO-BUSYSTATUS")
        free = event.value("TRANSP").upper() == "TRANSPARENT"
        if said and said.value.upper() in ("FREE", "BUSY", "OOF") and (said.value.upper() == "FREE") != free:
            yield said.line, f"{said.name}:{said.value} with TRANSP:{event.value('TRANSP')}"


@check(
    section="RFC 5545 3.8.7.4",
    why="SEQUENCE is a whole number that grows; another value makes clients keep the old version.",
    fix="Store a number and raise it on every change of time, place or status.",
)
def sequence(source: CalendarFile) -> Found:
    for event in events_of(source):
        for prop in event.all("SEQUENCE"):
            if not (prop.value.isascii() and prop.value.isdigit() and len(prop.value) <= 10):
                yield prop.line, f"SEQUENCE:{prop.value}"


@check(
    section="RFC 5545 3.8.1.12",
    why="An event without a title is shown as 'Untitled' or 'Busy'.",
    fix="Write SUMMARY.",
    level=Level.ADVICE,
)
def summary(source: CalendarFile) -> Found:
    for event in events_of(source):
        if not event.value("SUMMARY").strip():
            yield event.line, "VEVENT without SUMMARY"


@check(
    section="RFC 5545 3.8.1.6",
    why="GEO is latitude;longitude in degrees; a comma, or the two swapped, puts the map pin elsewhere.",
    fix="Write GEO:53.219400;6.566500.",
)
def geo(source: CalendarFile) -> Found:
    for event in events_of(source):
        for prop in event.all("GEO"):
            match = _GEO.fullmatch(prop.value)
            if not match or abs(float(match[1])) > 90 or abs(float(match[2])) > 180:
                yield prop.line, f"GEO:{prop.value}"


@check(
    section="RFC 7986 5.11",
    why="CONFERENCE has no default type: without VALUE=URI the meeting link is not clickable.",
    fix="Write CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=...:https://...",
)
def conference_value(source: CalendarFile) -> Found:
    for event in events_of(source):
        for prop in event.all("CONFERENCE"):
            if prop.parameter("VALUE").upper() != "URI":
                yield prop.line, "CONFERENCE without VALUE=URI"


@check(
    section="RFC 5545 3.6.6",
    why="An alarm without ACTION and TRIGGER (and text to show) never rings; some clients drop the event.",
    fix="Write ACTION:DISPLAY, TRIGGER:-PT15M and DESCRIPTION.",
)
def alarm(source: CalendarFile) -> Found:
    for component in source.components("VALARM"):
        wanted = ["ACTION", "TRIGGER"] + ["DESCRIPTION"] * (component.value("ACTION").upper() == "DISPLAY")
        missing = [name for name in wanted if not component.first(name)]
        if missing:
            yield component.line, f"VALARM without {' and '.join(missing)}"
