"""The job table: long work, who does it, and how far it is.

A job is taken by `take` and by nothing else; who has it says so every few seconds by `beat`. A job
whose runner fell silent can be taken again.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from scheduler.domain.jobs import Job, JobStatus
from scheduler.storage import records
from scheduler.storage.store import Tx
from scheduler.storage.tables import JobRow, PlanRow, StudyRow
from scheduler.storage.tables.base import columns

_JOB, _PLAN, _STUDY = columns(JobRow), columns(PlanRow), columns(StudyRow)
_TABLE = records.table(Job)


async def add(
    tx: Tx, kind: str, arguments: Mapping[str, Any], now: datetime, *, created_by_id: int | None = None
) -> Job:
    """A queued job."""
    job = Job(
        id=0,
        kind=kind,
        status=JobStatus.QUEUED,
        arguments=dict(arguments),
        created_by_id=created_by_id,
        created_at=now,
    )
    return replace(job, id=await records.add(tx, job))


async def listing(tx: Tx, status: JobStatus | None, *, after: int = 0, limit: int = 50) -> list[Job]:
    """Jobs in id order from the one after `after`."""
    where = [] if status is None else [_JOB.status == status.value]
    return await records.listing(tx, Job, *where, after=after, limit=limit)


async def owners_of(tx: Tx, job: Job) -> list[int] | None:
    """The organisation for which the job makes a plan or a study; None: it is for all."""
    plan = select(_PLAN.organisation_id).where(_PLAN.job_id == job.id)
    study = select(_STUDY.organisation_id).where(_STUDY.job_id == job.id)
    found = await tx.scalar(plan.union_all(study))
    return None if found is None else [int(found)]


async def waiting(tx: Tx, silent_since: datetime, limit: int = 100) -> list[int]:
    """The ids of jobs that somebody should take: queued ones, and those whose runner fell silent."""
    query = select(_JOB.id).where(_takeable(silent_since)).order_by(_JOB.id).limit(limit)
    return list((await tx.scalars(query)).all())


async def take(tx: Tx, job_id: int, runner: str, now: datetime, silent_since: datetime) -> Job | None:
    """The job, now running under the name `runner`; None when it is somebody else's, or has ended."""
    values = {
        "status": JobStatus.RUNNING.value,
        "runner": runner,
        "attempts": _JOB.attempts + 1,
        "started_at": now,
        "heartbeat_at": now,
    }
    taken = await tx.execute(update(_TABLE).where(_JOB.id == job_id, _takeable(silent_since)).values(values))
    return await records.get(tx, Job, job_id) if taken.rowcount else None


def _takeable(silent_since: datetime) -> ColumnElement[bool]:
    silent = (_JOB.status == JobStatus.RUNNING.value) & (_JOB.heartbeat_at < silent_since)
    return or_(_JOB.status == JobStatus.QUEUED.value, silent)


async def beat(
    tx: Tx, job_id: int, runner: str, now: datetime, progress: Mapping[str, Any] | None = None
) -> bool:
    """Say that the runner lives, and how far it is. False: the job is no longer its own."""
    values: dict[str, Any] = {"heartbeat_at": now}
    if progress is not None:
        values["progress"] = dict(progress)
    said = await tx.execute(update(_TABLE).where(_mine(job_id, runner)).values(values))
    return bool(said.rowcount)


async def end(tx: Tx, job_id: int, runner: str, status: JobStatus, now: datetime, error: str = "") -> bool:
    """The work is over. False: the job is no longer the runner's own, and stays as it is."""
    values = {"status": status.value, "error": error, "ended_at": now, "heartbeat_at": now}
    ended = await tx.execute(update(_TABLE).where(_mine(job_id, runner)).values(values))
    return bool(ended.rowcount)


async def give_back(tx: Tx, job_id: int, runner: str) -> None:
    """A runner that shuts down puts its job back in the queue."""
    await tx.execute(
        update(_TABLE).where(_mine(job_id, runner)).values(status=JobStatus.QUEUED.value, runner="")
    )


def _mine(job_id: int, runner: str) -> ColumnElement[bool]:
    return and_(_JOB.id == job_id, _JOB.runner == runner, _JOB.status == JobStatus.RUNNING.value)


async def ask_to_stop(tx: Tx, job_id: int, now: datetime) -> None:
    """A queued job is cancelled at once; a running one keeps its best so far and ends."""
    queued = (_JOB.id == job_id) & (_JOB.status == JobStatus.QUEUED.value)
    gone = {"status": JobStatus.CANCELLED.value, "ended_at": now, "stop_asked": True}
    await tx.execute(update(_TABLE).where(queued).values(gone))
    running = (_JOB.id == job_id) & (_JOB.status == JobStatus.RUNNING.value)
    await tx.execute(update(_TABLE).where(running).values(stop_asked=True))


async def stop_asked(tx: Tx, job_id: int) -> bool:
    """Whether somebody asked the job to stop."""
    return bool(await tx.scalar(select(_JOB.stop_asked).where(_JOB.id == job_id)))


async def unfinished(tx: Tx, kind: str) -> bool:
    """Whether a job of this kind is queued or running."""
    live = _JOB.status.in_([JobStatus.QUEUED.value, JobStatus.RUNNING.value])
    return bool(await tx.scalar(select(_JOB.id).where(_JOB.kind == kind, live).limit(1)))


async def forget_ended(tx: Tx, kind: str, before: datetime) -> None:
    """Delete jobs of this kind that ended earlier: of what comes by the hour nobody keeps the history."""
    await tx.execute(delete(_TABLE).where(_JOB.kind == kind, _JOB.ended_at < before))
