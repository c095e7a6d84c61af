"""Long work: what waits, what runs, how it ended."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class JobStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self in (JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Long work. `stop_asked` tells the runner to keep the best so far; `heartbeat_at` that it lives.

    `progress` is the last thing the work said: seconds, cost, bound, unplaced, terms.
    """

    id: int
    kind: str
    status: JobStatus
    arguments: dict[str, Any]
    progress: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    stop_asked: bool = False
    attempts: int = 0
    runner: str = ""
    created_by_id: int | None = None
    created_at: datetime
    started_at: datetime | None = None
    heartbeat_at: datetime | None = None
    ended_at: datetime | None = None
