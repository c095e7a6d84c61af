"""Checks of how a calendar is sent: published, or as an invitation and its answers (RFC 5546)."""

import re
from typing import Final

from calendars.checks.finding import Found, Level, check
from calendars.tokens import CalendarFile, Component

METHODS: Final = ("PUBLISH", "REQUEST", "REPLY", "ADD", "CANCEL", "REFRESH", "COUNTER", "DECLINECOUNTER")
URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\"<>]+")
_WITH_ADDRESS = ("ORGANIZER", "ATTENDEE")


def method_of(calendar: Component) -> str:
    """The METHOD of a calendar in capitals, or nothing."""
    return calendar.value("METHOD").upper()


@check(
    section="RFC 5545 3.7.2",
    why="METHOD says what to do with the file; unknown methods are refused, and on a feed it is PUBLISH.",
    fix="Write METHOD:PUBLISH, or leave it out.",
)
def method(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        prop = calendar.first("METHOD")
        if prop and prop.value.upper() not in METHODS:
            yield prop.line, f"METHOD:{prop.value}"


@check(
    section="RFC 5546 1.4",
    why="Outlook reads METHOD only when it stands before the first component.",
    fix="Write METHOD with the calendar's other properties.",
)
def method_first(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        prop = calendar.first("METHOD")
        if prop and calendar.components and prop.line > calendar.components[0].line:
            yield prop.line, "METHOD stands after a component"


@check(
    section="RFC 5546 3.2.1",
    why="A published event has no ATTENDEE: clients take it for an invitation and mail people.",
    fix="Leave ATTENDEE out of feeds; name people in DESCRIPTION.",
)
def no_attendee_in_publish(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        for event in calendar.components if method_of(calendar) == "PUBLISH" else ():
            for prop in event.all("ATTENDEE") if event.name == "VEVENT" else ():
                yield prop.line, "ATTENDEE in a published event"


@check(
    section="RFC 5546 3.2.1",
    why="A published event names its organizer, so that readers know whom to ask.",
    fix="Write ORGANIZER;CN=...:mailto:... in every event.",
    level=Level.ADVICE,
)
def organizer_in_publish(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        events = [event for event in calendar.components if event.name in ("VEVENT", "VFREEBUSY")]
        lacking = [event.line for event in events if not event.first("ORGANIZER")]
        if method_of(calendar) == "PUBLISH" and lacking:
            yield lacking[0], f"{len(lacking)} components without ORGANIZER"


@check(
    section="RFC 5546 3.2.2",
    why="An invitation, its cancellation and its answer name organizer and attendee, or match nothing.",
    fix="Write ORGANIZER and ATTENDEE with mailto: addresses.",
)
def invitation_complete(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        if method_of(calendar) not in ("REQUEST", "CANCEL", "REPLY", "COUNTER"):
            continue
        for event in calendar.components:
            missing = [wanted for wanted in _WITH_ADDRESS if not event.first(wanted)]
            if event.name == "VEVENT" and missing:
                yield event.line, f"{' and '.join(missing)} missing"


@check(
    section="RFC 5546 3.2.3",
    why="A REPLY speaks for one attendee; with more, the organizer cannot tell who answered.",
    fix="Send one REPLY per attendee.",
)
def one_answer(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        for event in calendar.components if method_of(calendar) == "REPLY" else ():
            if len(event.all("ATTENDEE")) > 1:
                yield event.line, f"{len(event.all('ATTENDEE'))} attendees answer at once"


@check(
    section="RFC 5546 3.2.5",
    why="METHOD:CANCEL with another STATUS than CANCELLED leaves the event in half of the clients.",
    fix="Write STATUS:CANCELLED.",
)
def cancel_status(source: CalendarFile) -> Found:
    for calendar in source.calendars:
        for event in calendar.components if method_of(calendar) == "CANCEL" else ():
            if event.name == "VEVENT" and event.value("STATUS").upper() not in ("", "CANCELLED"):
                yield event.line, f"STATUS:{event.value('STATUS')} in a cancellation"


@check(
    section="RFC 5545 3.3.3",
    why="ORGANIZER and ATTENDEE hold a URI; a bare mail address or name is dropped.",
    fix="Write mailto:someone@organisation.example.",
)
def calendar_address(source: CalendarFile) -> Found:
    for component in source.components("VEVENT", "VFREEBUSY", "VTODO", "VJOURNAL"):
        for prop in component.properties:
            if prop.name in _WITH_ADDRESS and not URI.fullmatch(prop.value):
                yield prop.line, f"{prop.name}:{prop.value}"
