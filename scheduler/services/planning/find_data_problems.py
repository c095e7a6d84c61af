"""Say what is wrong with the data of a period before a plan is asked for."""

import asyncio
from datetime import datetime

from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.planning.periods import Period
from scheduler.services.planning.create import first_day_to_plan
from scheduler.services.planning.data_problems import Fault, faults_of
from scheduler.services.planning.load_snapshot import zone_of_region
from scheduler.services.planning.pipeline import Snapshot, load_snapshot, problem_of
from scheduler.storage import records
from scheduler.storage.store import Store


async def data_problems(
    store: Store, actor: Actor | None, period_id: int, now: datetime
) -> tuple[Fault, ...]:
    """What no plan of the weeks that are left could place, whatever the solver does."""
    require(actor, Action.PLAN)
    async with store.read() as tx:
        period = await records.get(tx, Period, period_id)
        first_on = first_day_to_plan(period, now, await zone_of_region(tx, store.zone))
        snapshot = await load_snapshot(tx, period_id, first_on, home=store.zone, matched=frozenset())
    return await asyncio.to_thread(_look, snapshot)


def _look(snapshot: Snapshot) -> tuple[Fault, ...]:
    return faults_of(problem_of(snapshot))
