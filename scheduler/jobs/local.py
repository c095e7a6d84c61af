"""Jobs in the server's own process: what a single machine needs and nothing to install."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

import structlog

from scheduler.jobs.runner import Runner
from scheduler.tasks import asked_to_end

_log = structlog.get_logger()


class LocalQueue:
    """Runs waiting jobs one after the other for as long as it is entered.

    It looks into the job table when it is told of a job, and every `pause` seconds for what another
    process queued or left behind.
    """

    def __init__(self, runner: Runner, *, pause: float = 2.0) -> None:
        self._runner = runner
        self._pause = pause
        self._told = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._loop = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is not None:
            self._loop.cancel()
            with suppress(asyncio.CancelledError):
                await self._loop

    async def tell(self, job_id: int) -> None:
        """There is a job waiting."""
        self._told.set()

    async def _run(self) -> None:
        while not asked_to_end():
            self._told.clear()
            try:
                for job_id in await self._runner.waiting():
                    await self._runner.run(job_id)
            except Exception:
                _log.exception("jobs could not be looked for")
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause):
                    await self._told.wait()
