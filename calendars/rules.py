"""Recurrence rules as they are written (RFC 5545 section 3.3.10)."""

import re
from dataclasses import dataclass
from typing import Final

from calendars.values import read_rule

_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UNITS: Final = {"HOURLY": 3_600, "MINUTELY": 60, "SECONDLY": 1}
_DAILY_OR_LONGER: Final = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?\d{1,3}")
_COUNT = re.compile(r"\d{1,9}")
# What each part may hold: the least and greatest number, and whether it also counts from the end.
_RANGES: Final = {
    "BYMONTH": (1, 12, False),
    "BYWEEKNO": (1, 53, True),
    "BYYEARDAY": (1, 366, True),
    "BYMONTHDAY": (1, 31, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSECOND": (0, 60, False),
    "BYSETPOS": (1, 366, True),
}


@dataclass(frozen=True, slots=True)
class RecurrenceRule:
    """One RRULE; times are wall times. `by` holds the numbered parts, `weekdays` BYDAY as (nth, weekday)."""

    frequency: str
    interval: int
    count: int | None
    until: str | None
    by: dict[str, frozenset[int]]
    weekdays: tuple[tuple[int, int], ...]
    positions: tuple[int, ...]
    week_start: int

    @classmethod
    def read(cls, text: str) -> "RecurrenceRule":
        """A rule from its text, blanks left out. Raises ValueError, saying which part cannot be read."""
        parts = read_rule("".join(text.split()).upper())
        frequency = parts.get("FREQ", "")
        if frequency not in (*_DAILY_OR_LONGER, *UNITS):
            raise ValueError(f"FREQ={frequency}")
        for name, only in (("RSCALE", "GREGORIAN"), ("SKIP", "OMIT")):
            if parts.get(name, only) != only:
                raise ValueError(f"{name}={parts[name]}")
        numbers = {name: _numbers(name, parts[name]) for name in _RANGES if name in parts}
        positions = numbers.pop("BYSETPOS", ())
        return cls(
            frequency=frequency,
            interval=_whole("INTERVAL", parts.get("INTERVAL", "1")),
            count=_whole("COUNT", parts["COUNT"]) if "COUNT" in parts else None,
            until=parts.get("UNTIL"),
            by={name: frozenset(values) for name, values in numbers.items()},
            weekdays=_weekdays(parts.get("BYDAY", "")),
            positions=tuple(sorted(set(positions))),
            week_start=_WEEKDAYS.index(parts["WKST"]) if parts.get("WKST") in _WEEKDAYS else 0,
        )


def _whole(name: str, text: str) -> int:
    if _COUNT.fullmatch(text) is None or not int(text):
        raise ValueError(f"{name}={text}")
    return int(text)


def _numbers(name: str, text: str) -> tuple[int, ...]:
    least, most, from_end = _RANGES[name]
    numbers = []
    for item in text.split(","):
        if _NUMBER.fullmatch(item) is None:
            raise ValueError(f"{name}={text}")
        number = int(item)
        if not (least <= number <= most or (from_end and least <= -number <= most)):
            raise ValueError(f"{name}={text}")
        numbers.append(number)
    return tuple(numbers)


def _weekdays(text: str) -> tuple[tuple[int, int], ...]:
    pairs = []
    for item in filter(None, text.split(",")):
        match = _BY_DAY.fullmatch(item)
        if match is None:
            raise ValueError(f"BYDAY={text}")
        pairs.append((int(match[1] or 0), _WEEKDAYS.index(match[2])))
    return tuple(pairs)
