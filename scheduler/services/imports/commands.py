"""What is asked of an import, and what it answers: row by row what became of every thing."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid

LARGEST_FILE = 4 * 2**20
"""Characters of a file that are read at most."""


class ImportOutcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFaculty:
    """The text of an ITC-2007 `.ctt` file. Without `apply` nothing is kept: see what would happen.

    The term begins at `first_on`, a Monday (None: the next one, or where it was before).
    """

    text: str
    weeks: int = 10
    first_on: date | None = None
    apply: bool = False

    def __post_init__(self) -> None:
        if len(self.text) > LARGEST_FILE:
            raise Invalid("file", InvalidCode.TOO_LONG, expected=f"at most {LARGEST_FILE} characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """`changes` has the fields that differ as `[before, after]`; `reason` why a row is refused."""

    noun: str
    name: str
    outcome: ImportOutcome
    changes: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """`applied` says whether it is stored now; a refused row keeps everything from being stored."""

    name: str
    rows: tuple[ImportRow, ...]
    applied: bool = False
    organisation_id: int | None = None
    period_id: int | None = None

    @property
    def counts(self) -> dict[ImportOutcome, int]:
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in ImportOutcome}

    @property
    def refused(self) -> tuple[ImportRow, ...]:
        return tuple(row for row in self.rows if row.outcome is ImportOutcome.REFUSED)
