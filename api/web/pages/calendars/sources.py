"""Calendars elsewhere: of oneself, or of a resource or group that one keeps."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import FetchDep, NowDep, StoreDep
from api.i18n import explain_error
from api.schemas.common import PathId, QueryId
from api.web.dependencies import FormDep, SignedInDep
from api.web.forms import Form
from api.web.page_context import Frame
from api.web.responses import go_to, page
from scheduler.domain.calendars.sources import Source, Whose
from scheduler.domain.errors import Conflict, Invalid, SourceUnusable
from scheduler.services.calendars import sources
from scheduler.services.calendars.sources import FollowCalendar, SourcePreview
from scheduler.storage.store import Store

router = APIRouter()

_REFUSED: Final = (Invalid, Conflict, SourceUnusable)


@router.get("/sources")
async def show(
    frame: SignedInDep, store: StoreDep, now: NowDep, resource: Annotated[QueryId, Query()] = None
) -> HTMLResponse:
    return await _page(frame, store, now, Form.blank(frame.words, resource=resource))


@router.post("/sources/preview")
async def preview(
    frame: SignedInDep, store: StoreDep, fetch: FetchDep, form: FormDep, now: NowDep
) -> HTMLResponse:
    """What following would come to, with a button to do it; nothing is kept."""
    try:
        seen = await sources.preview_source(store, fetch, frame.actor, _command(form), now)
    except _REFUSED as error:
        form.problems["address"] = explain_error(error, frame.words)
        return await _page(frame, store, now, form, status=422)
    return await _page(frame, store, now, form, preview=seen)


@router.post("/sources")
async def follow(
    request: Request, frame: SignedInDep, store: StoreDep, fetch: FetchDep, form: FormDep, now: NowDep
) -> Response:
    try:
        made = await sources.follow_calendar(store, fetch, frame.actor, _command(form), now)
    except _REFUSED as error:
        form.problems["address"] = explain_error(error, frame.words)
        return await _page(frame, store, now, form, status=422)
    return go_to(request, _address(made), done="source_followed")


@router.post("/sources/{source_id}/refresh")
async def refresh(
    request: Request, frame: SignedInDep, store: StoreDep, fetch: FetchDep, now: NowDep, source_id: PathId
) -> Response:
    seen = await sources.refresh_source(store, fetch, frame.actor, source_id, now)
    return go_to(request, _address(seen), done="source_refreshed")


@router.post("/sources/{source_id}/pause")
async def pause(
    request: Request, frame: SignedInDep, store: StoreDep, now: NowDep, source_id: PathId
) -> Response:
    after = await sources.pause_source(store, frame.actor, source_id, now, paused=True)
    return go_to(request, _address(after), done="source_paused")


@router.post("/sources/{source_id}/resume")
async def resume(
    request: Request, frame: SignedInDep, store: StoreDep, now: NowDep, source_id: PathId
) -> Response:
    after = await sources.pause_source(store, frame.actor, source_id, now, paused=False)
    return go_to(request, _address(after), done="source_resumed")


@router.post("/sources/{source_id}/remove")
async def remove(
    request: Request, frame: SignedInDep, store: StoreDep, now: NowDep, source_id: PathId
) -> Response:
    gone = await sources.remove_source(store, frame.actor, source_id, now)
    return go_to(request, _address(gone), done="source_removed")


@router.post("/sources/{source_id}/restore")
async def restore(
    request: Request, frame: SignedInDep, store: StoreDep, now: NowDep, source_id: PathId
) -> Response:
    after = await sources.restore_source(store, frame.actor, source_id, now)
    return go_to(request, _address(after), done="source_restored")


async def _page(
    frame: Frame,
    store: Store,
    now: NowDep,
    form: Form,
    *,
    status: int = 200,
    preview: SourcePreview | None = None,
) -> HTMLResponse:
    whose, subject_id = _subject(form)
    seen = await sources.see_followed(store, frame.actor, whose, subject_id, now)
    return page("sources.html", frame, status=status, seen=seen, form=form, preview=preview)


def _command(form: Form) -> FollowCalendar:
    whose, subject_id = _subject(form)
    address, name = form.text("address"), form.text("name")[:100]
    return FollowCalendar(address=address, whose=whose, subject_id=subject_id, name=name)


def _subject(form: Form) -> tuple[Whose, int | None]:
    resource_id = form.number("resource")
    return (Whose.PERSON, None) if resource_id is None else (Whose.RESOURCE, resource_id)


def _address(source: Source) -> str:
    return "/sources" if source.resource_id is None else f"/sources?resource={source.resource_id}"
