"""The planning job from the campus in the database to a draft in it."""

import asyncio
import json
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from scheduler.clock import ManualClock
from scheduler.domain.calendars.sources import Whose
from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.identity.people import Role
from scheduler.domain.jobs import Job, JobStatus
from scheduler.domain.planning.activities import ActivityNeed, TimeWish
from scheduler.domain.planning.plans import Plan
from scheduler.domain.planning.projects import Project, Ranking
from scheduler.domain.time.spans import Span
from scheduler.jobs.plan_job import Planner
from scheduler.jobs.progress import JobFailed
from scheduler.jobs.run_inline import plan_and_wait
from scheduler.jobs.runner import Runner
from scheduler.jobs.solver_process import SolverProcess
from scheduler.services.calendars.sources import FollowCalendar, follow_calendar
from scheduler.services.planning.create import PLAN_JOB, CreatePlan, cancel_plan, create_plan
from scheduler.services.planning.publish import publish_plan
from scheduler.storage import records
from scheduler.storage.planning import plans
from scheduler.storage.store import Store
from solver import check
from solver.formats.json import problem_from_json, solution_from_json
from tests.scheduler.jobs.eventually import eventually
from tests.scheduler.services.planning.world import make_activity, make_world
from tests.support.calendars import ADDRESS, Elsewhere, a_calendar
from tests.support.factories import NOW, keep, make_actor, make_organisation

FAKE = Path(__file__).with_name("fake_solver.py")
CLOCK = ManualClock(NOW)
EIGHT = datetime(2026, 11, 30, 7, tzinfo=UTC)
"""Eight o'clock in Amsterdam on the first Monday that is planned."""
T = TypeVar("T")


async def get(store: Store, cls: type[T], key: int | None) -> T:
    async with store.read() as tx:
        return await records.get(tx, cls, key or 0)


def fake(behaviour: str) -> SolverProcess:
    return SolverProcess(command=(sys.executable, str(FAKE), behaviour))


async def test_a_period_is_planned_and_can_be_published(store: Store) -> None:
    world = await make_world(store)
    command = CreatePlan(period_id=world.period.id, name="Eerste concept", seconds=2)

    plan = await plan_and_wait(store, CLOCK, world.planner, command, solver=SolverProcess(workers=1))

    async with store.read() as tx:
        sessions = await plans.sessions_of(tx, plan.id)
        problem = problem_from_json(await plans.problem_of(tx, plan.id))
        unplaced = await plans.unplaced_of(tx, plan.id)
    published = await publish_plan(store, world.planner, plan.id, None, NOW)
    assert len(problem.activities) == 2
    assert (len(sessions), unplaced) == (6, [])
    assert sum(term["cost"] for term in plan.terms.values()) == plan.cost
    assert published.counts["new"] == 6


async def test_a_plan_avoids_what_another_calendar_says(store: Store) -> None:
    world = await make_world(store)
    mornings = [
        Span(on, on + timedelta(hours=5)) for on in (EIGHT + timedelta(days=day) for day in range(19))
    ]
    calendar = FollowCalendar(address=ADDRESS, whose=Whose.RESOURCE, subject_id=world.room.id)
    manager = await make_actor(store, (world.school, Role.LAB_MANAGER))
    await follow_calendar(store, Elsewhere(a_calendar(*mornings)), manager, calendar, NOW)
    command = CreatePlan(period_id=world.period.id, name="Concept", seconds=2)

    plan = await plan_and_wait(store, CLOCK, world.planner, command, solver=SolverProcess(workers=1))

    async with store.read() as tx:
        sessions = await plans.sessions_of(tx, plan.id)
    published = await publish_plan(store, world.planner, plan.id, None, NOW)
    assert (len(sessions), published.counts["new"]) == (6, 6)
    assert [each for each in sessions if any(each.span.overlaps(busy) for busy in mornings)] == []


async def test_the_stored_question_and_answer_agree_with_the_solvers_own_judge(store: Store) -> None:
    world = await make_world(store)
    command = CreatePlan(period_id=world.period.id, name="Eerste concept", seconds=2)

    plan = await plan_and_wait(store, CLOCK, world.planner, command, solver=SolverProcess(workers=1))

    async with store.read() as tx:
        problem = problem_from_json(await plans.problem_of(tx, plan.id))
        solution = solution_from_json(await plans.solution_of(tx, plan.id))
    assert check.violations(problem, solution) == ()
    assert check.cost(problem, solution).total == plan.cost


async def test_groups_get_projects_and_their_sessions_are_placed_in_the_same_plan(store: Store) -> None:
    world = await make_world(store)
    company = await make_organisation(store)
    needs = (ActivityNeed(role="room", kind=ResourceKind.ROOM),)
    given = {"organisation_id": company.id, "period_id": world.period.id, "needs": needs, "max_groups": 1}
    liked = await keep(store, Project(id=0, title="Waterstofdrone", **given))
    other = await keep(store, Project(id=0, title="Getijdenturbine", **given))
    for group, first, second in zip(world.groups, (liked, liked), (other, other), strict=True):
        async with store.write() as tx:
            wishes = [(1, first), (2, second)]
            await records.add_all(
                tx, [Ranking(group_id=group.id, project_id=p.id, rank=rank) for rank, p in wishes]
            )
    command = CreatePlan(period_id=world.period.id, name="Met projecten", seconds=2)

    plan = await plan_and_wait(store, CLOCK, world.planner, command, solver=SolverProcess(workers=1))

    async with store.read() as tx:
        matches = await plans.matches_of(tx, plan.id)
        sessions = await plans.sessions_of(tx, plan.id)
    assert sorted(match.project_id or 0 for match in matches) == [liked.id, other.id]
    assert sorted(match.rank or 0 for match in matches) == [1, 2]
    assert {session.project_id for session in sessions} == {None, liked.id, other.id}
    assert len(sessions) == 12


async def test_planning_again_gives_a_matched_group_the_same_activity(store: Store) -> None:
    world = await make_world(store)
    project = await keep(
        store,
        Project(id=0, title="Drone", organisation_id=world.school.id, period_id=world.period.id),
    )
    async with store.write() as tx:
        await records.add_all(tx, [Ranking(group_id=world.groups[0].id, project_id=project.id, rank=1)])
    command = CreatePlan(period_id=world.period.id, name="Nog eens", seconds=1)

    found = [
        await plan_and_wait(store, CLOCK, world.planner, command, solver=fake("quick")) for _ in range(2)
    ]

    async with store.read() as tx:
        asked = [json.loads(await plans.problem_of(tx, plan.id)) for plan in found]
    assert [a["id"] for a in asked[0]["activities"]] == [a["id"] for a in asked[1]["activities"]]
    assert len(asked[0]["activities"]) == 3


async def test_a_cancelled_job_keeps_the_best_plan_so_far(store: Store) -> None:
    world = await make_world(store)
    plan = await create_plan(
        store, world.planner, CreatePlan(period_id=world.period.id, name="Lang", seconds=600), NOW
    )
    assert plan.job_id is not None
    runner = Runner(store=store, clock=CLOCK, work={PLAN_JOB: Planner(solver=fake("stoppable"))}, beat=0.05)
    running = asyncio.create_task(runner.run(plan.job_id))
    await eventually(lambda: get(store, Job, plan.job_id), lambda job: job.progress.get("cost") == 40)

    await cancel_plan(store, world.planner, plan.id, NOW)

    assert await running is JobStatus.CANCELLED
    kept = await get(store, Plan, plan.id)
    assert (kept.cost, kept.bound, kept.solved_at) == (20, 20, NOW)


async def test_a_crash_of_the_solver_fails_the_job_with_its_text(store: Store) -> None:
    world = await make_world(store)
    command = CreatePlan(period_id=world.period.id, name="Mis", seconds=1)

    with pytest.raises(JobFailed, match=r"Segmentation fault \(core dumped\)"):
        await plan_and_wait(store, CLOCK, world.planner, command, solver=fake("crash"))


async def test_what_no_resource_can_serve_is_left_out_and_named(store: Store) -> None:
    world = await make_world(store)
    robot = ActivityNeed(role="robot", kind=ResourceKind.EQUIPMENT)
    impossible = await make_activity(store, world.period, world.school, title="Lassen", needs=(robot,))
    command = CreatePlan(period_id=world.period.id, name="Krap", seconds=2)

    plan = await plan_and_wait(store, CLOCK, world.planner, command, solver=SolverProcess(workers=1))

    async with store.read() as tx:
        unplaced = await plans.unplaced_of(tx, plan.id)
    assert [(each.activity_id, each.title) for each in unplaced] == [(impossible.id, "Lassen")]
    assert unplaced[0].causes == (
        {"code": "too_few_candidates", "role": "robot", "scope": "alone", "minimal": True},
    )


async def test_what_is_in_the_way_is_named_with_a_way_out(store: Store) -> None:
    world = await make_world(store)
    monday = (TimeWish(weekday=0, starts=time(9), ends=time(11)),)
    needs = (ActivityNeed(role="room", kind=ResourceKind.ROOM),)
    given = {"needs": needs, "wishes": monday}
    sure = await make_activity(store, world.period, world.school, title="Belangrijk", importance=9, **given)
    lost = await make_activity(store, world.period, world.school, title="Ook maandag", **given)
    command = CreatePlan(period_id=world.period.id, name="Krap", seconds=3)

    plan = await plan_and_wait(store, CLOCK, world.planner, command, solver=SolverProcess(workers=1))

    async with store.read() as tx:
        (unplaced,) = await plans.unplaced_of(tx, plan.id)
    named = {(cause["code"], cause.get("activity_id"), cause.get("resource_id")) for cause in unplaced.causes}
    assert unplaced.activity_id == lost.id
    assert {("placed", sure.id, None), ("units", None, world.room.id)} <= named
    assert unplaced.fixes[0]["steps"]
