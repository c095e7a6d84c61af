"""A repair keeps of the plan in force whatever the campus of today allows, and is a proposal."""

import pytest

from scheduler.clock import ManualClock
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.campus.opening_hours import Closure, ClosureKind
from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.errors import Conflict
from scheduler.domain.jobs import JobStatus
from scheduler.domain.planning.plans import Plan, PlanSession
from scheduler.domain.time.spans import Span
from scheduler.jobs.plan_job import Planner
from scheduler.jobs.runner import Runner
from scheduler.jobs.solver_process import SolverProcess
from scheduler.services.planning.publish import publish_plan
from scheduler.services.planning.repair import REPAIR_JOB, RepairPlan, repair_plan
from scheduler.storage import records
from scheduler.storage.planning import plans
from scheduler.storage.store import Store
from tests.scheduler.services.planning.world import World, at, make_solved_plan, make_world, sessions_at
from tests.support.factories import NOW, keep, make_resource

CLOCK = ManualClock(NOW)


async def repaired(store: Store, world: World, before: Plan, *without: int) -> tuple[Plan, list[PlanSession]]:
    command = RepairPlan(plan_id=before.id, name="Hersteld", seconds=5, without=frozenset(without))
    plan = await repair_plan(store, world.planner, command, NOW)
    runner = Runner(store=store, clock=CLOCK, work={REPAIR_JOB: Planner(solver=SolverProcess(workers=1))})
    assert await runner.run(plan.job_id or 0) is JobStatus.DONE
    async with store.read() as tx:
        return await records.get(tx, Plan, plan.id), await plans.sessions_of(tx, plan.id)


async def in_force(store: Store, world: World, *places: tuple[int, int]) -> Plan:
    plan = await make_solved_plan(store, world, sessions_at(world, *places))
    return (await publish_plan(store, world.planner, plan.id, None, NOW)).plan


def places(sessions: list[PlanSession]) -> set[tuple[int, Span, tuple[Need, ...]]]:
    return {(each.activity_id, each.span, each.needs) for each in sessions}


async def test_where_nothing_changed_a_repair_changes_nothing(store: Store) -> None:
    world = await make_world(store)
    before = await in_force(store, world, (0, 9), (3, 15))

    plan, sessions = await repaired(store, world, before)

    assert places(sessions) == places(sessions_at(world, (0, 9), (3, 15)))
    assert plan.solved_at == NOW


async def test_an_outage_moves_what_it_hits_and_nothing_else(store: Store) -> None:
    world = await make_world(store)
    before = await in_force(store, world, (0, 9), (3, 15))
    for week in range(3):
        shut = Span(at(7 * week + 3, 8), at(7 * week + 3, 18))
        await keep(
            store,
            Closure(id=0, span=shut, kind=ClosureKind.OUTAGE, reason="lek", resource_id=world.room.id),
        )

    plan, sessions = await repaired(store, world, before)

    published = await publish_plan(store, world.planner, plan.id, None, NOW)
    assert {kind.value: count for kind, count in published.counts.items()} == {
        "new": 0,
        "moved": 3,
        "gone": 0,
        "same": 3,
    }
    assert places(sessions_at(world, (0, 9))) <= places(sessions)


async def test_a_resource_that_is_to_go_is_done_without_before_it_goes(store: Store) -> None:
    world = await make_world(store)
    other = await make_resource(
        store, world.school, world.campus, kind=ResourceKind.ROOM, name="B1.05", units=1, seats=30
    )
    before = await in_force(store, world, (0, 9), (3, 15))

    _, sessions = await repaired(store, world, before, world.room.id)

    used = {need.resource_id for session in sessions for need in session.needs}
    starts = {each.span.start for each in sessions_at(world, (0, 9), (3, 15))}
    assert (other.id in used, world.room.id in used) == (True, False)
    assert {session.span.start for session in sessions} == starts


async def test_hours_that_are_gone_are_left_for_others(store: Store) -> None:
    world = await make_world(store)
    before = await in_force(store, world, (0, 9), (3, 15))
    async with store.write() as tx:
        await tx.exec_driver_sql("DELETE FROM opening WHERE weekday = 3")

    _, sessions = await repaired(store, world, before)

    assert len(sessions) == 6
    assert {session.span.start.weekday() for session in sessions} & {3} == set()


async def test_only_what_is_in_force_is_repaired(store: Store) -> None:
    world = await make_world(store)
    draft = await make_solved_plan(store, world, sessions_at(world, (0, 9)))

    with pytest.raises(Conflict, match="not_published"):
        await repair_plan(store, world.planner, RepairPlan(plan_id=draft.id, name="Hersteld"), NOW)
