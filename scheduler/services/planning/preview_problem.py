"""What the solver would be asked about a period as things stand now: nothing is stored, nothing solved."""

import asyncio
from datetime import datetime

from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.planning.periods import Period
from scheduler.services.planning.create import first_day_to_plan
from scheduler.services.planning.load_snapshot import zone_of_region
from scheduler.services.planning.pipeline import Snapshot, in_json, load_snapshot, problem_of
from scheduler.storage import records
from scheduler.storage.store import Store


async def question_of_period(store: Store, actor: Actor | None, period_id: int, now: datetime) -> str:
    """The problem in the solver's own JSON: the weeks that have not begun, for the whole region.

    Of the projects those are in it that the plan in force, or else the newest, gave to a group. Raises
    `NotFound`, or `Conflict` when no week is left.
    """
    require(actor, Action.PLAN)
    async with store.read() as tx:
        period = await records.get(tx, Period, period_id)
        first_on = first_day_to_plan(period, now, await zone_of_region(tx, store.zone))
        snapshot = await load_snapshot(tx, period_id, first_on, home=store.zone)
    return await asyncio.to_thread(_asked, snapshot)


def _asked(snapshot: Snapshot) -> str:
    return in_json(problem_of(snapshot))
