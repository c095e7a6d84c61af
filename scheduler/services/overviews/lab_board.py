"""The board of today for those who keep labs running: who comes where, what waits, what is broken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.campus.opening_hours import Closure
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, reach, require
from scheduler.domain.time.spans import Span
from scheduler.services.bookings.approvals import ListRequests, Request, requests_in
from scheduler.storage import records
from scheduler.storage.bookings.booking_filter import BookingFilter
from scheduler.storage.bookings.bookings import list_bookings
from scheduler.storage.bookings.surroundings import closures, resources_of_kinds
from scheduler.storage.store import Store, Tx

_KINDS: Final = (
    ResourceKind.FIELDLAB,
    ResourceKind.DEMONSTRATOR,
    ResourceKind.EQUIPMENT,
    ResourceKind.WORKPLACE,
    ResourceKind.ROOM,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabDay:
    """`resources` are those the actor keeps, by name; `bookings` of the day by start; `names` has every
    resource and `organisations` every organisation that a booking or a request names."""

    resources: tuple[Resource, ...]
    bookings: tuple[Booking, ...]
    requests: tuple[Request, ...]
    closures: tuple[Closure, ...]
    names: Mapping[int, Resource]
    organisations: Mapping[int, Organisation]

    def at(self, booking: Booking) -> tuple[Resource, ...]:
        """Which of the actor's resources a booking takes."""
        mine = {resource.id for resource in self.resources}
        return tuple(self.names[need.resource_id] for need in booking.needs if need.resource_id in mine)

    def whom(self, booking: Booking) -> tuple[Resource, ...]:
        """The groups and staff that come."""
        return tuple(self.names[n.resource_id] for n in booking.needs if self.names[n.resource_id].travels)


async def see_labs(store: Store, actor: Actor | None, day: Span, coming: Span, now: datetime) -> LabDay:
    """What `day` brings to the resources the actor keeps, and the closures with a moment in `coming`."""
    acting = require(actor, Action.DECIDE_REQUEST)
    async with store.read() as tx:
        mine = await _kept(tx, acting)
        ids = frozenset(resource.id for resource in mine)
        wanted = BookingFilter(needing=ids, after=day.start, before=day.end, now=now)
        held = [b for b in await list_bookings(tx, wanted) if b.holds] if ids else []
        requests = await requests_in(tx, reach(acting, Action.DECIDE_REQUEST), ListRequests(), now)
        named = [*held, *(request.booking for request in requests)]
        return LabDay(
            resources=tuple(mine),
            bookings=tuple(sorted(held, key=lambda booking: (booking.span, booking.id))),
            requests=requests,
            closures=tuple(await closures(tx, mine, coming)),
            names=await records.by_id(tx, Resource, {n.resource_id for b in named for n in b.needs} | ids),
            organisations=await records.by_id(tx, Organisation, {b.organisation_id for b in named}),
        )


async def _kept(tx: Tx, actor: Actor) -> list[Resource]:
    owners = reach(actor, Action.DECIDE_REQUEST)
    known = await resources_of_kinds(tx, _KINDS)
    owned = (resource for resource in known if owners is None or resource.owner_id in owners)
    return sorted(owned, key=lambda resource: (resource.kind != ResourceKind.FIELDLAB, resource.name))
