"""Faults of other people's calendars that are repaired, by name.

Each has a file under `tests/calendars/quirks/` that reads wrongly, or not at all, without it.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Quirk(StrEnum):
    """The faults that are repaired; the comment says what is done."""

    WINDOWS_1252 = "windows-1252"  # lines that are not UTF-8 are read as Windows-1252
    UTF_16 = "utf-16"  # a file of two octets a character is read as such
    LEADING_BLANK = "leading-blank"  # blanks and byte order marks before BEGIN:VCALENDAR are left out
    WINDOWS_ZONE = "windows-zone"  # TZID=W. Europe Standard Time is Europe/Berlin
    PREFIXED_ZONE = "prefixed-zone"  # TZID=/mozilla.org/20050126_1/Europe/Amsterdam is Europe/Amsterdam
    DISPLAYED_ZONE = "displayed-zone"  # TZID=(UTC+01:00) Amsterdam, Berlin, Bern is Europe/Amsterdam
    ZONE_SPELLING = "zone-spelling"  # TZID=europe/amsterdam is Europe/Amsterdam
    LOCATED_ZONE = "located-zone"  # a zone whose definition has X-LIC-LOCATION is that one
    OFFSET_ZONE = "offset-zone"  # TZID=GMT-0500 is five hours behind
    UNKNOWN_ZONE = "unknown-zone"  # a zone that nobody defines is the reader's own
    CALENDAR_ZONE = "calendar-zone"  # floating times are in X-WR-TIMEZONE
    ZONE_AND_UTC = "zone-and-utc"  # a time with both TZID and Z is UTC
    OFFSET_TIME = "offset-time"  # 20261123T090000+0100 and 2026-11-23T09:00 are times
    HOUR_24 = "hour-24"  # 20261123T240000 is midnight after that day
    END_ON_START = "end-on-start"  # an all-day event that ends on its first day lasts that day
    END_PAST_MIDNIGHT = "end-past-midnight"  # from 22:00 until 02:00 of the same date ends on the next
    END_BEFORE_START = "end-before-start"  # what ends before it starts, or at no time, takes an hour at most
    FLOATING_END = "floating-end"  # an end without a zone is in that of its start
    MISSING_UID = "missing-uid"  # an event without UID is known by its start, title and place
    SHARED_UID = "shared-uid"  # several events with one UID are told apart by their start
    EXCEPTION_BY_DATE = "exception-by-date"  # EXDATE and RECURRENCE-ID as a date mean that day's event
    EXCEPTION_BY_WALL = "exception-by-wall"  # without a zone, or at midnight UTC, they mean that wall time
    UNTIL_BY_DATE = "until-by-date"  # UNTIL as a date includes that day
    UNTIL_SPELLING = "until-spelling"  # UNTIL=2026-12-15T09:00:00Z and UNTIL=20261215Z are ends


ALL: Final = frozenset(Quirk)


@dataclass(slots=True)
class Repairs:
    """Which quirks may be repaired, and how often each was."""

    allowed: frozenset[Quirk] = ALL
    made: Counter[Quirk] = field(default_factory=Counter)

    def may(self, quirk: Quirk) -> bool:
        """Whether to repair this fault; counts the repair."""
        if quirk not in self.allowed:
            return False
        self.made[quirk] += 1
        return True
