"""jCal (RFC 7265): a calendar as JSON, for programs that ask for application/calendar+json."""

import json
from typing import Final

from icalendar import Calendar, vText

from calendars.lines import unescape

CONTENT_TYPE: Final = "application/calendar+json"
_TEXTS: Final = ("NAME", "COLOR")


def to_jcal(octets: bytes) -> bytes:
    """The first calendar of an iCalendar file that this package wrote, as icalendar says it in JSON."""
    root = Calendar.from_ical(octets)
    for component in root.walk():
        # Properties of RFC 7986, of which icalendar does not know the type: it would leave them escaped.
        for name in _TEXTS:
            if name in component:
                said = component[name]
                component[name] = vText(unescape(str(said)), params=said.params)
    return json.dumps(root.to_jcal(), ensure_ascii=False, separators=(",", ":")).encode()
