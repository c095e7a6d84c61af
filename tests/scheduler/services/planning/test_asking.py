"""Asking for plans, looking at them, stopping them, throwing them away."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler.domain.errors import Conflict, Forbidden, Invalid, NotFound
from scheduler.domain.identity.people import Role
from scheduler.domain.jobs import JobStatus
from scheduler.domain.planning.plans import PlanStatus
from scheduler.services.planning.create import CreatePlan, cancel_plan, create_plan, remove_plan
from scheduler.services.planning.differences import Kind
from scheduler.services.planning.find_data_problems import data_problems
from scheduler.services.planning.job_steps import snapshot_of_plan
from scheduler.services.planning.pins import pin_activity
from scheduler.services.planning.publish import publish_plan
from scheduler.services.planning.queries import compare_plan, get_plan, list_plans
from scheduler.storage import jobs
from scheduler.storage.store import Store
from tests.scheduler.services.planning.world import (
    MONDAY,
    World,
    make_solved_plan,
    make_world,
    moved,
    sessions_at,
)
from tests.support.factories import NOW, make_actor, make_organisation


def a_plan(world: World, **values: object) -> CreatePlan:
    given = {"period_id": world.period.id, "name": "Concept", "seconds": 5} | values
    return CreatePlan(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "first_on"),
    [
        (datetime(2026, 11, 23, 8, tzinfo=UTC), MONDAY),
        (datetime(2026, 11, 29, 22, 59, tzinfo=UTC), MONDAY),
        (datetime(2026, 11, 29, 23, 1, tzinfo=UTC), MONDAY + timedelta(days=7)),
        (datetime(2026, 12, 9, 8, tzinfo=UTC), MONDAY + timedelta(days=14)),
    ],
)
async def test_a_plan_begins_with_the_first_week_that_has_not_begun(
    store: Store, now: datetime, first_on: date
) -> None:
    world = await make_world(store)

    plan = await create_plan(store, world.planner, a_plan(world), now)

    assert (plan.first_on, plan.status) == (first_on, PlanStatus.DRAFT)


async def test_a_period_of_which_no_week_is_left_cannot_be_planned(store: Store) -> None:
    world = await make_world(store)

    with pytest.raises(Conflict) as refusal:
        await create_plan(store, world.planner, a_plan(world), NOW + timedelta(weeks=3))

    assert refusal.value.problem == "period_over"


@pytest.mark.parametrize("values", [{"name": "  "}, {"seconds": 0}, {"seconds": 3601}, {"name": "x" * 201}])
async def test_an_impossible_wish_cannot_be_built(store: Store, values: dict[str, object]) -> None:
    world = await make_world(store)

    with pytest.raises(Invalid):
        a_plan(world, **values)


async def test_a_period_or_organisation_that_is_not_there_is_not_found(store: Store) -> None:
    world = await make_world(store)

    for missing in ({"period_id": 9999}, {"organisation_id": world.school.id + 9999}):
        with pytest.raises((NotFound, Forbidden)):
            await create_plan(store, world.planner, a_plan(world, **missing), NOW)


async def test_a_plan_of_one_school_is_seen_and_made_by_its_own_planners(store: Store) -> None:
    world = await make_world(store)
    other = await make_organisation(store)
    stranger = await make_actor(store, (other, Role.PLANNER))
    plan = await create_plan(store, world.planner, a_plan(world, organisation_id=world.school.id), NOW)

    with pytest.raises(Forbidden):
        await get_plan(store, stranger, plan.id)
    with pytest.raises(Forbidden):
        await create_plan(store, stranger, a_plan(world, organisation_id=world.school.id), NOW)
    assert await list_plans(store, stranger) == []
    assert await list_plans(store, world.planner, status=PlanStatus.DRAFT) == [plan]


async def test_a_plan_that_waits_is_cancelled_at_once_and_can_be_thrown_away_then(store: Store) -> None:
    world = await make_world(store)
    plan = await create_plan(store, world.planner, a_plan(world), NOW)

    with pytest.raises(Conflict):
        await remove_plan(store, world.planner, plan.id, None, NOW)
    job = await cancel_plan(store, world.planner, plan.id, NOW)
    await remove_plan(store, world.planner, plan.id, None, NOW)

    assert job.status is JobStatus.CANCELLED
    with pytest.raises(NotFound):
        await get_plan(store, world.planner, plan.id)


async def test_a_plan_in_force_is_not_thrown_away(store: Store) -> None:
    world = await make_world(store)
    plan = await make_solved_plan(store, world, sessions_at(world, (0, 9)))
    await publish_plan(store, world.planner, plan.id, None, NOW)

    with pytest.raises(Conflict) as refusal:
        await remove_plan(store, world.planner, plan.id, None, NOW)

    assert refusal.value.problem == "published"


async def test_a_comparison_says_what_changes_and_who_is_hit_hardest(store: Store) -> None:
    world = await make_world(store)
    first = sessions_at(world, (0, 9), (0, 11))
    plan = await make_solved_plan(store, world, first)
    await publish_plan(store, world.planner, plan.id, None, NOW)
    one, two, three = first[:3]
    draft = await make_solved_plan(store, world, [moved(one, 24), moved(two, 24), three, *first[3:5]])

    found = await compare_plan(store, world.planner, draft.id, NOW)

    hit = [(each.resource_id, each.people, each.changes) for each in found.affected]
    groups = world.groups
    assert found.counts == {Kind.NEW: 0, Kind.MOVED: 2, Kind.GONE: 1, Kind.SAME: 3}
    assert hit == [(groups[0].resource_id, 24, 2), (groups[1].resource_id, 24, 1)]
    assert found.people == 48
    assert [(each.kind, each.starts) for each in found.differences] == [
        (Kind.MOVED, one.span.start),
        (Kind.MOVED, two.span.start),
        (Kind.GONE, first[5].span.start),
    ]


async def test_what_is_published_is_no_obstacle_but_everything_else_is(store: Store) -> None:
    world = await make_world(store)
    plan = await make_solved_plan(store, world, sessions_at(world, (0, 9), (0, 11)))
    await publish_plan(store, world.planner, plan.id, None, NOW)
    for_all = await create_plan(store, world.planner, a_plan(world), NOW)
    other = await make_organisation(store)
    others = await make_actor(store, (other, Role.PLANNER))
    for_one = await create_plan(store, others, a_plan(world, organisation_id=other.id), NOW)

    _, mine = await snapshot_of_plan(store, for_all.id)
    _, theirs = await snapshot_of_plan(store, for_one.id)

    assert (len(mine.published), len(list(mine.around.held))) == (6, 0)
    assert (len(theirs.published), len(list(theirs.around.held))) == (0, 12)
    assert theirs.activities == ()


async def test_a_pin_goes_into_the_next_plan(store: Store) -> None:
    world = await make_world(store)
    plan = await make_solved_plan(store, world, sessions_at(world, (2, 9)))

    pins = await pin_activity(store, world.planner, plan.id, world.activities[0].id, NOW)

    again = await create_plan(store, world.planner, a_plan(world), NOW)
    _, snapshot = await snapshot_of_plan(store, again.id)
    assert snapshot.pins == tuple(pins)


async def test_a_session_that_is_not_there_cannot_be_pinned(store: Store) -> None:
    world = await make_world(store)
    plan = await make_solved_plan(store, world, sessions_at(world, (2, 9)))

    with pytest.raises(NotFound):
        await pin_activity(store, world.planner, plan.id, world.activities[1].id, NOW)


async def test_the_data_of_a_sound_campus_has_no_problems(store: Store) -> None:
    world = await make_world(store)

    assert await data_problems(store, world.planner, world.period.id, NOW) == ()


async def test_a_silent_job_is_found_among_those_that_wait(store: Store) -> None:
    world = await make_world(store)
    plan = await create_plan(store, world.planner, a_plan(world), NOW)
    async with store.write() as tx:
        await jobs.take(tx, plan.job_id or 0, "dead", NOW, NOW)
        soon = await jobs.waiting(tx, NOW)
        later = await jobs.waiting(tx, NOW + timedelta(seconds=1))

    assert (soon, later) == ([], [plan.job_id])
