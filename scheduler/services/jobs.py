"""Look at long work and ask it to stop. What a job makes has its own rules; a job is seen by planners."""

from datetime import datetime

from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.jobs import Job, JobStatus
from scheduler.storage import jobs, records
from scheduler.storage.store import Store


async def list_jobs(
    store: Store, actor: Actor | None, *, status: JobStatus | None = None, after: int = 0, limit: int = 50
) -> list[Job]:
    """Jobs in id order from the one after `after`."""
    require(actor, Action.PLAN)
    async with store.read() as tx:
        return await jobs.listing(tx, status, after=after, limit=limit)


async def get_job(store: Store, actor: Actor | None, job_id: int) -> Job:
    """Raises `NotFound`."""
    require(actor, Action.PLAN)
    async with store.read() as tx:
        return await records.get(tx, Job, job_id)


async def cancel_job(store: Store, actor: Actor | None, job_id: int, now: datetime) -> Job:
    """One that runs keeps its best so far and ends; one that has ended stays as it is."""
    async with store.write() as tx:
        job = await records.get(tx, Job, job_id)
        acting = require(actor, Action.PLAN)
        require(acting, Action.PLAN, organisations=await jobs.owners_of(tx, job))
        await jobs.ask_to_stop(tx, job_id, now)
        return await records.get(tx, Job, job_id)
