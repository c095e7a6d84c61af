"""A solver's proposal for a period, the job that makes it, and what a person makes of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from scheduler.domain.bookings import Need
from scheduler.domain.spans import Span


class PlanStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`terms` are the named parts of `cost`; `bound` is proven: no plan of this problem costs less."""

    id: int
    period_id: int
    organisation_id: int | None
    name: str
    status: PlanStatus
    job_id: int | None = None
    seconds: int = 30
    seed: int = 1
    cost: float | None = None
    bound: float | None = None
    terms: dict[str, Any] = field(default_factory=dict)
    created_by_id: int | None = None
    created_at: datetime
    solved_at: datetime | None = None
    published_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSession:
    """One dated session a plan proposes. (`activity_id`, `group_id`, `occurrence`) stays the same
    from plan to plan, so that publishing again moves a booking rather than replacing it."""

    activity_id: int
    occurrence: int
    span: Span
    needs: tuple[Need, ...]
    title: str = ""
    people: int = 0
    campus_id: int | None = None
    organisation_id: int = 0
    project_id: int | None = None
    meeting_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """An activity that did not fit: the causes that together forbid it and the fixes that would help,
    each a code with its data (worded by the pages in the reader's language)."""

    activity_id: int
    title: str
    causes: tuple[dict[str, Any], ...] = ()
    fixes: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The project a group got (None: none), as its which choice, and why not a better one."""

    group_id: int
    project_id: int | None
    rank: int | None = None
    reasons: tuple[dict[str, Any], ...] = ()
