"""What the solver would be asked about a period as things stand now: nothing is stored, nothing solved."""

import asyncio
from datetime import datetime

from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.planning.periods import Period
from scheduler.services.planning.create import first_day_to_plan
from scheduler.services.planning.load_snapshot import case_of, matched_lately, zone_of_region
from scheduler.services.planning.snapshot import Case
from scheduler.services.planning.translate import translate
from scheduler.storage import records
from scheduler.storage.store import Store
from solver.formats.json import problem_to_json


async def question_of_period(store: Store, actor: Actor | None, period_id: int, now: datetime) -> str:
    """The problem in the solver's own JSON: the weeks that have not begun, for the whole region.

    Of the projects those are in it that the plan in force, or else the newest, gave to a group. Raises
    `NotFound`, or `Conflict` when no week is left.
    """
    require(actor, Action.PLAN)
    async with store.read() as tx:
        period = await records.get(tx, Period, period_id)
        first_on = first_day_to_plan(period, now, await zone_of_region(tx))
        case = await case_of(tx, period, first_on, None, await matched_lately(tx, period_id, None))
    return await asyncio.to_thread(_asked, case)


def _asked(case: Case) -> str:
    return problem_to_json(translate(case).problem)
