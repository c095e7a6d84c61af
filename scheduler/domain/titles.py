"""What people type as a name, a title or a link: one rule for each, for whatever bears it."""

import re
from typing import Final
from unicodedata import category

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid

_LINK = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?([/?#][!-~]*)?")
_BREAKS: Final = frozenset("\n\r\v\f\x85\u2028\u2029")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# The two joiners spell Persian words and Indic letters, and hold an emoji together.
_JOINERS: Final = frozenset("\u200c\u200d")
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols by their category that are drawn as nothing."""


def check_title(text: str, longest: int, field: str = "name") -> None:
    """What is kept as a name. Raises `Invalid` naming the field for nothing but blanks, and beyond
    `longest` characters. What is newly typed keeps `check_line` too."""
    if not text.strip():
        raise Invalid(field, InvalidCode.EMPTY)
    if len(text) > longest:
        raise Invalid(field, InvalidCode.TOO_LONG, expected=f"at most {longest} characters")


def check_line(text: str, field: str = "name") -> None:
    """One line with something to see on it, and nothing that hides or turns what stands beside it
    (Unicode TR 36, "Unicode Security Considerations"). Raises `Invalid` naming the field."""
    check_one_line(text, field)
    if not any(_is_visible(character) for character in text):
        raise Invalid(field, InvalidCode.EMPTY)


def check_one_line(text: str, field: str) -> None:
    """The same for what may be left empty."""
    if not _BREAKS.isdisjoint(text):
        raise Invalid(field, InvalidCode.NOT_ONE_LINE)
    if any(category(each) in _HIDDEN and each not in _JOINERS for each in text):
        raise Invalid(field, InvalidCode.HIDDEN_CHARACTERS)


def cleaned(text: str, instead: str) -> str:
    """`text` as one line that `check_line` takes; `instead` where nothing of it can be seen."""
    line = "".join(" " if each in _BREAKS or each == "\t" else each for each in text)
    line = "".join(each for each in line if each in _JOINERS or category(each) not in _HIDDEN).strip()
    return line if any(_is_visible(each) for each in line) else instead


def check_link(field: str, link: str | None) -> None:
    """A web address in ASCII, as calendars (RFC 3986) want it, or none. Raises `Invalid`."""
    if link is not None and (len(link) > 500 or _LINK.fullmatch(link) is None):
        raise Invalid(field, InvalidCode.NOT_A_LINK, expected="https://…, at most 500 characters")


def _is_visible(character: str) -> bool:
    return category(character)[0] in "LNPS" and character not in _BLANK
