"""Checks of the octets and lines, before any meaning."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import Final

from calendars.checks.finding import Found, Level, check
from calendars.lines import FOLD_OCTETS
from calendars.tokens import CalendarFile

TEXTS: Final = ("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "CATEGORIES", "RESOURCES", "NAME")
LISTS: Final = ("CATEGORIES", "RESOURCES")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BARE = re.compile(r"(?<!\\)(?:\\\\)*([,;])")
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)


@check(
    section="RFC 5545 3.1.4",
    why="Calendars are UTF-8 unless they say otherwise; other bytes become question marks or stop a parser.",
    fix="Write the file as UTF-8.",
)
def utf_8(source: CalendarFile) -> Found:
    for number, octets in source.unfolded:
        try:
            octets.decode()
        except UnicodeDecodeError as fault:
            yield number, f"octet 0x{octets[fault.start]:02X}: {fault.reason}"


@check(
    section="RFC 5545 3.4",
    why="A calendar begins with BEGIN:VCALENDAR; behind a mark or a blank some parsers find no calendar.",
    fix="Write UTF-8 without a byte order mark, and nothing before BEGIN.",
)
def byte_order_mark(source: CalendarFile) -> Found:
    begun = source.octets[:4]
    if begun.startswith((BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE)) or begun[:1].isspace():
        yield 1, f"the file begins with {begun.hex(' ').upper()}"


@check(
    section="RFC 5545 3.1",
    why="Lines end with CR LF. Some clients read a file with bare LF as one endless line.",
    fix="End every line, folded ones too, with CR LF.",
)
def crlf(source: CalendarFile) -> Found:
    bare = [line.number for line in source.physical if line.ending in (b"\n", b"\r")]
    if bare:
        yield bare[0], f"{len(bare)} lines end with a bare LF or CR"


@check(
    section="RFC 5545 3.1",
    why="The last line ends with CR LF like any other; a file cut off in transit looks like one without.",
    fix="Write CR LF after END:VCALENDAR.",
)
def last_line_end(source: CalendarFile) -> Found:
    if source.physical and not source.physical[-1].ending:
        yield source.physical[-1].number, "the last line has no end"


@check(
    section="RFC 5545 3.1",
    why="A line is at most 75 octets, without its CR LF; clients with a fixed buffer cut the rest off.",
    fix="Fold by octets of the UTF-8 text, not by characters.",
)
def fold_length(source: CalendarFile) -> Found:
    for line in source.physical:
        if len(line.octets) > FOLD_OCTETS:
            yield line.number, f"{len(line.octets)} octets"


@check(
    section="RFC 5545 3.1",
    why="A fold inside a UTF-8 character is allowed, but mangles it where lines are decoded one by one.",
    fix="Move the fold to before the first octet of the character.",
)
def fold_inside_character(source: CalendarFile) -> Found:
    for line in source.physical:
        if line.octets[:1] in (b" ", b"\t") and line.octets[1:2] and line.octets[1] & 0xC0 == 0x80:
            yield line.number, "the line begins in the middle of a character"


@check(
    section="RFC 5545 3.1",
    why="There is no such thing as an empty content line; strict parsers stop at it.",
    fix="Leave empty lines out.",
)
def empty_line(source: CalendarFile) -> Found:
    for line in source.physical:
        if not line.octets:
            yield line.number, "the line is empty"


@check(
    section="RFC 5545 3.1",
    why="Control characters other than TAB are not allowed, and XML-based clients reject the whole file.",
    fix="Remove them from texts before writing.",
)
def control_character(source: CalendarFile) -> Found:
    for line in source.physical:
        if match := _CONTROL.search(line.octets):
            yield line.number, f"octet 0x{match[0][0]:02X}"


@check(
    section="RFC 5545 3.1",
    why="A line is NAME;PARAMETER=value:value, and a parameter value with : ; or , stands in double quotes.",
    fix="Fold lines with a leading space, quote such parameter values, and write newlines in texts as \\n.",
)
def content_line(source: CalendarFile) -> Found:
    for number, text in source.unreadable:
        yield number, repr(text[:60])


@check(
    section="RFC 5545 3.6",
    why="Components nest: every BEGIN has its END, and nothing stands outside BEGIN:VCALENDAR.",
    fix="Close components in the order in which they were opened.",
)
def begin_and_end(source: CalendarFile) -> Found:
    yield from source.faults


@check(
    section="RFC 5545 3.4",
    why="Without BEGIN:VCALENDAR there is no calendar: often an address that answers a log-in page.",
    fix="Serve the calendar itself, as text/calendar.",
)
def is_a_calendar(source: CalendarFile) -> Found:
    if not source.calendars:
        yield 1, "no VCALENDAR in the file"


@check(
    section="RFC 5545 3.4",
    why="A file may hold several VCALENDAR objects, but Google and Outlook read the first only.",
    fix="Put all events in one VCALENDAR.",
    level=Level.ADVICE,
)
def one_calendar(source: CalendarFile) -> Found:
    for calendar in source.calendars[1:]:
        yield calendar.line, "another VCALENDAR begins"


@check(
    section="RFC 5545 3.3.11",
    why="A bare comma or semicolon in a text splits it: the rest of a place or title disappears.",
    fix="Write \\, and \\; in texts.",
)
def text_separators(source: CalendarFile) -> Found:
    for prop in source.properties:
        if prop.name in TEXTS:
            allowed = "," if prop.name in LISTS else ""
            bare = next((match[1] for match in _BARE.finditer(prop.value) if match[1] not in allowed), None)
            if bare:
                yield prop.line, f"{prop.name} has a bare {bare!r}"


@check(
    section="RFC 5545 3.3.11",
    why="Only \\\\ \\; \\, \\n and \\N mean something; other backslashes are shown or swallowed.",
    fix="Write a backslash as \\\\.",
)
def text_escapes(source: CalendarFile) -> Found:
    for prop in source.properties:
        if prop.name in TEXTS:
            wrong = next(
                (m[0] for m in _ESCAPE.finditer(prop.value) if m[1] not in {"\\", ";", ",", "n", "N"}), None
            )
            if wrong:
                yield prop.line, f"{prop.name} has {wrong!r}"
