"""Keep sessions where a person wants them: the next plan of the period moves others instead."""

from collections import defaultdict
from datetime import datetime

from scheduler.domain.errors import NotFound
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.planning.plans import Pin, Plan, PlanSession, number_of
from scheduler.services.planning.load_snapshot import zone_of_region
from scheduler.storage import records
from scheduler.storage.identity import audit
from scheduler.storage.planning import plans, teaching
from scheduler.storage.store import Store, Tx


async def list_pins(store: Store, actor: Actor | None, period_id: int) -> list[Pin]:
    """What is pinned in a period, by activity and number in the week."""
    require(actor, Action.VIEW_PLANS)
    async with store.read() as tx:
        return await plans.pins_of(tx, period_id)


async def pin_activity(
    store: Store, actor: Actor | None, plan_id: int, activity_id: int, now: datetime
) -> list[Pin]:
    """Pin an activity's weekly sessions where this plan has them. Raises `NotFound` when it has none."""
    async with store.write() as tx:
        plan = await records.get(tx, Plan, plan_id)
        acting = await _allowed(tx, actor, activity_id)
        sessions = await plans.sessions_of(tx, plan_id, activity_ids=[activity_id])
        if not sessions:
            raise NotFound("session", f"of activity {activity_id} in plan {plan.id}")
        zone = await zone_of_region(tx, store.zone)
        by_number: dict[int, list[PlanSession]] = defaultdict(list)
        for session in sessions:
            by_number[number_of(session.occurrence)].append(session)
        pins = []
        for number, mine in sorted(by_number.items()):
            local = mine[0].span.start.astimezone(zone)
            pins.append(
                Pin(
                    activity_id=activity_id,
                    number=number,
                    weekday=local.weekday(),
                    at=local.time(),
                    needs=mine[0].needs,
                )
            )
        await plans.pin(tx, activity_id, pins)
        await audit.note(tx, acting, "pin", "activity", activity_id, None, {"plan_id": plan_id}, now)
        return pins


async def unpin_activity(store: Store, actor: Actor | None, activity_id: int, now: datetime) -> None:
    """Let the next plan put the activity wherever it fits."""
    async with store.write() as tx:
        acting = await _allowed(tx, actor, activity_id)
        await plans.pin(tx, activity_id, ())
        await audit.note(tx, acting, "unpin", "activity", activity_id, None, {}, now)


async def _allowed(tx: Tx, actor: Actor | None, activity_id: int) -> Actor:
    activity = await teaching.get_activity(tx, activity_id)
    return require(actor, Action.PLAN, organisations=[activity.organisation_id])
