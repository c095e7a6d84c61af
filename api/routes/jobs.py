"""Long work: what waits, what runs, how it ended."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import ActorDep, NowDep, StoreDep
from api.schemas.common import PathId, problems
from api.schemas.cursors import After, Limit, Page, page_up_to
from api.schemas.jobs import JobOut
from scheduler.domain.jobs import JobStatus
from scheduler.services import jobs

router = APIRouter(tags=["jobs"])


@router.get("/jobs")
async def list_jobs(
    store: StoreDep,
    actor: ActorDep,
    status: Annotated[JobStatus | None, Query()] = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[JobOut]:
    """Jobs, the oldest first."""
    found = await jobs.list_jobs(store, actor, status=status, after=after, limit=limit + 1)
    return page_up_to(limit, found, JobOut.model_validate)


@router.get("/jobs/{job_id}", responses=problems(404))
async def read_job(job_id: PathId, store: StoreDep, actor: ActorDep) -> JobOut:
    """One job and how far it is."""
    return JobOut.model_validate(await jobs.get_job(store, actor, job_id))


@router.post("/jobs/{job_id}/cancel", responses=problems(404))
async def cancel_job(job_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep) -> JobOut:
    """Ask a job to stop; it keeps the best it has found."""
    return JobOut.model_validate(await jobs.cancel_job(store, actor, job_id, now))
