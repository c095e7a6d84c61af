"""A worker that is killed loses its job to another."""

import asyncio
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from scheduler.domain.jobs import Job, JobStatus
from scheduler.storage import jobs, records
from scheduler.storage.store import Store
from tests.scheduler.jobs.eventually import eventually
from tests.support.factories import NOW

WORKER = "tests.scheduler.jobs.worker_process"
ROOT = Path(__file__).resolve().parents[3]


@asynccontextmanager
async def a_worker(url: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", WORKER, url, cwd=ROOT)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def job_now(store: Store, job_id: int) -> Job:
    async with store.read() as tx:
        return await records.get(tx, Job, job_id)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_killing_a_worker_hands_its_job_to_another(store: Store, database_url: str) -> None:
    async with store.write() as tx:
        job = await jobs.add(tx, "test", {}, NOW)
    async with a_worker(database_url) as first:
        await eventually(lambda: job_now(store, job.id), lambda now: now.progress.get("cost") == 100)
        first.kill()
        await first.wait()
        async with a_worker(database_url):
            ended = await eventually(lambda: job_now(store, job.id), lambda now: now.status.ended)

    assert (ended.status, ended.attempts, ended.progress["cost"]) == (JobStatus.DONE, 2, 200)
