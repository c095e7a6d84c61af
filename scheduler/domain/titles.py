"""What people type as a name, a title or a link: one rule for each, for whatever bears it."""

import re

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid

_LINK = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?([/?#][!-~]*)?")


def check_title(text: str, longest: int, field: str = "name") -> None:
    """Raises `Invalid` naming the field for nothing but blanks, and beyond `longest` characters."""
    if not text.strip():
        raise Invalid(field, InvalidCode.EMPTY)
    if len(text) > longest:
        raise Invalid(field, InvalidCode.TOO_LONG, expected=f"at most {longest} characters")


def check_link(field: str, link: str | None) -> None:
    """A web address in ASCII, as calendars (RFC 3986) want it, or none. Raises `Invalid`."""
    if link is not None and (len(link) > 500 or _LINK.fullmatch(link) is None):
        raise Invalid(field, InvalidCode.NOT_A_LINK, expected="https://…, at most 500 characters")
