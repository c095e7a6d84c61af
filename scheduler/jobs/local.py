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
    process queued or left behind. What is due by the clock waits for no job that is under way.
    """

    def __init__(self, runner: Runner, *, pause: float = 2.0) -> None:
        self._runner = runner
        self._pause = pause
        self._told = asyncio.Event()
        self._loops: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._loops = [asyncio.create_task(self._keep_the_clock()), asyncio.create_task(self._run())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for loop in self._loops:
            loop.cancel()
        for loop in self._loops:
            with suppress(asyncio.CancelledError):
                await loop

    async def tell(self, job_id: int) -> None:
        """There is a job waiting."""
        self._told.set()

    async def _keep_the_clock(self) -> None:
        while not asked_to_end():
            await self._runner.do_duties()
            await asyncio.sleep(self._pause)

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
