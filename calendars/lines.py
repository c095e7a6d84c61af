"""The content lines of RFC 5545 section 3.1: escaping, parameters, values and folding."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar import vDuration, vUTCOffset

CRLF: Final = "\r\n"
FOLD_OCTETS: Final = 75

# What RFC 5545 3.3.11 escapes, what 3.1 forbids (controls), and what UTF-8 cannot carry (lone surrogates).
_SPECIAL = re.compile("[\x00-\x1f\x7f\\\\;,\ud800-\udfff]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ESCAPE = re.compile(r"\\([\\;,nN])")
# RFC 6868: what a quoted parameter value cannot hold is written with a circumflex. A backslash could stand as
# it is, but ical.js and icalendar take it for an escape there; a slash cannot be misread.
_PARAMETER_ESCAPES = str.maketrans({"^": "^^", '"': "^'", "\n": "^n", "\\": "/"})

_URI_ESCAPES = str.maketrans({character: f"%{ord(character):02X}" for character in '"<>\\^`{|}'})


def plain(text: str) -> str:
    """`text` without the characters no iCalendar line may hold and without white space around it.

    Every line end becomes one newline. A text of nothing but blanks is none: libical drops such properties.
    """
    if _FORBIDDEN.search(text) is None:
        return text.strip()
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def escape(text: str) -> str:
    """A TEXT value (RFC 5545 3.3.11)."""
    if _SPECIAL.search(text) is None:
        return text.strip()
    # Four replaces are five times faster than one str.translate, and this is the hottest line of a feed.
    text = plain(text).replace("\\", "\\\\").replace(";", "\\;")
    return text.replace(",", "\\,").replace("\n", "\\n")


def unescape(text: str) -> str:
    """The text of a TEXT value. icalendar's takes the `\\\\n` of `C:\\\\new` for a newline."""
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)


def parameter(text: str) -> str:
    """A quoted parameter value (RFC 5545 3.2, RFC 6868)."""
    return '"' + plain(text).translate(_PARAMETER_ESCAPES) + '"'


def uri(text: str) -> str:
    """A URI value; the ASCII characters that RFC 3986 has no place for are percent-encoded."""
    return text.translate(_URI_ESCAPES)


def instant(at: datetime) -> str:
    """A UTC DATE-TIME (RFC 5545 3.3.5, form 2); `at` is aware, fractions of a second are cut off."""
    return at.astimezone(UTC).isoformat()[:19].replace("-", "").replace(":", "") + "Z"


def local(at: datetime) -> str:
    """The wall time of `at` as a DATE-TIME (form 1 and 3), whatever its zone."""
    return at.isoformat()[:19].replace("-", "").replace(":", "")


def duration(span: timedelta) -> str:
    """A DURATION (RFC 5545 3.3.6) of whole seconds, with its sign."""
    octets: bytes = vDuration(span).to_ical()  # type: ignore[no-untyped-call]
    return octets.decode() if span else "PT0S"


def offset(of: timedelta) -> str:
    """A UTC-OFFSET (RFC 5545 3.3.14)."""
    return vUTCOffset(of).to_ical()


def fold(line: str) -> str:
    """One content line, folded at 75 octets and never inside a character (RFC 5545 3.1), without its CRLF."""
    if len(line) <= FOLD_OCTETS and (line.isascii() or len(line.encode()) <= FOLD_OCTETS):
        return line
    octets = line.encode()
    parts = []
    start, room = 0, FOLD_OCTETS
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(octets[start:end])
        start, room = end, FOLD_OCTETS - 1
    parts.append(octets[start:])
    return b"\r\n ".join(parts).decode()


def document(lines: Iterable[str]) -> bytes:
    """The octets of a stream of folded content lines."""
    return (CRLF.join(lines) + CRLF).encode()
