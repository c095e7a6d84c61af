"""What a check is and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from calendars.tokens import CalendarFile

Found = Iterator[tuple[int, str]]
Find = Callable[[CalendarFile], Found]


class Level(StrEnum):
    """ERROR breaks the standard or a client; ADVICE is what good calendars do beyond it."""

    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a calendar must do: its name, where that is said, why it matters and how to mend it."""

    id: str
    section: str
    why: str
    fix: str
    find: Find
    level: Level = Level.ERROR


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One place where a calendar fails a check; `line` counts the file's own lines from 1."""

    line: int
    id: str
    level: Level
    section: str
    found: str
    why: str
    fix: str

    @classmethod
    def of(cls, check: Check, line: int, found: str) -> "Finding":
        return cls(line, check.id, check.level, check.section, found, check.why, check.fix)


def check(*, section: str, why: str, fix: str, level: Level = Level.ERROR) -> Callable[[Find], Check]:
    """Make a check of the generator below it, which yields (line, what was found) and gives it its id."""
    return lambda find: Check(find.__name__.replace("_", "-"), section, why, fix, find, level)
