"""Mend the plan in force after the campus changed under it: a new proposal that changes the least.

What changed is looked up, not told: an outage, a room out of use, a group that grew are on the campus
already when this is asked. What is not there yet can be named: `without` plans as if it were gone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import ConflictCode, InvalidCode
from scheduler.domain.errors import Conflict, Invalid, NotFound
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.plans import Plan, PlanStatus
from scheduler.domain.titles import check_line, check_title
from scheduler.services.planning.create import CreatePlan, insert_plan
from scheduler.storage import records
from scheduler.storage.identity import audit
from scheduler.storage.planning import plans
from scheduler.storage.store import Store, Tx

REPAIR_JOB: Final = "repair"
LONGEST_REPAIR: Final = 600
MOST_WITHOUT: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairPlan:
    """Repair the plan `plan_id` in at most `seconds`, as if the resources `without` were out of use."""

    plan_id: int
    name: str
    seconds: int = 30
    seed: int = 1
    without: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        check_title(self.name, 200)
        check_line(self.name)
        if not 1 <= self.seconds <= LONGEST_REPAIR:
            raise Invalid("seconds", InvalidCode.OUT_OF_RANGE, expected=f"1 to {LONGEST_REPAIR}")
        if len(self.without) > MOST_WITHOUT:
            raise Invalid("without", InvalidCode.TOO_MANY, expected=f"at most {MOST_WITHOUT}")


async def repair_plan(store: Store, actor: Actor | None, command: RepairPlan, now: datetime) -> Plan:
    """A draft for the weeks that have not begun, and the queued job that will fill it; the caller tells
    the job queue. Which group does which project stays as it is.

    Raises `Conflict` for a plan that is not in force, or when no week is left.
    """
    async with store.write() as tx:
        before = await records.get(tx, Plan, command.plan_id)
        owners = None if before.organisation_id is None else [before.organisation_id]
        acting = require(actor, Action.PLAN, organisations=owners)
        if before.status is not PlanStatus.PUBLISHED:
            raise Conflict(ConflictCode.NOT_PUBLISHED, plan_id=before.id)
        await _check_without(tx, command.without)
        wanted = CreatePlan(
            period_id=before.period_id,
            name=command.name,
            seconds=command.seconds,
            seed=command.seed,
            organisation_id=before.organisation_id,
        )
        period = await records.get(tx, Period, before.period_id)
        without = {"without": sorted(command.without)}
        plan = await insert_plan(
            tx, acting, wanted, period, store.zone, now, job=REPAIR_JOB, arguments=without
        )
        await plans.keep_matches(tx, plan.id, await plans.matches_of(tx, before.id))
        change = {"repairs": before.id, "name": plan.name, **without}
        await audit.note(tx, acting, "create", "plan", plan.id, plan.organisation_id, change, now)
        return plan


async def _check_without(tx: Tx, ids: frozenset[int]) -> None:
    for missing in sorted(ids - await records.existing(tx, Resource, ids)):
        raise NotFound("resource", missing)
