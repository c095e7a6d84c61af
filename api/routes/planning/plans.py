"""Plans: ask for one, watch it, look at it, publish it, take that back."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.dependencies import ActorDep, IfMatchDep, JobsDep, NowDep, StoreDep
from api.schemas.common import PathId, QueryId, problems, tag
from api.schemas.cursors import After, Limit, Page, page_up_to
from api.schemas.jobs import JobOut
from api.schemas.planning.plans import (
    ComparisonOut,
    FaultOut,
    MatchOut,
    PinOut,
    PlanChange,
    PlanDetail,
    PlanIn,
    PlanOut,
    PlanSessionOut,
    PlanSessionsOut,
    PublishedOut,
    RepairIn,
    UnplacedOut,
)
from scheduler.domain.planning.plans import Plan, PlanStatus
from scheduler.services.planning import create, find_data_problems, pins, publish, queries, repair

router = APIRouter(tags=["plans"])

SessionsAfter = Annotated[
    str,
    Query(pattern=r"^[0-9]{1,9}-[0-9]{1,9}$", description="`next` of the part before; 0-0 for the first."),
]


@router.post("/plans", status_code=202, responses=problems(404, 409))
async def create_plan(
    body: PlanIn, response: Response, store: StoreDep, actor: ActorDep, now: NowDep, jobs: JobsDep
) -> PlanOut:
    """Ask for a plan. A job fills the draft: watch `/plans/{id}/events`."""
    plan = await create.create_plan(store, actor, body.to_command(), now)
    return await _queued(plan, response, jobs)


async def _queued(plan: Plan, response: Response, jobs: JobsDep) -> PlanOut:
    if plan.job_id is not None:
        await jobs.tell(plan.job_id)
    tag(response, plan.version)
    response.headers["Location"] = f"/api/v1/plans/{plan.id}"
    return PlanOut.model_validate(plan)


@router.get("/plans")
async def list_plans(
    store: StoreDep,
    actor: ActorDep,
    period_id: QueryId = None,
    status: Annotated[PlanStatus | None, Query()] = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[PlanOut]:
    """Plans, the oldest first."""
    found = await queries.list_plans(
        store, actor, period_id=period_id, status=status, after=after, limit=limit + 1
    )
    return page_up_to(limit, found, PlanOut.model_validate)


@router.get("/plans/{plan_id}", responses=problems(404))
async def read_plan(plan_id: PathId, response: Response, store: StoreDep, actor: ActorDep) -> PlanDetail:
    """One plan, its job, and how much it holds."""
    view = await queries.get_plan(store, actor, plan_id)
    tag(response, view.plan.version)
    return PlanDetail.of(view)


@router.patch("/plans/{plan_id}", responses=problems(404, 412))
async def rename_plan(
    plan_id: PathId,
    body: PlanChange,
    response: Response,
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    since: IfMatchDep,
) -> PlanOut:
    """Give a plan another name."""
    plan = await create.rename_plan(store, actor, plan_id, body.name, since, now)
    tag(response, plan.version)
    return PlanOut.model_validate(plan)


@router.delete("/plans/{plan_id}", status_code=204, responses=problems(404, 409, 412))
async def remove_plan(
    plan_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep, since: IfMatchDep
) -> None:
    """Throw away a plan that is neither in force nor being made."""
    await create.remove_plan(store, actor, plan_id, since, now)


@router.post("/plans/{plan_id}/cancel", responses=problems(404))
async def cancel_plan(plan_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep) -> JobOut:
    """Ask the plan's job to stop; the draft keeps the best that was found."""
    return JobOut.model_validate(await create.cancel_plan(store, actor, plan_id, now))


@router.post("/plans/{plan_id}/repair", status_code=202, responses=problems(404, 409))
async def repair_plan(
    plan_id: PathId,
    body: RepairIn,
    response: Response,
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    jobs: JobsDep,
) -> PlanOut:
    """Ask for a new plan that keeps of the plan in force whatever the campus of today allows.

    A job fills the draft: watch `/plans/{id}/events`.
    """
    plan = await repair.repair_plan(store, actor, body.to_command(plan_id), now)
    return await _queued(plan, response, jobs)


@router.get("/plans/{plan_id}/sessions", responses=problems(404))
async def list_plan_sessions(
    plan_id: PathId,
    store: StoreDep,
    actor: ActorDep,
    activity_id: QueryId = None,
    after: SessionsAfter = "0-0",
    limit: Limit = 50,
) -> PlanSessionsOut:
    """The dated sessions the plan proposes, by activity and occurrence."""
    first, second = (int(part) for part in after.split("-"))
    found = await queries.sessions_of_plan(
        store, actor, plan_id, activity_id=activity_id, after=(first, second), limit=limit + 1
    )
    items = [PlanSessionOut.of(each) for each in found[:limit]]
    more = f"{items[-1].activity_id}-{items[-1].occurrence}" if len(found) > limit else None
    return PlanSessionsOut(items=items, next=more)


@router.get("/plans/{plan_id}/unplaced", responses=problems(404))
async def list_unplaced(plan_id: PathId, store: StoreDep, actor: ActorDep) -> Page[UnplacedOut]:
    """What did not fit, each with the causes that together forbid it and fixes that would help."""
    found = await queries.unplaced_of_plan(store, actor, plan_id)
    return Page(items=[UnplacedOut.model_validate(each) for each in found])


@router.get("/plans/{plan_id}/matches", responses=problems(404))
async def list_matches(plan_id: PathId, store: StoreDep, actor: ActorDep) -> Page[MatchOut]:
    """Which group got which project, and why not a better one."""
    found = await queries.matches_of_plan(store, actor, plan_id)
    return Page(items=[MatchOut.model_validate(each) for each in found])


@router.get("/plans/{plan_id}/comparison", responses=problems(404))
async def compare_plan(plan_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep) -> ComparisonOut:
    """What publishing the plan would change, and for whom."""
    return ComparisonOut.of(await queries.compare_plan(store, actor, plan_id, now))


@router.get(
    "/plans/{plan_id}/problem",
    response_class=Response,
    responses=problems(404) | {200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
)
async def read_problem(plan_id: PathId, store: StoreDep, actor: ActorDep) -> Response:
    """What the solver was asked, as a file for `fieldlab solve`."""
    text = await queries.problem_of_plan(store, actor, plan_id)
    name = f'attachment; filename="plan-{plan_id}.json"'
    return Response(text, media_type="application/json", headers={"Content-Disposition": name})


@router.post("/plans/{plan_id}/publish", responses=problems(404, 409, 412))
async def publish_plan(
    plan_id: PathId, response: Response, store: StoreDep, actor: ActorDep, now: NowDep, since: IfMatchDep
) -> PublishedOut:
    """Make the plan what is in force, all or nothing.

    A refusal (409, `publish_refused`) names every clash.
    """
    done = await publish.publish_plan(store, actor, plan_id, since, now)
    tag(response, done.plan.version)
    return PublishedOut.of(done)


@router.post("/plans/{plan_id}/unpublish", responses=problems(404, 409, 412))
async def unpublish_plan(
    plan_id: PathId, response: Response, store: StoreDep, actor: ActorDep, now: NowDep, since: IfMatchDep
) -> PublishedOut:
    """Cancel what the plan in force still has to come; publishing a plan again brings the bookings back."""
    done = await publish.unpublish_plan(store, actor, plan_id, since, now)
    tag(response, done.plan.version)
    return PublishedOut.of(done)


@router.put("/plans/{plan_id}/pins/{activity_id}", responses=problems(404))
async def pin_activity(
    plan_id: PathId, activity_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep
) -> Page[PinOut]:
    """Keep an activity where this plan has it: the next plan of the period moves others instead."""
    found = await pins.pin_activity(store, actor, plan_id, activity_id, now)
    return Page(items=[PinOut.model_validate(each) for each in found])


@router.delete("/activities/{activity_id}/pins", status_code=204, responses=problems(404))
async def unpin_activity(activity_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep) -> None:
    """Let the next plan put the activity wherever it fits."""
    await pins.unpin_activity(store, actor, activity_id, now)


@router.get("/periods/{period_id}/pins", responses=problems(404))
async def list_pins(period_id: PathId, store: StoreDep, actor: ActorDep) -> Page[PinOut]:
    """What is pinned in a period."""
    found = await pins.list_pins(store, actor, period_id)
    return Page(items=[PinOut.model_validate(each) for each in found])


@router.get("/periods/{period_id}/data-problems", responses=problems(404, 409))
async def list_data_problems(
    period_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep
) -> Page[FaultOut]:
    """What no plan of the weeks that are left could place, to be mended before one is asked for."""
    found = await find_data_problems.data_problems(store, actor, period_id, now)
    return Page(items=[FaultOut.model_validate(each) for each in found])
