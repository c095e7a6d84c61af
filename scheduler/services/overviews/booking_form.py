"""What somebody needs to see in order to fill in a booking: the place, what can come with it, for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.errors import NotFound
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, may, require
from scheduler.services.bookings.commands import Preview, RequestBooking
from scheduler.services.bookings.request import preview_in
from scheduler.storage import records
from scheduler.storage.store import Store, Tx

_COMES_ALONG: Final = (ResourceKind.EQUIPMENT, ResourceKind.ONLINE, ResourceKind.STAFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingForm:
    """`extras` are what a booking of `resource` can take along, what stands in it first;
    `organisations` are those the actor may book for."""

    resource: Resource
    campus: Campus | None
    extras: tuple[Resource, ...]
    organisations: tuple[Organisation, ...]
    names: Mapping[int, str]


async def see_booking_form(store: Store, actor: Actor | None, resource_id: int) -> BookingForm:
    """Raises `NotFound` for a resource that is not there or not in use, `Forbidden` for who may not book."""
    acting = require(actor, Action.BOOK)
    async with store.read() as tx:
        return await _form(tx, acting, resource_id)


async def see_verdict(
    store: Store, actor: Actor | None, resource_id: int, command: RequestBooking, now: datetime
) -> tuple[BookingForm, Preview]:
    """The form with what would become of a request now: who reads the verdict needs the names in it."""
    acting = require(actor, Action.BOOK)
    async with store.read() as tx:
        return await _form(tx, acting, resource_id), await preview_in(
            tx, acting, command, store.answer_time, now
        )


async def _form(tx: Tx, acting: Actor, resource_id: int) -> BookingForm:
    resources = {resource.id: resource for resource in await records.listing(tx, Resource)}
    resource = resources.get(resource_id)
    if resource is None or not resource.active:
        raise NotFound("resource", resource_id)
    campus = await records.find(tx, Campus, resource.campus_id or 0)
    organisations = await records.listing(tx, Organisation)
    extras = sorted(_extras(resource, resources.values(), acting), key=lambda one: _nearness(one, resource))
    return BookingForm(
        resource=resource,
        campus=campus,
        extras=tuple(extras),
        organisations=tuple(o for o in organisations if may(acting, Action.BOOK, organisations=[o.id])),
        names={known.id: known.name for known in resources.values()},
    )


def _extras(resource: Resource, known: Iterable[Resource], actor: Actor) -> Iterable[Resource]:
    for other in known:
        near = other.part_of_id == resource.id or other.campus_id in (None, resource.campus_id)
        oneself = other.kind is not ResourceKind.STAFF or other.id == actor.staff_resource_id
        free_to_go = other.part_of_id in (None, resource.id) or other.movable
        wanted = other.active and other.id != resource.id and other.kind in _COMES_ALONG
        if wanted and near and oneself and free_to_go:
            yield other


def _nearness(other: Resource, resource: Resource) -> tuple[bool, int, str]:
    return (other.part_of_id != resource.id, _COMES_ALONG.index(other.kind), other.name)
