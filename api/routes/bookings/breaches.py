"""Bookings that no longer keep today's rules."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from api.dependencies import ActorDep, LanguageDep, NowDep, StoreDep
from api.i18n import Times, Words
from api.schemas.bookings.hits import UnkeptOut
from api.schemas.common import InstantQuery, QueryId
from api.schemas.cursors import After, Limit, Page
from scheduler.services.bookings.hits.unkept import ListUnkept, list_unkept

router = APIRouter(tags=["bookings"])


@router.get("/breaches")
async def list_breaches(
    store: StoreDep,
    actor: ActorDep,
    now: NowDep,
    language: LanguageDep,
    mine: Annotated[bool, Query(description="Only those you made or are in.")] = False,
    owner_id: QueryId = None,
    until: InstantQuery = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[UnkeptOut]:
    """The bookings to come that would be refused today where they are, with every rule they break: of what
    you run, or your own. Four weeks ahead, or until `until`, three months at most. A page may be short: go on
    while there is a `next`. Move or cancel them as any other booking."""
    wanted = ListUnkept(mine=mine, owner_id=owner_id, until=until, after=after, limit=limit)
    found = await list_unkept(store, actor, wanted, now)
    words = Words(language)
    times = Times(words, ZoneInfo(store.zone), now)
    return Page(items=[UnkeptOut.from_hit(hit, words, times) for hit in found.bookings], next=found.after)
