"""Rooms, fieldlabs, equipment, demonstrators: what a person can book."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import ActorDep, StoreDep
from api.routes.crud import page_of
from api.routes.world import WorldRoutes
from api.schemas.campus.resources import ResourceIn, ResourceOut
from api.schemas.common import QueryId, QueryText, Word
from api.schemas.cursors import After, Limit, Page
from scheduler.domain.campus.resources import ResourceKind
from scheduler.services.campus.resources import RESOURCES
from scheduler.services.crud import list_nouns
from scheduler.storage.crud import Filters

router = APIRouter(tags=["resources"])
WorldRoutes(router, "/resources", RESOURCES, ResourceOut).all(ResourceIn)


@router.get("/resources")
async def list_resources(
    store: StoreDep,
    actor: ActorDep,
    campus_id: QueryId = None,
    kind: Annotated[ResourceKind | None, Query()] = None,
    feature: Annotated[list[Word] | None, Query(max_length=20, description="All of these.")] = None,
    owner_id: QueryId = None,
    q: QueryText = None,
    active: Annotated[bool | None, Query()] = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[ResourceOut]:
    """Everything that can be busy, people and groups included."""
    filters = Filters(
        equal={"campus_id": campus_id, "kind": kind, "owner_id": owner_id, "active": active},
        text=q,
        features=frozenset(feature or ()),
    )
    return page_of(ResourceOut, await list_nouns(store, actor, RESOURCES, filters, after, limit))
