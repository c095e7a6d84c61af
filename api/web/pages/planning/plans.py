"""The planner's console: before, during and after a plan."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import JobsDep, NowDep, StoreDep
from api.schemas.common import PathId, QueryId
from api.web.dependencies import FormDep, SignedInDep
from api.web.forms import Form
from api.web.page_context import Frame
from api.web.responses import go_to, page
from api.web.views.bookings.booking import reasons_for
from api.web.views.planning.plan import (
    MOST_SHOWN,
    changes_in_words,
    curve,
    faults_in_words,
    progress_bars,
    term_bars,
)
from api.web.views.planning.reasons import left_out, match_reasons
from scheduler.domain.bookings.refusals import PublishRefused
from scheduler.domain.errors import Conflict, Invalid
from scheduler.services.overviews.plan_page import PlanPage, see_plan, see_plan_matches, see_plan_sessions
from scheduler.services.overviews.plans_overview import see_desk
from scheduler.services.planning import create, find_data_problems, publish
from scheduler.services.planning.create import CreatePlan
from scheduler.services.planning.queries import PlanView
from scheduler.services.planning.repair import RepairPlan, repair_plan

router = APIRouter()

FIELDS = ("name", "period", "seconds")


@router.get("/plans")
async def plans(frame: SignedInDep, store: StoreDep, period: QueryId = None) -> HTMLResponse:
    """All plans with their figures side by side, and the way to ask for another."""
    desk = await see_desk(store, frame.actor)
    chosen = period or (desk.current(frame.times.today).id if desk.periods else None)
    form = Form.blank(frame.words, period=chosen, seconds=60)
    return page("plans/page.html", frame, desk=desk, form=form, chosen=chosen)


@router.get("/plans/check")
async def check(frame: SignedInDep, store: StoreDep, now: NowDep, period: QueryId = None) -> HTMLResponse:
    """What is wrong with the data of a period; a fragment, for it takes a moment."""
    try:
        found = await find_data_problems.data_problems(store, frame.actor, period or 0, now)
    except Conflict:
        return page("plans/check.html", frame, faults=None)
    return page("plans/check.html", frame, faults=faults_in_words(found, frame.words, frame.times))


@router.post("/plans")
async def ask(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, jobs: JobsDep, now: NowDep
) -> Response:
    name, period = form.text("name", needed=True), form.number("period", needed=True)
    seconds = form.number("seconds", needed=True)
    if form.valid and period is not None and seconds is not None:
        try:
            command = CreatePlan(period_id=period, name=name, seconds=seconds)
            plan = await create.create_plan(store, frame.actor, command, now)
            if plan.job_id is not None:
                await jobs.tell(plan.job_id)
            return go_to(request, f"/plans/{plan.id}")
        except (Invalid, Conflict) as error:
            form.accept(error, FIELDS)
    desk = await see_desk(store, frame.actor)
    return page("plans/page.html", frame, status=422, desk=desk, form=form, chosen=period)


@router.get("/plans/{plan_id}")
async def show(frame: SignedInDep, store: StoreDep, plan_id: PathId, now: NowDep) -> HTMLResponse:
    """Live while it is being made; afterwards its figures, what did not fit, and what it would change."""
    seen = await see_plan(store, frame.actor, plan_id, now)
    if seen.view.job is not None and not seen.view.job.status.ended:
        return _live(frame, seen.view)
    return _finished(frame, seen)


@router.get("/plans/{plan_id}/sessions")
async def sessions(frame: SignedInDep, store: StoreDep, plan_id: PathId) -> HTMLResponse:
    seen = await see_plan_sessions(store, frame.actor, plan_id, MOST_SHOWN)
    values = {"view": seen.view, "sessions": seen.sessions, "known": seen.resources}
    return page("plans/sessions.html", frame, status=200, **values)


@router.get("/plans/{plan_id}/matches")
async def matches(frame: SignedInDep, store: StoreDep, plan_id: PathId) -> HTMLResponse:
    seen = await see_plan_matches(store, frame.actor, plan_id)
    lines = [
        (
            seen.groups.get(m.group_id, ""),
            seen.projects.get(m.project_id or 0, ""),
            m.rank,
            match_reasons(m, frame.words),
        )
        for m in seen.matches
    ]
    return page("plans/matches.html", frame, view=seen.view, lines=lines)


@router.post("/plans/{plan_id}/stop")
async def stop(
    request: Request, frame: SignedInDep, store: StoreDep, plan_id: PathId, now: NowDep
) -> Response:
    await create.cancel_plan(store, frame.actor, plan_id, now)
    return go_to(request, f"/plans/{plan_id}", done="stopping")


@router.post("/plans/{plan_id}/publish")
async def put_in_force(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, plan_id: PathId, now: NowDep
) -> Response:
    """All or nothing; a refusal names the clashes."""
    try:
        await publish.publish_plan(store, frame.actor, plan_id, form.number("version"), now)
    except PublishRefused as refusal:
        seen = await see_plan(store, frame.actor, plan_id, now)
        reasons = reasons_for(refusal.violations, frame.words, frame.times)[:MOST_SHOWN]
        return _finished(frame, seen, reasons=reasons, status=409)
    return go_to(request, f"/plans/{plan_id}", done="published")


@router.post("/plans/{plan_id}/repair")
async def mend(
    request: Request,
    frame: SignedInDep,
    store: StoreDep,
    form: FormDep,
    plan_id: PathId,
    jobs: JobsDep,
    now: NowDep,
) -> Response:
    """Ask for a proposal that keeps of this plan whatever the campus of today allows."""
    command = RepairPlan(plan_id=plan_id, name=form.text("name"))
    plan = await repair_plan(store, frame.actor, command, now)
    if plan.job_id is not None:
        await jobs.tell(plan.job_id)
    return go_to(request, f"/plans/{plan.id}")


@router.post("/plans/{plan_id}/unpublish")
async def take_back(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, plan_id: PathId, now: NowDep
) -> Response:
    await publish.unpublish_plan(store, frame.actor, plan_id, form.number("version"), now)
    return go_to(request, f"/plans/{plan_id}", done="unpublished")


@router.post("/plans/{plan_id}/remove")
async def throw_away(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, plan_id: PathId, now: NowDep
) -> Response:
    await create.remove_plan(store, frame.actor, plan_id, form.number("version"), now)
    return go_to(request, "/plans", done="plan_removed")


def _live(frame: Frame, view: PlanView) -> HTMLResponse:
    progress: dict[str, Any] = view.job.progress if view.job else {}
    return page(
        "plans/live.html",
        frame,
        view=view,
        progress=progress,
        bars=progress_bars(progress, frame.words),
        curve=curve(progress.get("trace") or (), view.plan.seconds),
    )


def _finished(
    frame: Frame, seen: PlanPage, *, reasons: tuple[str, ...] = (), status: int = 200
) -> HTMLResponse:
    plan, job, comparison = seen.view.plan, seen.view.job, seen.comparison
    progress: dict[str, Any] = job.progress if job else {}
    changes = changes_in_words(comparison, seen.resources, frame.times) if comparison else ()
    return page(
        "plans/one.html",
        frame,
        status=status,
        view=seen.view,
        bars=term_bars(plan.terms, frame.words),
        curve=curve(progress.get("trace") or (), plan.seconds),
        left=left_out(seen.unplaced, frame.words, frame.times),
        comparison=comparison,
        changes=changes,
        reasons=reasons,
    )
