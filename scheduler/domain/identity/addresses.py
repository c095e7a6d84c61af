"""E-mail addresses, as one person's mailbox that every mail server and calendar can write to."""

import re
from typing import Final

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}")
_LONGEST_BOX: Final = 64
_LONGEST: Final = 254  # RFC 5321 4.5.3.1, with the angle brackets of a path taken off


def is_address(text: str) -> bool:
    """A dot-atom at a host name (RFC 5321 4.1.2), in ASCII: calendars can carry no other (RFC 6068)."""
    box = text.partition("@")[0]
    return len(text) <= _LONGEST and len(box) <= _LONGEST_BOX and _ADDRESS.fullmatch(text) is not None


def check_address(field: str, text: str) -> None:
    """Raises `Invalid("not_an_address")` for what is none, or is not in lower case."""
    if text != text.lower() or not is_address(text):
        raise Invalid(field, InvalidCode.NOT_AN_ADDRESS, expected="a lower-case e-mail address")
