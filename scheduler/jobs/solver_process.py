"""The solver in a process of its own: it can be stopped, killed and outlived.

The event loop only reads lines; see `solver.runner` for what they say.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scheduler.jobs.progress import Console, JobFailed
from solver.formats.json import solution_from_json
from solver.solution import Solution

_LONGEST_LINE: Final = 2**28
_GRACE: Final = 120.0
"""Seconds beyond its time limit after which a solver that is still there is killed."""
_TO_STOP: Final = 15.0
"""Seconds a solver has to end after it was asked to."""


class SolverCrashed(JobFailed):
    """The solver ended without an answer; the message is what it said last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SolverProcess:
    """How to start one; `command` is what comes before the problem file's name."""

    command: Sequence[str] = (sys.executable, "-m", "solver.runner")
    workers: int = 2

    async def solve(
        self, problem: str, console: Console, *, seconds: int, seed: int, start: str | None = None
    ) -> Solution:
        """The best plan for a problem in JSON, its progress said to `console`, which may ask to stop.

        `start` is a plan in JSON to begin with.

        Raises `SolverCrashed`. The process does not outlive this call, however it ends.
        """
        return await self._run(problem, console, seconds=seconds, seed=seed, start=start)

    async def repair(
        self,
        problem: str,
        plan: str,
        console: Console,
        *,
        now: tuple[int, int, int],
        seconds: int,
        seed: int,
    ) -> Solution:
        """The plan in JSON, changed as little as the problem asks; what meets soon after `now` (week, day,
        slot) is changed last. Asked to stop it has no answer. Raises `SolverCrashed`."""
        extra = ["--repair", *now]
        return await self._run(problem, console, seconds=seconds, seed=seed, start=plan, extra=extra)

    async def _run(
        self,
        problem: str,
        console: Console,
        *,
        seconds: int,
        seed: int,
        start: str | None,
        extra: Sequence[object] = (),
    ) -> Solution:
        with tempfile.TemporaryDirectory(prefix="fieldlab-") as folder:
            file = Path(folder) / "problem.json"
            await asyncio.to_thread(file.write_text, problem, "utf-8")
            options = ["--time-limit", seconds, "--workers", self.workers, "--seed", seed, *extra]
            if start is not None:
                begin = Path(folder) / "start.json"
                await asyncio.to_thread(begin.write_text, start, "utf-8")
                options += ["--start", begin]
            process = await asyncio.create_subprocess_exec(
                *self.command,
                str(file),
                *map(str, options),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                limit=_LONGEST_LINE,
            )
            try:
                return await _answer(process, console, seconds + _GRACE)
            finally:
                await _end(process)


async def _answer(process: asyncio.subprocess.Process, console: Console, patience: float) -> Solution:
    assert process.stderr is not None  # noqa: S101 - it was asked for
    complaints = asyncio.create_task(process.stderr.read())
    stopping = asyncio.create_task(_stop_when_asked(process, console))
    try:
        async with asyncio.timeout(patience):
            last = await _last_words(process, lambda words: console.say(phase="solving", **words))
    except TimeoutError:
        raise SolverCrashed("it did not end in time") from None
    finally:
        stopping.cancel()
        with suppress(asyncio.CancelledError):
            await stopping
    if last is None:
        status = await process.wait()
        text = (await complaints).decode("utf-8", "replace").strip()
        raise SolverCrashed(text[-2000:] or f"exit status {status}")
    complaints.cancel()
    if "text" in last:
        raise SolverCrashed(str(last["text"]))
    return await asyncio.to_thread(solution_from_json, json.dumps(last["solution"]))


async def _last_words(
    process: asyncio.subprocess.Process, say: Callable[[dict[str, Any]], None]
) -> dict[str, Any] | None:
    """Pass progress on until the line that is the answer or the error; None when it never came."""
    assert process.stdout is not None  # noqa: S101 - it was asked for
    async for line in process.stdout:
        words = await asyncio.to_thread(json.loads, line)
        event = words.pop("event")
        if event == "progress":
            say(words)
        else:
            found: dict[str, Any] = words
            return found
    return None


async def _stop_when_asked(process: asyncio.subprocess.Process, console: Console) -> None:
    assert process.stdin is not None  # noqa: S101 - it was asked for
    await console.stop.wait()
    with suppress(ConnectionError):
        process.stdin.write(b"stop\n")
        await process.stdin.drain()
    await asyncio.sleep(_TO_STOP)
    with suppress(ProcessLookupError):
        process.kill()


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill it if it is still there, and wait until it is gone."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    await asyncio.shield(process.wait())
