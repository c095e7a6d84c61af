"""What if: compose scenarios, watch them being planned, and see their figures side by side."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import JobsDep, NowDep, StoreDep
from api.schemas.common import PathId, QueryId
from api.web.dependencies import FormDep, SignedInDep
from api.web.forms import Form
from api.web.page_context import Frame
from api.web.responses import go_to, page
from api.web.views.planning import study as views
from scheduler.domain.errors import Conflict, Invalid, NotFound
from scheduler.domain.planning.studies import MOST_SCENARIOS, Study
from scheduler.services.overviews.study_form import StudyForm, see_study_form
from scheduler.services.planning import studies
from scheduler.services.planning.studies import CreateStudy, StudyView
from scheduler.storage.store import Store

router = APIRouter()

FIELDS = ("name", "period", "seconds")


@router.get("/studies")
async def all_studies(frame: SignedInDep, store: StoreDep) -> HTMLResponse:
    """All studies, and the way to a new one."""
    return page("studies/page.html", frame, desk=await studies.see_studies(store, frame.actor))


@router.get("/studies/new")
async def compose(frame: SignedInDep, store: StoreDep, period: QueryId = None) -> HTMLResponse:
    """A first scenario to change, for the period under way or the one in the address."""
    known = await see_study_form(store, frame.actor, period, frame.times.today)
    if not known.periods:
        return page("studies/new.html", frame, periods=())
    return _composing(frame, known, views.first_form(frame.words, known.period_id, known.choices))


@router.post("/studies/new")
async def go_on_composing(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, jobs: JobsDep, now: NowDep
) -> Response:
    """Add or take away what the pressed button says; the button without a name asks for the study."""
    period, action = form.number("period", needed=True) or 0, form.text("do")
    if action:
        form, added = views.edited(form, action)
        known = await see_study_form(store, frame.actor, period, frame.times.today)
        return _composing(frame, known, form, added=added)
    study = await _asked_for(form, frame, store, now)
    if study is None:
        known = await see_study_form(store, frame.actor, period, frame.times.today)
        views.object_to_unknown(form, known.choices)
        return _composing(frame, known, form, status=422)
    if study.job_id is not None:
        await jobs.tell(study.job_id)
    return go_to(request, f"/studies/{study.id}")


async def _asked_for(form: Form, frame: Frame, store: Store, now: datetime) -> Study | None:
    """The study that the form asks for; None, with the reasons in the form, when it cannot be.

    What a scenario names and there is not, or the period, only whoever shows the form again can tell.
    """
    command = _command(form)
    try:
        return None if command is None else await studies.create_study(store, frame.actor, command, now)
    except Conflict as error:
        form.accept(error, ("period",))
    except NotFound:
        form.object_to_with("form", "invalid.unknown")
    return None


def _command(form: Form) -> CreateStudy | None:
    """What the form asks for; None, with the reasons in the form, when it cannot be."""
    name, period = form.text("name", needed=True), form.number("period", needed=True)
    seconds, scenarios = form.number("seconds", needed=True), views.scenarios_of(form)
    if not form.valid or period is None or seconds is None:
        return None
    try:
        return CreateStudy(period_id=period, name=name, seconds=seconds, scenarios=scenarios)
    except Invalid as error:
        form.accept(error, FIELDS)
        return None


def _composing(
    frame: Frame, known: StudyForm, form: Form, *, added: str = "", status: int = 200
) -> HTMLResponse:
    return page(
        "studies/new.html",
        frame,
        status=status,
        periods=[(period.id, period.name) for period in known.periods],
        form=form,
        drafts=views.drafts_of(form),
        most=MOST_SCENARIOS,
        options=views.all_options(known.choices, frame.words),
        kinds=views.KINDS,
        until=views.clock_options(frame.times),
        added=added,
    )


@router.get("/studies/{study_id}")
async def show(frame: SignedInDep, store: StoreDep, study_id: PathId) -> HTMLResponse:
    """How far it is while it is being made; afterwards the figures side by side."""
    view = await studies.get_study(store, frame.actor, study_id)
    says = views.alterations_in_words(view, frame.words, frame.times, frame.weekdays)
    if view.job is not None and not view.job.status.ended:
        return page("studies/live.html", frame, view=view, says=says, **_progress(view))
    lines = views.figure_lines(view.study.outcomes, frame.words)
    return page("studies/one.html", frame, view=view, says=says, lines=lines)


@router.get("/studies/{study_id}/progress")
async def progress(request: Request, frame: SignedInDep, store: StoreDep, study_id: PathId) -> Response:
    """How far it is, as a fragment that asks again; the way to the page when it has ended."""
    view = await studies.get_study(store, frame.actor, study_id)
    if view.job is None or view.job.status.ended:
        return go_to(request, f"/studies/{study_id}")
    return page("studies/progress.html", frame, view=view, **_progress(view))


def _progress(view: StudyView) -> dict[str, Any]:
    said: dict[str, Any] = view.job.progress if view.job else {}
    number = int(said.get("scenario") or 0)
    scenarios = view.study.scenarios
    name = scenarios[number - 1].name if 0 < number <= len(scenarios) else ""
    share = views.share_done(said, view.study.seconds)
    return {"phase": said.get("phase", ""), "number": number, "planning": name, "share": share}


@router.post("/studies/{study_id}/stop")
async def stop(
    request: Request, frame: SignedInDep, store: StoreDep, study_id: PathId, now: NowDep
) -> Response:
    await studies.cancel_study(store, frame.actor, study_id, now)
    return go_to(request, f"/studies/{study_id}", done="stopping")


@router.post("/studies/{study_id}/remove")
async def throw_away(
    request: Request, frame: SignedInDep, store: StoreDep, study_id: PathId, now: NowDep
) -> Response:
    await studies.remove_study(store, frame.actor, study_id, now)
    return go_to(request, "/studies", done="study_removed")
