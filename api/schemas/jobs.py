"""Jobs on the wire: long work and how far it is."""

from datetime import datetime
from typing import Any

from api.schemas.common import Output
from scheduler.domain.jobs import JobStatus


class JobOut(Output):
    """`progress` is the last thing the work said; `error` why it failed."""

    id: int
    kind: str
    status: JobStatus
    progress: dict[str, Any]
    error: str
    stop_asked: bool
    attempts: int
    created_at: datetime
    started_at: datetime | None
    heartbeat_at: datetime | None
    ended_at: datetime | None
