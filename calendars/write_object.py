"""One event as one calendar object resource (RFC 4791 4.1): no METHOD, nothing about its calendar."""

from typing import Final

from calendars.encode import PRODUCT, event_lines, times, timezone_lines
from calendars.event import Event
from calendars.lines import document

CONTENT_TYPE: Final = "text/calendar; charset=utf-8; component=VEVENT"


def encode_object(event: Event, language: str) -> bytes:
    """The event with the zone it needs, in the words of `language`.

    Without ORGANIZER: that would make it a meeting of whom it names (RFC 5545 3.8.4.3), and calendar
    programs let nobody else move or delete one.
    """
    when, in_zone = times(event)
    return document(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            f"PRODID:{PRODUCT}",
            "CALSCALE:GREGORIAN",
            *timezone_lines([event.zone] if in_zone else []),
            "BEGIN:VEVENT",
            *event_lines(event, when, language, None),
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )
