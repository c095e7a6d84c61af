"""What the solver would be asked now, and what it answered, as files."""

from dataclasses import replace

import pytest

from scheduler.domain.errors import Forbidden, NotFound
from scheduler.domain.planning.plans import Match
from scheduler.domain.planning.projects import Project
from scheduler.services.planning.preview_problem import question_of_period
from scheduler.services.planning.publish import publish_plan
from scheduler.services.planning.queries import solution_of_plan
from scheduler.storage.planning import plans, teaching
from scheduler.storage.store import Store
from solver.formats.json import problem_from_json
from tests.scheduler.services.planning.world import make_solved_plan, make_world, sessions_at
from tests.support.factories import NOW, keep, make_actor


async def test_the_question_of_a_period_has_what_must_be_placed_and_prefers_what_is_in_force(
    store: Store,
) -> None:
    world = await make_world(store)
    plan = await make_solved_plan(store, world, sessions_at(world, (0, 9), (0, 11)))
    await publish_plan(store, world.planner, plan.id, None, NOW)

    problem = problem_from_json(await question_of_period(store, world.planner, world.period.id, NOW))

    names = [f"a{activity.id}.1" for activity in world.activities]
    assert [each.id for each in problem.activities] == names
    assert [(pin.activity, pin.penalty is None) for pin in problem.pins if pin.time is not None] == [
        (name, False) for name in names
    ]


async def test_a_project_is_asked_about_once_a_plan_gave_it_to_a_group(store: Store) -> None:
    world = await make_world(store)
    drone = Project(id=0, title="Drone", organisation_id=world.school.id, period_id=world.period.id)
    project = await keep(store, drone)
    group = world.groups[0]
    async with store.write() as tx:
        changed = replace(world.activities[0], project_id=project.id, version=2)
        await teaching.change_activity(tx, changed)
    plan = await make_solved_plan(store, world, sessions_at(world, (0, 9), (0, 11)))

    before = problem_from_json(await question_of_period(store, world.planner, world.period.id, NOW))
    async with store.write() as tx:
        await plans.keep_matches(tx, plan.id, [Match(group_id=group.id, project_id=project.id, rank=1)])
    after = problem_from_json(await question_of_period(store, world.planner, world.period.id, NOW))

    assert (len(before.activities), len(after.activities)) == (1, 2)


async def test_only_a_planner_may_ask(store: Store) -> None:
    world = await make_world(store)

    with pytest.raises(Forbidden):
        await question_of_period(store, await make_actor(store), world.period.id, NOW)


async def test_what_the_solver_answered_is_found_by_its_plan(store: Store) -> None:
    world = await make_world(store)
    plan = await make_solved_plan(store, world, [])

    assert await solution_of_plan(store, world.planner, plan.id) == "{}"
    with pytest.raises(NotFound):
        await solution_of_plan(store, world.planner, plan.id + 1)
