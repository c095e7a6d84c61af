"""Closures, outages and maintenance, and the bookings that they hit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.outages import hit_by
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.opening_hours import Closure
from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action
from scheduler.services.crud import Noun, Step, add_in, make, signed_in
from scheduler.services.guards import of_its_resource
from scheduler.storage import crud, records
from scheduler.storage.bookings import bookings, claims
from scheduler.storage.campus.resources import ids_on_campus
from scheduler.storage.crud import gateway
from scheduler.storage.store import Store, Tx


async def _complete(tx: Tx, step: Step[Closure]) -> Closure:
    """Whoever is booking the same things waits, so that no booking slips in unreported."""
    closure = step.after
    assert closure is not None  # noqa: S101 - nothing is completed on the way out
    if closure.resource_id is not None and closure.units is not None:
        resource = await records.get(tx, Resource, closure.resource_id)
        if not 1 <= closure.units <= resource.units:
            raise Invalid(
                "units", InvalidCode.OUT_OF_RANGE, expected=f"1 to {resource.units}, or null for all"
            )
    await claims.lock_resources(tx, await _closed(tx, closure))
    return closure


CLOSURES = Noun(
    gateway=gateway(Closure),
    guard=of_its_resource(Action.MANAGE_OUTAGES),
    names={"campus_id": Campus, "resource_id": Resource},
    complete=_complete,
)


async def close(
    store: Store, actor: Actor | None, values: Mapping[str, Any], now: datetime
) -> tuple[Closure, list[Booking]]:
    """Put something out of use; answers the bookings that it hits, which stay as they are."""
    closer = signed_in(actor)
    async with store.write() as tx:
        closure = await add_in(tx, closer, CLOSURES, make(Closure, values), now)
        return closure, await _hits(tx, closure)


async def list_hits(store: Store, actor: Actor | None, closure_id: int) -> list[Booking]:
    """The bookings that a closure hits by now, for who may move them."""
    reader = signed_in(actor)
    async with store.read() as tx:
        closure = await crud.get(tx, CLOSURES.gateway, closure_id)
        await CLOSURES.guard(tx, reader, closure)
        return await _hits(tx, closure)


async def _closed(tx: Tx, closure: Closure) -> list[int]:
    if closure.resource_id is not None:
        return [closure.resource_id]
    return await ids_on_campus(tx, closure.campus_id or 0)


async def _hits(tx: Tx, closure: Closure) -> list[Booking]:
    ids = await _closed(tx, closure)
    held = await claims.held(tx, ids, [closure.span])
    hit = hit_by(closure, held, await records.by_id(tx, Resource, ids))
    return await bookings.bookings_by_id(tx, hit)
