"""`fieldlab worker` takes the jobs of a PostgreSQL installation, and says why it does not on SQLite."""

import asyncio
import os
import signal
import sys

import pytest

from scheduler.domain.jobs import Job, JobStatus
from scheduler.jobs.workers import WorkerQueue
from scheduler.services.planning.create import CreatePlan, create_plan
from scheduler.storage import records
from scheduler.storage.store import Store
from tests.scheduler.jobs.eventually import eventually
from tests.scheduler.services.planning.world import make_world
from tests.support.factories import NOW


async def a_worker(url: str) -> asyncio.subprocess.Process:
    environment = os.environ | {"DATABASE_URL": url, "FIELDLAB_SOLVE_WORKERS": "1"}
    command = (sys.executable, "-c", "from api.cli import main; main()", "worker")
    return await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.PIPE)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_worker_makes_a_plan_and_ends_when_it_is_told_to(store: Store, database_url: str) -> None:
    world = await make_world(store)
    command = CreatePlan(period_id=world.period.id, name="Door een werker", seconds=1)
    plan = await create_plan(store, world.planner, command, NOW)
    worker = await a_worker(database_url)

    async def job() -> Job:
        async with store.read() as tx:
            return await records.get(tx, Job, plan.job_id or 0)

    try:
        async with WorkerQueue(store, database_url) as queue:
            await queue.tell(plan.job_id or 0)
            ended = await eventually(job, lambda now: now.status.ended, seconds=120)
        worker.send_signal(signal.SIGTERM)
        status = await asyncio.wait_for(worker.wait(), 60)
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()

    assert (ended.status, ended.error, status) == (JobStatus.DONE, "", 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_on_sqlite_there_is_nothing_for_a_worker_to_do(database_url: str) -> None:
    worker = await a_worker(database_url)

    _, complaint = await worker.communicate()

    assert (worker.returncode, complaint.decode().strip()) == (
        1,
        "Workers need PostgreSQL: on SQLite the server does the jobs itself.",
    )
