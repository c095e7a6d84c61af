"""The work of looking at followed calendars: see `scheduler.jobs.runner.Work`."""

from dataclasses import dataclass

from scheduler.clock import Clock
from scheduler.domain.jobs import Job
from scheduler.jobs.progress import Console
from scheduler.services.calendars.sources import Fetch, refresh_due
from scheduler.storage.store import Store


@dataclass(frozen=True, slots=True)
class Refresher:
    """Looks at the calendars that are due; what fails is told by the calendars themselves."""

    fetch: Fetch

    async def __call__(self, store: Store, clock: Clock, job: Job, console: Console) -> None:
        seen = await refresh_due(store, self.fetch, clock)
        failing = sum(source.failing_since is not None for source in seen)
        console.say(phase="done", refreshed=len(seen), failing=failing)
