"""The parsers that real clients are built on, each as a function from octets to what it complains about."""

import ctypes
import ctypes.util
import re

import icalendar
import vobject
from ical.calendar_stream import IcsCalendarStream
from ical.exceptions import CalendarParseError

from tests.support.requirements import missing


def vobject_complaints(octets: bytes) -> list[str]:
    """vobject validates each component against the properties it must and may have."""
    text = octets.decode()
    try:
        for component in vobject.readComponents(text):
            component.validate(raiseException=True)
    except vobject.base.VObjectError as fault:
        return [str(fault)]
    return []


def ical_complaints(octets: bytes) -> list[str]:
    """ical types every property it knows."""
    try:
        IcsCalendarStream.from_ics(octets.decode())
    except CalendarParseError as fault:
        return [str(fault)]
    return []


def icalendar_complaints(octets: bytes) -> list[str]:
    """icalendar notes on each component what it could not parse."""
    try:
        calendars = icalendar.Calendar.from_ical(octets, multiple=True)
    except ValueError as fault:
        return [str(fault)]
    return [str(error) for calendar in calendars for part in calendar.walk() for error in part.errors]


def libical_complaints(octets: bytes) -> list[str]:
    """libical (Evolution, GNOME, KDE) marks what it rejects with X-LIC-ERROR, by grammar and by RFC 5546."""
    library = _libical()
    component = library.icalparser_parse_string(octets)
    if not component:
        return ["nothing could be parsed"]
    library.icalrestriction_check(component)
    written = library.icalcomponent_as_ical_string(component).decode()
    library.icalcomponent_free(component)
    unfolded = re.sub(r"\r?\n[ \t]", "", written)
    return re.findall(r"^X-LIC-ERROR.*?:(.*?)\r?$", unfolded, re.MULTILINE)


def _libical() -> ctypes.CDLL:
    path = ctypes.util.find_library("ical")
    if path is None:
        missing("libical is not installed (Debian: apt-get install libical3)")
    library = ctypes.CDLL(path)
    library.icalparser_parse_string.restype = ctypes.c_void_p
    library.icalparser_parse_string.argtypes = [ctypes.c_char_p]
    library.icalrestriction_check.argtypes = [ctypes.c_void_p]
    library.icalcomponent_as_ical_string.restype = ctypes.c_char_p
    library.icalcomponent_as_ical_string.argtypes = [ctypes.c_void_p]
    library.icalcomponent_free.argtypes = [ctypes.c_void_p]
    return library


PARSERS = {
    "vobject": vobject_complaints,
    "ical": ical_complaints,
    "icalendar": icalendar_complaints,
    "libical": libical_complaints,
}
