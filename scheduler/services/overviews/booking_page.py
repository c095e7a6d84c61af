"""See one booking with the resources that it has, and those it could have instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.bookings.alternatives import Alternative
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.services.bookings.commands import Seen
from scheduler.services.bookings.queries import booking_in
from scheduler.storage import records
from scheduler.storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingPage:
    """`resources` has every resource that the booking or one of its alternatives needs."""

    seen: Seen
    resources: Mapping[int, Resource]


async def see_booking(
    store: Store,
    actor: Actor | None,
    booking_id: int,
    now: datetime,
    alternatives: Iterable[Alternative] = (),
) -> BookingPage:
    """`alternatives` are those of a change that was refused. Raises `NotFound`."""
    acting = require(actor, Action.VIEW_WEEK)
    async with store.read() as tx:
        seen = await booking_in(tx, acting, booking_id, now)
        needs = [*seen.booking.needs, *(need for other in alternatives for need in other.needs)]
        resources = await records.by_id(tx, Resource, {need.resource_id for need in needs})
    return BookingPage(seen=seen, resources=resources)
