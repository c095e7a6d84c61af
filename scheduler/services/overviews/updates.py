"""What was changed since somebody looked last, for programs that keep a copy of the campus."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scheduler.domain.campus.resources import Resource
from scheduler.domain.errors import CursorExpired
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.updates import Position, Update, UpdateNoun
from scheduler.services.bookings.commands import Seen
from scheduler.services.bookings.queries import seen_by
from scheduler.services.campus.resources import RESOURCES
from scheduler.storage import records, updates
from scheduler.storage.bookings.bookings import bookings_by_id
from scheduler.storage.store import Store, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatesPart:
    """Updates in order, and of the bookings and resources among them how each is by now, as this person may
    see it. `more`: the rest can be read at once from `position`."""

    position: Position
    updates: tuple[Update, ...] = ()
    more: bool = False
    bookings: Mapping[int, Seen] = field(default_factory=dict)
    resources: Mapping[int, Resource] = field(default_factory=dict)


async def list_updates(
    store: Store, actor: Actor | None, after: Position | None, limit: int, now: datetime
) -> UpdatesPart:
    """The updates behind `after`; without it none, and the position from which to follow.

    Raises `CursorExpired` for a position of which not everything behind it is kept.
    """
    reader = require(actor, Action.VIEW_WEEK)
    await number_updates(store, now)
    async with store.read() as tx:
        if after is None:
            return UpdatesPart(position=await updates.last_position(tx))
        if not await updates.is_known(tx, after):
            raise CursorExpired()
        found = await updates.updates_behind(tx, after, limit + 1)
        part = tuple(found[:limit])
        return UpdatesPart(
            updates=part,
            position=part[-1].position if part else after,
            more=len(found) > limit,
            bookings=await _bookings(tx, reader, _ids(part, UpdateNoun.BOOKING)),
            resources=await _resources(tx, reader, _ids(part, UpdateNoun.RESOURCE)),
        )


async def number_updates(store: Store, now: datetime) -> None:
    """Give what is new its number, and let go of what is old: a duty of the clock too (see `Duty`), so that
    the list is kept within its days where nobody reads it."""
    async with store.read() as tx:
        if not await updates.any_new(tx):
            return
    async with store.write() as tx:
        await updates.number_new(tx, now)


def _ids(found: tuple[Update, ...], noun: UpdateNoun) -> set[int]:
    return {update.thing_id for update in found if update.noun is noun and not update.gone}


async def _bookings(tx: Tx, reader: Actor, ids: set[int]) -> dict[int, Seen]:
    return {seen.booking.id: seen for seen in await seen_by(tx, reader, await bookings_by_id(tx, ids))}


async def _resources(tx: Tx, reader: Actor, ids: set[int]) -> dict[int, Resource]:
    found = await records.by_id(tx, Resource, ids)
    shown = (RESOURCES.shown(reader, resource) for resource in found.values())
    return {resource.id: resource for resource in shown if resource is not None}
