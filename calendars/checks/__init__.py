"""Named checks of any calendar file, each with its source, its reason and its remedy.

The parser libraries accept what breaks calendars in the clients people have: an end before the start, bare
line feeds, a zone that is never defined. These checks look at the file as it stands, line by line.
"""

from typing import Final

from calendars.checks import calendar, details, events, form, publishing, reading, series, zones
from calendars.checks.finding import Check, Finding, Level
from calendars.checks.history import compare
from calendars.errors import TooLarge
from calendars.tokens import CalendarFile

__all__ = ["CHECKS", "Check", "Finding", "Level", "check", "compare"]

CHECKS: Final[tuple[Check, ...]] = tuple(
    each
    for module in (form, calendar, publishing, events, details, series, zones, reading)
    for each in vars(module).values()
    if isinstance(each, Check)
)
LARGEST: Final = 20 * 1024 * 1024


def check(octets: bytes) -> tuple[Finding, ...]:
    """Everything wrong with this file, in the order of its lines. Raises TooLarge above 20 MiB."""
    if len(octets) > LARGEST:
        raise TooLarge(LARGEST)
    source = CalendarFile(octets)
    return tuple(
        sorted(Finding.of(each, line, found) for each in CHECKS for line, found in each.find(source))
    )
