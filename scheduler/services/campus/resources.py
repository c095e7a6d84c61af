"""Rooms, fieldlabs, equipment, demonstrators and whatever else a person can book."""

from dataclasses import replace
from typing import Final

from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.error_codes import ConflictCode, InvalidCode
from scheduler.domain.errors import Conflict, Invalid
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, may, require
from scheduler.services.crud import Noun, Step
from scheduler.storage.bookings import claims
from scheduler.storage.calendars import feed_removals, revisions
from scheduler.storage.campus.resources import has_own_hours, highest_unit_held
from scheduler.storage.crud import gateway
from scheduler.storage.store import Tx

_COMES_WITH_ANOTHER: Final = frozenset({ResourceKind.STAFF, ResourceKind.GROUP})
_SHOWN_IN_CALENDARS: Final = ("name", "location", "campus_id", "meeting_url", "owner_id")


async def _owner(tx: Tx, actor: Actor | None, resource: Resource) -> Actor:
    return require(actor, Action.MANAGE_RESOURCES, organisations=[resource.owner_id])


def _without_link(actor: Actor, resource: Resource) -> Resource:
    """The link of an online room is for who is in a booking of it, and for who runs the room."""
    if may(actor, Action.MANAGE_RESOURCES, organisations=[resource.owner_id]):
        return resource
    return replace(resource, meeting_url=None)


async def _complete(tx: Tx, step: Step[Resource]) -> Resource:
    """People and groups bring their resource with them. Units may go that somebody holds: such a change
    shows its hits (`services.bookings.hits`)."""
    before, after = step.before, step.after
    assert after is not None  # noqa: S101 - nothing is completed on the way out
    if after.kind in _COMES_WITH_ANOTHER and (before is None or before.kind is not after.kind):
        raise Invalid("kind", InvalidCode.COMES_WITH_ANOTHER, expected="a person or a group brings its own")
    if before is not None and before.kind is not after.kind and before.kind in _COMES_WITH_ANOTHER:
        raise Invalid("kind", InvalidCode.COMES_WITH_ANOTHER, expected="a person or a group brings its own")
    return await _hours_stay(tx, before, after)


async def _units_stay(tx: Tx, step: Step[Resource]) -> Resource:
    """What is held by somebody is not taken away by a file."""
    before, after = step.before, step.after
    assert after is not None  # noqa: S101 - nothing is completed on the way out
    if before is not None and after.units < before.units:
        await claims.lock_resources(tx, [after.id])
        held = await highest_unit_held(tx, after.id, step.now)
        if held > after.units:
            raise Conflict(ConflictCode.UNITS_HELD, unit=held)
    return await _hours_stay(tx, before, after)


async def _hours_stay(tx: Tx, before: Resource | None, after: Resource) -> Resource:
    """What has hours of its own needs the clock of a campus."""
    leaves = before is not None and before.campus_id is not None and after.campus_id is None
    if leaves and await has_own_hours(tx, after.id):
        raise Invalid("campus_id", InvalidCode.HOURS_NEED_A_CAMPUS)
    return after


async def _tell_calendars(tx: Tx, step: Step[Resource]) -> None:
    before, after = step.before, step.after
    if before is None or after is None:
        return
    if any(getattr(before, name) != getattr(after, name) for name in _SHOWN_IN_CALENDARS):
        await revisions.touch_resources(tx, [after.id], step.now)
    if before.owner_id != after.owner_id:
        await feed_removals.leave(tx, (Subject.COMPANY, before.owner_id), after.id)
        await revisions.touch(tx, [(Subject.COMPANY, before.owner_id)], step.now)


RESOURCES = Noun(
    gateway=gateway(Resource),
    guard=_owner,
    names={"owner_id": Organisation, "campus_id": Campus, "part_of_id": Resource},
    shown=_without_link,
    complete=_complete,
    after=_tell_calendars,
    organisation_of=lambda resource: resource.owner_id,
)
FOREIGN_RESOURCES = replace(RESOURCES, complete=_units_stay)
"""The same for what comes from elsewhere: a timetable names teachers of whom it tells nothing else, so
that there is no person to bring them."""
