"""What changed, for programs that keep a copy."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import ActorDep, NowDep, StoreDep
from api.schemas.common import problems
from api.schemas.cursors import Limit, read_position
from api.schemas.overviews.updates import UpdatesOut
from scheduler.services.overviews import updates

router = APIRouter(tags=["updates"])


@router.get("/updates", responses=problems(410))
async def list_updates(
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    after: Annotated[
        str | None,
        Query(max_length=100, description="`next` of the answer before; without it you get the first one."),
    ] = None,
    limit: Limit = 50,
) -> UpdatesOut:
    """What was made, changed or deleted since, in order, nothing left out. Ask without `after`, keep `next`,
    read the lists, and ask with it from then on. After 30 days of not asking (410) begin anew."""
    position = None if after is None else read_position(after)
    return UpdatesOut.from_domain(await updates.list_updates(store, actor, position, limit, now))
