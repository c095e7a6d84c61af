"""One box that finds everything."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import ActorDep, StoreDep
from api.schemas.cursors import Page
from api.schemas.identity.people import SearchResultOut
from scheduler.services.overviews.search import search as find

router = APIRouter(tags=["search"])


@router.get("/search")
async def search(
    store: StoreDep,
    actor: ActorDep,
    q: Annotated[str, Query(min_length=2, max_length=100, pattern=r"^[^\x00]*$")],
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Page[SearchResultOut]:
    """Whatever one may see that has `q` in its name, best first."""
    found = await find(store, actor, q, limit)
    return Page(items=[SearchResultOut.model_validate(each) for each in found])
