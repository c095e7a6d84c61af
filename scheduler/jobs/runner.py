"""Run one job: take it, do its work, beat its heart, and write down how it ended.

Whoever runs jobs (the server itself, or any number of workers) comes through here, so that they
all keep the same promises: a job has one runner at a time, one whose runner fell silent is taken
over, and none is running for ever.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from scheduler.clock import Clock
from scheduler.domain.errors import FieldlabError
from scheduler.domain.jobs import Job, JobStatus
from scheduler.jobs.progress import Console, JobFailed, Listener
from scheduler.storage import jobs
from scheduler.storage.store import Store
from scheduler.tasks import asked_to_end

SILENT: Final = timedelta(seconds=20)
"""A runner that has not beaten for so long is taken to be dead."""
BEAT: Final = 1.0
"""Seconds between two heartbeats; a request to stop is heard within as many."""
MOST_ATTEMPTS: Final = 3

_log = structlog.get_logger()

Work = Callable[[Store, Clock, Job, Console], Awaitable[None]]
"""What a kind of job does. It watches `console.stop`; what it raises is written down as the failure."""

Duty = Callable[[Store, datetime], Awaitable[None]]
"""Does or queues what is due by the clock. It is asked every few seconds, by every runner: it must be cheap,
and right when several do it at once."""


def runner_name() -> str:
    """A name for this process that no other has at the same time."""
    return f"{socket.gethostname()}:{os.getpid()}:{os.urandom(3).hex()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Runs jobs of the kinds it has work for, under its own name."""

    store: Store
    clock: Clock
    work: Mapping[str, Work]
    duties: tuple[Duty, ...] = ()
    name: str = field(default_factory=runner_name)
    silent: timedelta = SILENT
    beat: float = BEAT

    async def do_duties(self) -> None:
        """Everything that is due by the clock; one that fails keeps no other from being done."""
        for duty in self.duties:
            try:
                await duty(self.store, self.clock.now())
            except Exception:
                _log.exception("a duty was not done", duty=duty.__name__)

    async def waiting(self) -> list[int]:
        """The jobs that somebody should take now."""
        async with self.store.read() as tx:
            return await jobs.waiting(tx, self.clock.now() - self.silent)

    async def run(self, job_id: int, listen: Listener | None = None) -> JobStatus | None:
        """Do the job; how it ended, or None when it is not ours to do.

        When this task is cancelled (the server shuts down) the job goes back into the queue.
        """
        async with self.store.write() as tx:
            now = self.clock.now()
            job = await jobs.take(tx, job_id, self.name, now, now - self.silent)
        if job is None:
            return None
        if job.attempts > MOST_ATTEMPTS:
            return await self._end(job, JobStatus.FAILED, f"{MOST_ATTEMPTS} runners died of it")
        console = Console(listen)
        working = asyncio.create_task(self._work(job, console))
        beating = asyncio.create_task(self._keep_beating(job, console, working))
        try:
            status, error = await working
        except asyncio.CancelledError:
            if not asked_to_end():
                return None  # the heart said that the job is somebody else's by now
            await self._give_back(job)
            raise
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)
        await self._say(job, console)
        return await self._end(job, status, error)

    async def _work(self, job: Job, console: Console) -> tuple[JobStatus, str]:
        try:
            await self.work[job.kind](self.store, self.clock, job, console)
        except (FieldlabError, JobFailed) as error:
            _log.warning("job failed", job_id=job.id, kind=job.kind, error=str(error))
            return JobStatus.FAILED, str(error)
        except Exception as error:
            _log.exception("job failed by accident", job_id=job.id, kind=job.kind)
            return JobStatus.FAILED, f"{type(error).__name__}: {error}"
        return (JobStatus.CANCELLED if console.stop.is_set() else JobStatus.DONE), ""

    async def _keep_beating(self, job: Job, console: Console, working: asyncio.Task[object]) -> None:
        """Until cancelled: say that we live and how far we are, hear whether to stop."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self.beat):
                    await console.news.wait()
                await asyncio.sleep(min(self.beat, 0.2))  # several words in a row are one row written
            if not await self._say(job, console):
                _log.warning("job lost to another runner", job_id=job.id)
                working.cancel()
                return

    async def _say(self, job: Job, console: Console) -> bool:
        console.news.clear()
        async with self.store.write() as tx:
            ours = await jobs.beat(tx, job.id, self.name, self.clock.now(), console.said)
            if await jobs.stop_asked(tx, job.id):
                console.stop.set()
        return ours

    async def _end(self, job: Job, status: JobStatus, error: str) -> JobStatus | None:
        async with self.store.write() as tx:
            ours = await jobs.end(tx, job.id, self.name, status, self.clock.now(), error)
        return status if ours else None

    async def _give_back(self, job: Job) -> None:
        async with self.store.write() as tx:
            await jobs.give_back(tx, job.id, self.name)
