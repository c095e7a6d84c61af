"""Look at plans: what they are, how far they are, what they place, what they leave out, what they change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.jobs import Job
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.plans import Match, Plan, PlanSession, PlanStatus, Unplaced
from scheduler.services.planning.differences import Comparison, comparison, differences
from scheduler.services.planning.load_snapshot import sessions_of_plans, zone_of_region
from scheduler.storage import records
from scheduler.storage.campus.groups import list_groups
from scheduler.storage.planning import plans
from scheduler.storage.store import Store, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan, the job that fills it (None: it is long gone), and how much it holds."""

    plan: Plan
    job: Job | None
    sessions: int
    unplaced: int


async def list_plans(
    store: Store,
    actor: Actor | None,
    *,
    period_id: int | None = None,
    status: PlanStatus | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[Plan]:
    """Plans in id order; one that is for a single organisation is seen by its people only."""
    acting = require(actor, Action.VIEW_PLANS)
    async with store.read() as tx:
        return await plans.listing(
            tx, period_id=period_id, status=status, seen_by=_sees(acting), after=after, limit=limit
        )


def _sees(actor: Actor) -> frozenset[int] | None:
    """The organisations whose plans the actor sees beside those for all; None: of all."""
    return None if actor.person.operator else actor.organisation_ids


async def get_plan(store: Store, actor: Actor | None, plan_id: int) -> PlanView:
    """Raises `NotFound`."""
    async with store.read() as tx:
        return await plan_in(tx, actor, plan_id)


async def plan_in(tx: Tx, actor: Actor | None, plan_id: int) -> PlanView:
    """The same within a transaction that is under way."""
    plan = await _seen(tx, actor, plan_id)
    job = None if plan.job_id is None else await records.find(tx, Job, plan.job_id)
    sessions, unplaced = await plans.sizes_of(tx, plan_id)
    return PlanView(plan=plan, job=job, sessions=sessions, unplaced=unplaced)


async def sessions_of_plan(
    store: Store,
    actor: Actor | None,
    plan_id: int,
    *,
    activity_id: int | None = None,
    after: tuple[int, int] = (0, 0),
    limit: int | None = None,
) -> list[PlanSession]:
    """By activity and occurrence, from the one after `after`."""
    async with store.read() as tx:
        await _seen(tx, actor, plan_id)
        only = None if activity_id is None else [activity_id]
        return await plans.sessions_of(tx, plan_id, activity_ids=only, after=after, limit=limit)


async def unplaced_of_plan(store: Store, actor: Actor | None, plan_id: int) -> list[Unplaced]:
    """What did not fit, with its causes and fixes as far as they are known by now."""
    async with store.read() as tx:
        await _seen(tx, actor, plan_id)
        return await plans.unplaced_of(tx, plan_id)


async def matches_of_plan(store: Store, actor: Actor | None, plan_id: int) -> list[Match]:
    """Which group got which project, and why not a better one."""
    async with store.read() as tx:
        await _seen(tx, actor, plan_id)
        return await plans.matches_of(tx, plan_id)


async def problem_of_plan(store: Store, actor: Actor | None, plan_id: int) -> str:
    """What the solver was asked, in its own JSON: `fieldlab solve` asks it again."""
    async with store.read() as tx:
        await _seen(tx, actor, plan_id)
        return await plans.problem_of(tx, plan_id)


async def solution_of_plan(store: Store, actor: Actor | None, plan_id: int) -> str:
    """What the solver answered, in its own JSON: where it placed what of `problem_of_plan`."""
    async with store.read() as tx:
        await _seen(tx, actor, plan_id)
        return await plans.solution_of(tx, plan_id)


async def compare_plan(store: Store, actor: Actor | None, plan_id: int, now: datetime) -> Comparison:
    """What publishing the plan would change, and for whom."""
    async with store.read() as tx:
        found, _ = await compare_in(tx, await _seen(tx, actor, plan_id), store.zone, now)
    return found


async def compare_in(
    tx: Tx, plan: Plan, home: str, now: datetime
) -> tuple[Comparison, Mapping[int, Resource]]:
    """The same within a transaction that is under way, with the resources that it names."""
    period = await records.get(tx, Period, plan.period_id)
    bookings = await sessions_of_plans(
        tx, period, plan.first_on, plan.organisation_id, await zone_of_region(tx, home)
    )
    sessions = await plans.sessions_of(tx, plan.id)
    found = differences(sessions, bookings, now, await plans.in_force(tx, plan.period_id))
    places = [place for each in found for place in (each.before, each.after) if place is not None]
    resources = await records.by_id(tx, Resource, {need.resource_id for _, needs in places for need in needs})
    sizes = {group.resource_id: group.size for group in await list_groups(tx)}
    return comparison(found, resources, sizes), resources


async def _seen(tx: Tx, actor: Actor | None, plan_id: int) -> Plan:
    plan = await records.get(tx, Plan, plan_id)
    organisations = None if plan.organisation_id is None else [plan.organisation_id]
    require(actor, Action.VIEW_PLANS, organisations=organisations)
    return plan
