"""Which bookings lie in busy time of another calendar, whichever of the two came first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.external_busy import Clash
from scheduler.domain.bookings.visibility import sees_details
from scheduler.domain.calendars.sources import AHEAD
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.time.spans import Span
from scheduler.storage import records
from scheduler.storage.bookings import external_busy
from scheduler.storage.bookings.bookings import bookings_by_id
from scheduler.storage.bookings.external_busy import ClashQuery
from scheduler.storage.store import Store, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenClash:
    """A clash with its booking, as far as the reader may see that; of the other calendar nobody sees
    more than that it says busy in `clash.span`."""

    clash: Clash
    resource: Resource
    span: Span
    booking: Booking | None


async def list_clashes(store: Store, actor: Actor | None, now: datetime) -> tuple[SeenClash, ...]:
    """The clashes that are the actor's concern from now on: of their own calendars, with what they and
    their groups do, and of anybody's with a booking that they made."""
    acting = require(actor, Action.OWN_ACCOUNT, own=True)
    async with store.read() as tx:
        return await own_clashes(tx, acting, now)


async def own_clashes(tx: Tx, actor: Actor, now: datetime) -> tuple[SeenClash, ...]:
    """The same within a transaction that is under way."""
    wanted = ClashQuery(person_ids=frozenset({actor.id}), organiser_id=actor.id, members=True)
    return await seen_clashes(tx, actor, wanted, now)


async def seen_clashes(tx: Tx, actor: Actor, wanted: ClashQuery, now: datetime) -> tuple[SeenClash, ...]:
    """In time order."""
    found = await external_busy.clashes(tx, wanted, Span(now, now + AHEAD))
    return await shown(tx, actor, found)


async def shown(tx: Tx, actor: Actor, clashes: Sequence[Clash]) -> tuple[SeenClash, ...]:
    """The same with what the actor may see of the bookings."""
    bookings = {each.id: each for each in await bookings_by_id(tx, {clash.booking_id for clash in clashes})}
    named = {need.resource_id for booking in bookings.values() for need in booking.needs}
    resources = await records.by_id(tx, Resource, named | {clash.resource_id for clash in clashes})

    def seen(clash: Clash) -> SeenClash:
        booking = bookings[clash.booking_id]
        owners = {resources[need.resource_id].owner_id for need in booking.needs}
        details = sees_details(actor, booking, owners)
        return SeenClash(
            clash=clash,
            resource=resources[clash.resource_id],
            span=booking.span,
            booking=booking if details else None,
        )

    return tuple(seen(clash) for clash in clashes)
