"""A job has one runner at a time, ends under a name, and is taken over from a runner that fell silent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from scheduler.clock import Clock, ManualClock, SystemClock
from scheduler.domain.jobs import Job, JobStatus
from scheduler.jobs.local import LocalQueue
from scheduler.jobs.progress import Console, JobFailed
from scheduler.jobs.runner import MOST_ATTEMPTS, SILENT, Runner, Work
from scheduler.jobs.workers import WorkerQueue, work
from scheduler.storage import jobs, records
from scheduler.storage.store import Store
from tests.scheduler.jobs.eventually import eventually
from tests.support.factories import NOW


async def make_job(store: Store) -> Job:
    async with store.write() as tx:
        return await jobs.add(tx, "test", {}, NOW)


async def job_now(store: Store, job_id: int) -> Job:
    async with store.read() as tx:
        return await records.get(tx, Job, job_id)


def make_runner(store: Store, does: Work, clock: Clock | None = None) -> Runner:
    return Runner(store=store, clock=clock or ManualClock(NOW), work={"test": does}, beat=0.05)


async def does_it(store: Store, clock: Clock, job: Job, console: Console) -> None:
    console.say(phase="solving", cost=12, bound=3)


async def waits_to_be_stopped(store: Store, clock: Clock, job: Job, console: Console) -> None:
    console.say(phase="solving", cost=12)
    await console.stop.wait()


async def crashes(store: Store, clock: Clock, job: Job, console: Console) -> None:
    raise JobFailed("Segmentation fault")


async def test_a_job_ends_done_with_the_last_thing_it_said(store: Store) -> None:
    job = await make_job(store)

    status = await make_runner(store, does_it).run(job.id)

    ended = await job_now(store, job.id)
    assert (status, ended.status, ended.error) == (JobStatus.DONE, JobStatus.DONE, "")
    assert ended.progress["trace"] == [[None, 12, 3]]
    assert (ended.progress["cost"], ended.progress["step"]) == (12, 1)


async def test_who_waits_in_the_same_process_hears_every_word(store: Store) -> None:
    job = await make_job(store)
    heard: list[object] = []

    await make_runner(store, does_it).run(job.id, lambda said: heard.append(said["cost"]))

    assert heard == [12]


async def test_a_crash_is_the_jobs_failure_with_its_text(store: Store) -> None:
    job = await make_job(store)

    await make_runner(store, crashes).run(job.id)

    ended = await job_now(store, job.id)
    assert (ended.status, ended.error) == (JobStatus.FAILED, "Segmentation fault")


async def test_a_running_job_hears_that_it_should_stop(store: Store) -> None:
    job = await make_job(store)
    running = asyncio.create_task(make_runner(store, waits_to_be_stopped).run(job.id))
    await eventually(lambda: job_now(store, job.id), lambda now: now.progress.get("cost") == 12)

    async with store.write() as tx:
        await jobs.ask_to_stop(tx, job.id, NOW)

    assert await running is JobStatus.CANCELLED


async def test_a_queued_job_is_cancelled_at_once_and_never_run(store: Store) -> None:
    job = await make_job(store)
    async with store.write() as tx:
        await jobs.ask_to_stop(tx, job.id, NOW)

    ran = await make_runner(store, does_it).run(job.id)

    assert (ran, (await job_now(store, job.id)).status) == (None, JobStatus.CANCELLED)


async def test_two_runners_do_a_job_once(store: Store) -> None:
    job = await make_job(store)
    first, second = (make_runner(store, does_it) for _ in range(2))

    ran = await asyncio.gather(first.run(job.id), second.run(job.id))

    assert sorted(ran, key=str) == sorted([JobStatus.DONE, None], key=str)


async def test_a_job_of_a_dead_runner_is_taken_over_when_its_heart_fell_silent(store: Store) -> None:
    job, clock = await make_job(store), ManualClock(NOW)
    async with store.write() as tx:
        await jobs.take(tx, job.id, "dead", NOW, NOW - SILENT)
    runner = make_runner(store, does_it, clock)

    too_soon = await runner.run(job.id)
    clock.at = NOW + SILENT + timedelta(seconds=1)
    in_time = await runner.run(job.id)

    assert (too_soon, in_time) == (None, JobStatus.DONE)


async def test_a_job_that_kills_its_runners_fails_in_the_end(store: Store) -> None:
    job = await make_job(store)
    for attempt in range(MOST_ATTEMPTS):
        async with store.write() as tx:
            await jobs.take(tx, job.id, f"dead {attempt}", NOW, NOW + timedelta(days=1))
    clock = ManualClock(NOW + timedelta(days=1))

    status = await make_runner(store, does_it, clock).run(job.id)

    assert status is JobStatus.FAILED
    assert (await job_now(store, job.id)).error == "3 runners died of it"


async def test_a_runner_that_lost_its_job_stops_working_and_writes_nothing(store: Store) -> None:
    job = await make_job(store)
    running = asyncio.create_task(make_runner(store, waits_to_be_stopped).run(job.id))
    await eventually(lambda: job_now(store, job.id), lambda now: now.progress.get("cost") == 12)
    async with store.write() as tx:
        await jobs.take(tx, job.id, "another", NOW, NOW + timedelta(days=1))

    status = await running

    kept = await job_now(store, job.id)
    assert (status, kept.status, kept.runner) == (None, JobStatus.RUNNING, "another")


async def test_a_runner_that_shuts_down_puts_its_job_back(store: Store) -> None:
    job = await make_job(store)
    running = asyncio.create_task(make_runner(store, waits_to_be_stopped).run(job.id))
    await eventually(lambda: job_now(store, job.id), lambda now: now.status is JobStatus.RUNNING)

    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await job_now(store, job.id)).status is JobStatus.QUEUED


Tell = Callable[[int], Awaitable[None]]


@asynccontextmanager
async def local(store: Store, url: str, does: Work) -> AsyncIterator[Tell]:
    async with LocalQueue(make_runner(store, does), pause=0.1) as queue:
        yield queue.tell


@asynccontextmanager
async def by_worker(store: Store, url: str, does: Work) -> AsyncIterator[Tell]:
    stopped = asyncio.Event()
    runner = make_runner(store, does, SystemClock())
    working = asyncio.create_task(work(runner, url, pause=0.1, stopped=stopped))
    async with WorkerQueue(store, url) as queue:
        yield queue.tell
    stopped.set()
    await working


QUEUES = [
    pytest.param("sqlite", local, id="local-sqlite"),
    pytest.param("postgresql", local, id="local-postgresql", marks=pytest.mark.postgres),
    pytest.param("postgresql", by_worker, id="workers", marks=pytest.mark.postgres),
]
every_queue = pytest.mark.parametrize(("database_url", "queue"), QUEUES, indirect=["database_url"])
Open = Callable[[Store, str, Work], "asynccontextmanager[AsyncIterator[Tell]]"]


@every_queue
async def test_a_queue_does_what_it_is_told_of(store: Store, database_url: str, queue: Open) -> None:
    async with queue(store, database_url, does_it) as tell:
        job = await make_job(store)
        await tell(job.id)

        ended = await eventually(lambda: job_now(store, job.id), lambda now: now.status.ended)

    assert ended.status is JobStatus.DONE


@every_queue
async def test_a_queue_finds_what_nobody_told_it_of(store: Store, database_url: str, queue: Open) -> None:
    job = await make_job(store)

    async with queue(store, database_url, does_it):
        ended = await eventually(lambda: job_now(store, job.id), lambda now: now.status.ended)

    assert ended.status is JobStatus.DONE


@every_queue
async def test_a_queue_that_closes_puts_what_it_was_doing_back(
    store: Store, database_url: str, queue: Open
) -> None:
    job = await make_job(store)
    async with queue(store, database_url, waits_to_be_stopped) as tell:
        await tell(job.id)
        await eventually(lambda: job_now(store, job.id), lambda now: now.status is JobStatus.RUNNING)

    assert (await job_now(store, job.id)).status is JobStatus.QUEUED
