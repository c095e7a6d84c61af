"""Who does the jobs of an installation: the server itself, or workers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from scheduler.clock import Clock
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.jobs.local import LocalQueue
from scheduler.jobs.plan_job import Planner
from scheduler.jobs.refresh_job import Refresher
from scheduler.jobs.runner import Runner, Work
from scheduler.jobs.solver_process import SolverProcess
from scheduler.jobs.study_job import Examiner
from scheduler.jobs.workers import WorkerQueue
from scheduler.services.bookings.lapse import lapse_requests
from scheduler.services.calendars.sources import REFRESH_JOB, Fetch, Fetcher, queue_refresh
from scheduler.services.overviews.updates import number_updates
from scheduler.services.planning.create import PLAN_JOB
from scheduler.services.planning.repair import REPAIR_JOB
from scheduler.services.planning.studies import STUDY_JOB
from scheduler.settings import Settings
from scheduler.storage.store import Store


class Queue(Protocol):
    """To be told of every job after the transaction that queued it."""

    async def tell(self, job_id: int) -> None: ...


@asynccontextmanager
async def open_queue(
    settings: Settings, store: Store, clock: Clock, fetch: Fetch | None = None
) -> AsyncIterator[Queue]:
    """The queue that `FIELDLAB_JOB_RUNNER` asks for. Raises `Invalid` for workers on SQLite."""
    if by_workers(settings):
        async with WorkerQueue(store, settings.database_url) as queue:
            yield queue
    else:
        async with LocalQueue(make_runner(settings, store, clock, fetch)) as local:
            yield local


def by_workers(settings: Settings) -> bool:
    """Whether jobs wait for `fieldlab worker`."""
    if settings.job_runner == "worker" and not settings.on_postgres:
        raise Invalid(
            "FIELDLAB_JOB_RUNNER", InvalidCode.WORKERS_NEED_POSTGRESQL, expected="local or auto on SQLite"
        )
    return settings.job_runner == "worker" or (settings.job_runner == "auto" and settings.on_postgres)


def make_runner(settings: Settings, store: Store, clock: Clock, fetch: Fetch | None = None) -> Runner:
    """A runner that knows every kind of job there is; `fetch` instead of the network."""
    solver = SolverProcess(workers=settings.solve_workers)
    refresher = Refresher(fetch or Fetcher(networks=settings.networks_of_calendars))
    planner = Planner(solver=solver)
    work: dict[str, Work] = {
        PLAN_JOB: planner,
        REPAIR_JOB: planner,
        STUDY_JOB: Examiner(solver=solver),
        REFRESH_JOB: refresher,
    }
    return Runner(store=store, clock=clock, work=work, duties=(queue_refresh, lapse_requests, number_updates))
