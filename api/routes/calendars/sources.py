"""Calendars elsewhere that tell when a person, a group or a resource is busy."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import ActorDep, FetchDep, NowDep, StoreDep
from api.schemas.calendars.sources import ClashOut, FollowedOut, SourceOut, SourcePreviewOut, SourceRequest
from api.schemas.common import PathId, QueryId, problems
from api.schemas.cursors import Page
from scheduler.domain.calendars.sources import Whose
from scheduler.services.calendars import sources

router = APIRouter(tags=["sources"])


@router.get("/sources", responses=problems(404))
async def see_followed(
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    whose: Annotated[Whose, Query()] = Whose.PERSON,
    subject_id: QueryId = None,
) -> FollowedOut:
    """The calendars that you, a group or a resource follow, and the bookings that clash with them."""
    found = await sources.see_followed(store, actor, whose, subject_id, now)
    return FollowedOut.from_domain(found)


@router.post("/sources/preview", responses=problems(404))
async def preview_source(
    body: SourceRequest, store: StoreDep, fetch: FetchDep, actor: ActorDep, now: NowDep
) -> SourcePreviewOut:
    """Read a calendar without keeping anything: what is in it, and which bookings it would clash with."""
    seen = await sources.preview_source(store, fetch, actor, body.to_command(), now)
    return SourcePreviewOut.from_domain(seen)


@router.post("/sources", status_code=201, responses=problems(404, 409))
async def follow_calendar(
    body: SourceRequest, store: StoreDep, fetch: FetchDep, actor: ActorDep, now: NowDep
) -> SourceOut:
    """Let the busy time of a calendar count from now on. It is looked at every hour."""
    made = await sources.follow_calendar(store, fetch, actor, body.to_command(), now)
    return SourceOut.model_validate(made)


@router.get("/sources/{source_id}", responses=problems(404))
async def get_source(source_id: PathId, store: StoreDep, actor: ActorDep) -> SourceOut:
    """One followed calendar, and since when it fails if it does."""
    return SourceOut.model_validate(await sources.get_source(store, actor, source_id))


@router.post("/sources/{source_id}/refresh", responses=problems(404, 409))
async def refresh_source(
    source_id: PathId, store: StoreDep, fetch: FetchDep, actor: ActorDep, now: NowDep
) -> SourceOut:
    """Look at the calendar now, at most once a minute. A failure is told in the answer."""
    return SourceOut.model_validate(await sources.refresh_source(store, fetch, actor, source_id, now))


@router.post("/sources/{source_id}/pause", responses=problems(404))
async def pause_source(source_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep) -> SourceOut:
    """Let its busy time not count until you resume it."""
    after = await sources.pause_source(store, actor, source_id, now, paused=True)
    return SourceOut.model_validate(after)


@router.post("/sources/{source_id}/resume", responses=problems(404))
async def resume_source(source_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep) -> SourceOut:
    """Let its busy time count again."""
    after = await sources.pause_source(store, actor, source_id, now, paused=False)
    return SourceOut.model_validate(after)


@router.delete("/sources/{source_id}", status_code=204, responses=problems(404))
async def remove_source(source_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep) -> None:
    """Stop following the calendar; for a day that can be undone."""
    await sources.remove_source(store, actor, source_id, now)


@router.post("/sources/{source_id}/restore", responses=problems(404, 409))
async def restore_source(source_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep) -> SourceOut:
    """Undo the removal, within a day."""
    return SourceOut.model_validate(await sources.restore_source(store, actor, source_id, now))


@router.get("/clashes")
async def list_clashes(store: StoreDep, actor: ActorDep, now: NowDep) -> Page[ClashOut]:
    """Bookings of yours, of your groups or made by you, in busy time of another calendar, from now on."""
    found = await sources.list_clashes(store, actor, now)
    return Page(items=[ClashOut.from_domain(each) for each in found])
