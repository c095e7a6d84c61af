"""How far a plan is, as server-sent events: a stream that can be taken up again where it broke off."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse
from pydantic_core import to_jsonable_python

from api.dependencies import ActorDep, StoreDep
from api.schemas.common import PathId, problems
from scheduler.domain.identity.people import Actor
from scheduler.domain.jobs import Job
from scheduler.services.planning.queries import get_plan
from scheduler.storage.store import Store

router = APIRouter(tags=["plans"])

_PAUSE: Final = 0.4
_ENDED: Final = "ended"
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_SAYS: Final = """Events `progress` (the job's progress) and at last `end` (its status and error).
After `end` a client that comes back with its Last-Event-ID gets 204 and need not come again."""

LastEventId = Annotated[str, Header(max_length=50, description="The `id` of the last event that was seen.")]
Seconds = Annotated[
    int,
    Query(ge=0, le=300, description="The stream ends then at the latest; a browser comes back by itself."),
]


@router.get(
    "/plans/{plan_id}/events",
    response_class=Response,
    responses=problems(404)
    | {
        200: {"description": _SAYS, "content": {"text/event-stream": {"schema": {"type": "string"}}}},
        204: {"description": "Everything was said already."},
    },
)
async def watch_plan(
    plan_id: PathId,
    store: StoreDep,
    actor: ActorDep,
    last_event_id: LastEventId = "",
    seconds: Seconds = 300,
) -> Response:
    """Follow the job that fills a plan."""
    view = await get_plan(store, actor, plan_id)
    if view.job is None or (view.job.status.ended and last_event_id == _ENDED):
        return Response(status_code=204)
    events = _events(store, actor, plan_id, last_event_id, seconds)
    return StreamingResponse(events, media_type="text/event-stream", headers=_HEADERS)


async def _events(
    store: Store, actor: Actor | None, plan_id: int, seen: str, seconds: int
) -> AsyncIterator[str]:
    """Every look at the job is a short read of its own; nothing is held open between two."""
    until = asyncio.get_running_loop().time() + seconds
    while True:
        job = (await get_plan(store, actor, plan_id)).job
        if job is None:
            return
        if _step(job) != seen:
            yield _event("progress", _step(job), job.progress | {"status": job.status.value})
            seen = _step(job)
        if job.status.ended:
            yield _event("end", _ENDED, {"status": job.status.value, "error": job.error})
            return
        if asyncio.get_running_loop().time() >= until:
            return
        await asyncio.sleep(_PAUSE)


def _step(job: Job) -> str:
    """The name of what the job has said last."""
    return f"{job.attempts}-{job.progress.get('step', 0)}-{job.status.value}"


def _event(kind: str, name: str, data: object) -> str:
    return f"event: {kind}\nid: {name}\ndata: {json.dumps(to_jsonable_python(data))}\n\n"
