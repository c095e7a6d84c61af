"""Jobs by any number of worker processes, on as many machines, through procrastinate on PostgreSQL.

procrastinate wakes one worker a job; the job table says who has it, and a heart that fell silent is
taken over. Every worker looks now and then for jobs that nobody was told of or that lost their worker.
"""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager

from scheduler.jobs.runner import Runner
from scheduler.storage.queue_tables import SCHEMA, add_queue_tables
from scheduler.storage.store import Store
from scheduler.tasks import asked_to_end

_TASK: Final = "run_job"
_QUEUE: Final = "jobs"
_log = structlog.get_logger()


class WorkerQueue:
    """Tells the workers of jobs. Connects when it first has something to tell."""

    def __init__(self, store: Store, url: str) -> None:
        self._store = store
        self._app = _app(url)
        self._opening = asyncio.Lock()
        self._open = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open:
            await self._app.close_async()

    async def tell(self, job_id: int) -> None:
        """There is a job waiting; a worker that is idle takes it at once."""
        async with self._opening:
            if not self._open:
                await add_queue_tables(self._store, SchemaManager.get_schema())
                await self._app.open_async()
                self._open = True
        await _defer(self._app, job_id)


async def work(runner: Runner, url: str, *, pause: float = 5.0, stopped: asyncio.Event | None = None) -> None:
    """Take jobs until the process is told to end, or `stopped` is set.

    A job that is under way then goes back into the queue. `pause` is the time in seconds between two
    looks for what was left behind.
    """
    app = _app(url)

    @app.task(name=_TASK, queue=_QUEUE)
    async def run_job(job_id: int) -> None:
        await runner.run(job_id)

    await add_queue_tables(runner.store, SchemaManager.get_schema())
    async with app.open_async():
        looking = asyncio.create_task(_look_after_jobs(app, runner, pause))
        working = asyncio.create_task(
            app.run_worker_async(
                queues=[_QUEUE],
                install_signal_handlers=stopped is None,
                shutdown_graceful_timeout=0.5,
                update_heartbeat_interval=pause,
                stalled_worker_timeout=runner.silent.total_seconds(),
                delete_jobs="always",
            )
        )
        if stopped is not None:
            await stopped.wait()
            working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


async def _look_after_jobs(app: App, runner: Runner, pause: float) -> None:
    while not asked_to_end():
        try:
            await runner.do_duties()
            for job_id in await runner.waiting():
                await _defer(app, job_id)
            await _forget_the_dead(app, runner.silent.total_seconds())
        except Exception:
            _log.exception("jobs could not be looked after")
        await asyncio.sleep(pause)


async def _forget_the_dead(app: App, silent: float) -> None:
    """What a dead worker was told to do is in our own table still, and will be told again."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent):
        if job.id is not None:
            await app.job_manager.finish_job_by_id_async(job_id=job.id, status=Status.FAILED, delete_job=True)


async def _defer(app: App, job_id: int) -> None:
    with suppress(AlreadyEnqueued):
        told = app.configure_task(_TASK, queue=_QUEUE, queueing_lock=f"job {job_id}")
        await told.defer_async(job_id=job_id)


def _app(url: str) -> App:
    address = url.replace("postgres://", "postgresql://", 1)
    settings = {"options": f"-c search_path={SCHEMA}"}
    return App(connector=PsycopgConnector(conninfo=address, min_size=1, max_size=4, kwargs=settings))
