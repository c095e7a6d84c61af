"""A worker as a process of its own: what its jobs do is said by the job."""

import asyncio
import sys
from datetime import timedelta

from scheduler.clock import Clock, SystemClock
from scheduler.domain.jobs import Job
from scheduler.jobs.progress import Console
from scheduler.jobs.runner import Runner
from scheduler.jobs.workers import work
from scheduler.storage.store import Store


async def first_try_hangs(store: Store, clock: Clock, job: Job, console: Console) -> None:
    """The first runner gets nowhere; whoever takes the job over ends it."""
    console.say(phase="solving", cost=100 * job.attempts)
    if job.attempts == 1:
        await asyncio.Event().wait()


async def main(url: str) -> None:
    store = Store.open(url, pool=4, zone="Europe/Amsterdam")
    runner = Runner(
        store=store,
        clock=SystemClock(),
        work={"test": first_try_hangs},
        silent=timedelta(seconds=3),
        beat=0.3,
    )
    await work(runner, url, pause=0.5)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
