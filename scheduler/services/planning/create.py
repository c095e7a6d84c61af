"""Ask for a plan, rename it, stop it, or throw a draft away."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.error_codes import ConflictCode, InvalidCode
from scheduler.domain.errors import Conflict, Invalid, NotFound
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.jobs import Job
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.plans import Plan, PlanStatus
from scheduler.domain.time.wall_time import monday_of
from scheduler.domain.titles import check_line, check_title
from scheduler.services.planning.load_snapshot import zone_of_region
from scheduler.storage import jobs, records
from scheduler.storage.identity import audit
from scheduler.storage.planning import plans
from scheduler.storage.store import Store, Tx

PLAN_JOB: Final = "plan"
LONGEST_SOLVE: Final = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePlan:
    """Plan a period in at most `seconds` of solving; `organisation_id` None: for the whole region.

    The same `seed` on one core gives the same plan.
    """

    period_id: int
    name: str
    seconds: int = 60
    seed: int = 1
    organisation_id: int | None = None

    def __post_init__(self) -> None:
        check_title(self.name, 200)
        check_line(self.name)
        if not 1 <= self.seconds <= LONGEST_SOLVE:
            raise Invalid("seconds", InvalidCode.OUT_OF_RANGE, expected=f"1 to {LONGEST_SOLVE}")


async def create_plan(store: Store, actor: Actor | None, command: CreatePlan, now: datetime) -> Plan:
    """A draft, and the queued job that will fill it; the caller tells the job queue.

    Weeks that have begun are not planned. Raises `Conflict` when none is left.
    """
    acting = require(actor, Action.PLAN, organisations=_owners(command.organisation_id))
    async with store.write() as tx:
        period = await records.get(tx, Period, command.period_id)
        if command.organisation_id is not None:
            await records.get(tx, Organisation, command.organisation_id)
        plan = await insert_plan(tx, acting, command, period, store.zone, now)
        change = {"period_id": plan.period_id, "name": plan.name, "seconds": plan.seconds}
        await audit.note(tx, acting, "create", "plan", plan.id, plan.organisation_id, change, now)
        return plan


async def insert_plan(
    tx: Tx,
    actor: Actor,
    command: CreatePlan,
    period: Period,
    home: str,
    now: datetime,
    *,
    job: str = PLAN_JOB,
    arguments: Mapping[str, Any] = MappingProxyType({}),
) -> Plan:
    """A draft with a queued `job` of its own, which is given `arguments` besides the plan."""
    first_on = first_day_to_plan(period, now, await zone_of_region(tx, home))
    draft = Plan(
        id=0,
        period_id=period.id,
        organisation_id=command.organisation_id,
        name=command.name.strip(),
        status=PlanStatus.DRAFT,
        first_on=first_on,
        seconds=command.seconds,
        seed=command.seed,
        created_by_id=actor.id or None,
        created_at=now,
    )
    plan = await plans.add(tx, draft)
    asked = {"plan_id": plan.id, **arguments}
    queue = await jobs.add(tx, job, asked, now, created_by_id=actor.id or None)
    queued = replace(plan, job_id=queue.id)
    await records.change(tx, queued)
    return queued


def first_day_to_plan(period: Period, now: datetime, zone: ZoneInfo) -> date:
    """The first Monday of the period that has not begun. Raises `Conflict` when none is left."""
    today = now.astimezone(zone).date()
    next_monday = monday_of(today) + timedelta(weeks=1)
    first_on = period.first_on if today < period.first_on else next_monday
    if first_on > period.last_on:
        raise Conflict(ConflictCode.PERIOD_OVER, last_on=period.last_on)
    return first_on


async def rename_plan(
    store: Store, actor: Actor | None, plan_id: int, name: str, since: int | None, now: datetime
) -> Plan:
    """Raises `Invalid`, `NotFound` or `Stale`."""
    check_title(name, 200)
    async with store.write() as tx:
        before = await records.get(tx, Plan, plan_id)
        acting = require(actor, Action.PLAN, organisations=_owners(before.organisation_id))
        after = replace(before, name=name.strip(), version=before.version + 1)
        await records.change(tx, after, since=since if since is not None else before.version)
        change = {"name": [before.name, after.name]}
        await audit.note(tx, acting, "change", "plan", plan_id, after.organisation_id, change, now)
        return after


async def cancel_plan(store: Store, actor: Actor | None, plan_id: int, now: datetime) -> Job:
    """Ask the plan's job to stop; what it has found by then stays. A job that has ended stays as it is."""
    async with store.write() as tx:
        plan = await records.get(tx, Plan, plan_id)
        require(actor, Action.PLAN, organisations=_owners(plan.organisation_id))
        if plan.job_id is None:
            raise NotFound("job", f"of plan {plan_id}")
        await jobs.ask_to_stop(tx, plan.job_id, now)
        return await records.get(tx, Job, plan.job_id)


async def remove_plan(
    store: Store, actor: Actor | None, plan_id: int, since: int | None, now: datetime
) -> None:
    """Throw away a plan that is not in force and is not being made. Raises `Conflict` otherwise."""
    async with store.write() as tx:
        plan = await records.get(tx, Plan, plan_id)
        acting = require(actor, Action.PLAN, organisations=_owners(plan.organisation_id))
        if plan.status is PlanStatus.PUBLISHED:
            raise Conflict(ConflictCode.PUBLISHED, plan_id=plan_id)
        job = None if plan.job_id is None else await records.find(tx, Job, plan.job_id)
        if job is not None and not job.status.ended:
            raise Conflict(ConflictCode.STILL_RUNNING, plan_id=plan_id)
        await records.remove(tx, Plan, plan_id, since=since)
        await audit.note(
            tx, acting, "remove", "plan", plan_id, plan.organisation_id, {"name": plan.name}, now
        )


def _owners(organisation_id: int | None) -> list[int] | None:
    """Whose planners may: of one organisation, or of any when the plan is for all."""
    return None if organisation_id is None else [organisation_id]
