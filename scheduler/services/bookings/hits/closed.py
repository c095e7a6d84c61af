"""What a closure that stands hits by now."""

from dataclasses import replace
from datetime import datetime

from scheduler.domain.bookings.hits import Hit, hits_of
from scheduler.domain.identity.people import Actor
from scheduler.services.bookings.hits.scope import scope_of
from scheduler.services.bookings.hits.worlds import in_scope, world_around
from scheduler.services.campus.closures import CLOSURES
from scheduler.services.crud import signed_in
from scheduler.storage import crud
from scheduler.storage.store import Store


async def list_hits(store: Store, actor: Actor | None, closure_id: int, now: datetime) -> tuple[Hit, ...]:
    """The bookings to come that it alone keeps from their places, for who may move them."""
    reader = signed_in(actor)
    async with store.read() as tx:
        closure = await crud.get(tx, CLOSURES.gateway, closure_id)
        await CLOSURES.guard(tx, reader, closure)
        standing = await in_scope(tx, await scope_of(tx, None, closure), now)
        there = await world_around(tx, standing, now)
        alone, none = replace(there, closures=[closure]), replace(there, closures=[])
        return hits_of(standing, none, alone, now)
