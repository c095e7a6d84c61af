"""One line of the log of who did what."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`person_id` None: the system did it, or somebody who has been forgotten since.

    `change` has the fields that changed as `[before, after]`, or plain facts.
    """

    id: int
    at: datetime
    action: str
    noun: str
    noun_id: int | None = None
    person_id: int | None = None
    organisation_id: int | None = None
    change: dict[str, Any] = field(default_factory=dict)
