"""Say what is wrong with the data of a period before a plan is asked for."""

import asyncio
from datetime import datetime

from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.planning.periods import Period
from scheduler.services.planning.create import first_day_to_plan
from scheduler.services.planning.data_problems import Fault, faults_of
from scheduler.services.planning.load_snapshot import case_of, zone_of_region
from scheduler.services.planning.snapshot import Case
from scheduler.services.planning.translate import translate
from scheduler.storage import records
from scheduler.storage.store import Store


async def data_problems(
    store: Store, actor: Actor | None, period_id: int, now: datetime
) -> tuple[Fault, ...]:
    """What no plan of the weeks that are left could place, whatever the solver does."""
    require(actor, Action.PLAN)
    async with store.read() as tx:
        period = await records.get(tx, Period, period_id)
        first_on = first_day_to_plan(period, now, await zone_of_region(tx))
        case = await case_of(tx, period, first_on, None, frozenset())
    return await asyncio.to_thread(_look, case)


def _look(case: Case) -> tuple[Fault, ...]:
    return faults_of(case, translate(case))
