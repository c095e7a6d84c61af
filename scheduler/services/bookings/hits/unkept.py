"""The bookings that no longer keep today's rules, whatever became of the rules and whenever."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scheduler.domain.bookings.hits import Hit, StandingBooking, rejudged
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, reach, require
from scheduler.domain.time.spans import Span
from scheduler.services.bookings.hits.worlds import world_around
from scheduler.storage.bookings.coming import standing_by, standing_for
from scheduler.storage.store import Store, Tx

AHEAD: Final = timedelta(days=28)
"""How far ahead is looked when nobody says."""
FARTHEST: Final = timedelta(days=92)
MOST_JUDGED: Final = 400
"""Bookings that are judged for one page, each against everything around it; the next page goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListUnkept:
    """Those of `owner_id`, else of everything the actor runs: what it owns and what it booked; or `mine`:
    those the actor made or is in. Bookings that begin before `until`, from the one after the id `after`."""

    mine: bool = False
    owner_id: int | None = None
    until: datetime | None = None
    after: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class UnkeptPage:
    """`bookings` with the rules they break, in id order; `after` is where the next page goes on (None: that
    was all). A page may be short, and even empty."""

    bookings: tuple[Hit, ...]
    after: int | None


async def list_unkept(store: Store, actor: Actor | None, wanted: ListUnkept, now: datetime) -> UnkeptPage:
    """Raises `Invalid` for more than three months at once."""
    until = wanted.until or now + AHEAD
    if not now < until <= now + FARTHEST:
        raise Invalid("until", InvalidCode.OUT_OF_RANGE, expected=f"from now, at most {FARTHEST.days} days")
    async with store.read() as tx:
        standing = await _asked(tx, actor, wanted, Span(now, until))
        around = await world_around(tx, standing, now)
    return await asyncio.to_thread(_judged, standing, around, wanted.limit, now)


def _judged(
    standing: Sequence[StandingBooking], around: Surroundings, limit: int, now: datetime
) -> UnkeptPage:
    found: list[Hit] = []
    for each in standing:
        if broken := rejudged(each, around, now).violations:
            found.append(Hit(each.booking, broken))
        if len(found) == limit and each is not standing[-1]:
            return UnkeptPage(tuple(found), each.booking.id)
    whole = len(standing) == MOST_JUDGED
    return UnkeptPage(tuple(found), standing[-1].booking.id if whole else None)


async def _asked(tx: Tx, actor: Actor | None, wanted: ListUnkept, within: Span) -> list[StandingBooking]:
    if wanted.mine:
        acting = require(actor, Action.VIEW_WEEK)
        claimed = {*acting.group_ids, *filter(None, [acting.staff_resource_id])}
        return await standing_by(tx, acting.id, claimed, within, wanted.after, MOST_JUDGED)
    owners = None if wanted.owner_id is None else [wanted.owner_id]
    acting = require(actor, Action.CHANGE_BOOKING, organisations=owners)
    owned = reach(acting, Action.CHANGE_BOOKING) if owners is None else frozenset(owners)
    return await standing_for(tx, owned, within, wanted.after, MOST_JUDGED)
