"""Checks of what stands around the events: the calendar's own properties."""

import re
from collections.abc import Iterator
from datetime import timedelta

from calendars.checks.finding import Found, Level, check
from calendars.checks.publishing import URI, method_of
from calendars.colors import CSS3
from calendars.tokens import CalendarFile, Component
from calendars.values import read_duration

_ONCE = re.compile("VERSION|PRODID|CALSCALE|METHOD|UID|LAST-MODIFIED|URL|COLOR|SOURCE")


def _feeds(source: CalendarFile) -> Iterator[Component]:
    """Calendars of events that people subscribe to."""
    for calendar in source.calendars:
        if method_of(calendar) == "PUBLISH" and any(part.name == "VEVENT" for part in calendar.components):
            yield calendar


@check(
    section="RFC 5545 3.7.4",
    why="VERSION:2.0 tells iCalendar from the older vCalendar; Outlook refuses a file without it.",
    fix="Write VERSION:2.0 right after BEGIN:VCALENDAR.",
)
def version(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        if calendar.value("VERSION") != "2.0":
            yield calendar.line, f"VERSION is {calendar.value('VERSION') or 'missing'}"


@check(
    section="RFC 5545 3.7.3",
    why="PRODID names the software that wrote the file; Outlook refuses a file without it.",
    fix="Write PRODID:-//Your organisation//Your product//EN.",
)
def prodid(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        if not calendar.value("PRODID").strip():
            yield calendar.line, "PRODID is missing"


@check(
    section="RFC 5545 3.6",
    why="These properties may occur once; of two, each client picks another.",
    fix="Keep one.",
)
def once(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        for name in filter(_ONCE.fullmatch, {prop.name: None for prop in calendar.properties}):
            yield from ((extra.line, f"{name} occurs again") for extra in calendar.all(name)[1:])


@check(
    section="RFC 5545 3.7.1",
    why="GREGORIAN is the only scale there is; with another the file is skipped.",
    fix="Leave CALSCALE out or write GREGORIAN.",
)
def calscale(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        if calendar.value("CALSCALE").upper() not in ("", "GREGORIAN"):
            yield calendar.line, f"CALSCALE:{calendar.value('CALSCALE')}"


@check(
    section="RFC 5545 3.6",
    why="A calendar holds at least one component; some clients call an empty one broken and unsubscribe.",
    fix="Write the VTIMEZONE of the calendar even when there is no event.",
)
def has_a_component(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        if not calendar.components:
            yield calendar.line, "the calendar is empty"


@check(
    section="RFC 7986 5.1",
    why="Without a name the calendar is listed by its address.",
    fix="Write NAME, and X-WR-CALNAME for Google, Apple and Outlook.",
    level=Level.ADVICE,
)
def name(source: CalendarFile) -> Found:
    for calendar in _feeds(source):
        if not (calendar.value("NAME") or calendar.value("X-WR-CALNAME")):
            yield calendar.line, "neither NAME nor X-WR-CALNAME"


@check(
    section="RFC 7986 5.7",
    why="Without it a client asks as seldom as it likes, Apple once a week.",
    fix="Write REFRESH-INTERVAL;VALUE=DURATION:PT1H, and X-PUBLISHED-TTL:PT1H for Outlook.",
    level=Level.ADVICE,
)
def refresh(source: CalendarFile) -> Found:
    for calendar in _feeds(source):
        if not calendar.first("REFRESH-INTERVAL"):
            yield calendar.line, "no REFRESH-INTERVAL"


@check(
    section="RFC 7986 5.7",
    why="REFRESH-INTERVAL has no default type: without VALUE=DURATION, or not positive, it is ignored.",
    fix="Write REFRESH-INTERVAL;VALUE=DURATION:PT1H.",
)
def refresh_value(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        for prop in calendar.all("REFRESH-INTERVAL"):
            span = read_duration(prop.value)
            if prop.parameter("VALUE").upper() != "DURATION" or not span or span.about <= timedelta():
                yield prop.line, f"REFRESH-INTERVAL is {prop.value!r}"


@check(
    section="RFC 7986 5.9",
    why="COLOR is a CSS3 colour name; clients ignore #RRGGBB.",
    fix="Write a name such as steelblue; X-APPLE-CALENDAR-COLOR takes #RRGGBB.",
)
def color(source: CalendarFile) -> Found:
    for component in source.components("VCALENDAR", "VEVENT"):
        for prop in component.all("COLOR"):
            if prop.value.lower() not in CSS3:
                yield prop.line, f"COLOR:{prop.value}"


@check(
    section="RFC 5545 3.3.13",
    why="A link without its scheme opens nothing.",
    fix="Write the whole address, https:// included.",
)
def uri(source: CalendarFile) -> Found:
    for component in source.components("VCALENDAR", "VEVENT", "VFREEBUSY"):
        for prop in component.properties:
            if prop.name in ("URL", "CONFERENCE", "SOURCE") and not URI.fullmatch(prop.value):
                yield prop.line, f"{prop.name}:{prop.value}"
