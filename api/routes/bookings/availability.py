"""Search for room."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import ActorDep, LanguageDep, NowDep, StoreDep
from api.i18n import Words
from api.schemas.bookings.availability import RoomSearchOut, SearchQuery
from api.schemas.common import problems
from scheduler.services.bookings.find_room import find_room

router = APIRouter(tags=["availability"])


@router.get("/availability", responses=problems(404))
async def search_room(
    query: Annotated[SearchQuery, Query()],
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    language: LanguageDep,
) -> RoomSearchOut:
    """Places and times that can be booked as they are, ranked, each with why and with what it lacks."""
    found = await find_room(store, actor, query.to_domain(), now, limit=query.limit)
    return RoomSearchOut.from_domain(found, Words(language))
