"""The week of many resources at once: what is open, taken and free."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import ActorDep, NowDep, StoreDep
from api.schemas.overviews.week import WeekOut, WeekQuery
from scheduler.services.overviews.week import see_week

router = APIRouter(tags=["week"])


@router.get("/week")
async def get_week(
    query: Annotated[WeekQuery, Query()], store: StoreDep, actor: ActorDep, now: NowDep
) -> WeekOut:
    """A page of resources with their hours, closures, free units, and bookings as far as you may see them."""
    return WeekOut.from_domain(await see_week(store, actor, query.to_domain(), now))
