"""Whose feeds show what happens on a resource."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.calendars.feeds import Subject
from scheduler.storage.store import Tx
from scheduler.storage.tables import GroupMemberRow, GroupRow, ResourceRow
from scheduler.storage.tables.base import columns

Key = tuple[Subject, int]

_CHUNK = 500
_RESOURCE, _GROUP, _MEMBER = columns(ResourceRow), columns(GroupRow), columns(GroupMemberRow)


def named_by(booking: Booking) -> set[Key]:
    """Those whom a booking names itself."""
    keys: set[Key] = {(Subject.RESOURCE, need.resource_id) for need in booking.needs}
    keys.add((Subject.COMPANY, booking.organisation_id))
    if booking.campus_id is not None:
        keys.add((Subject.CAMPUS, booking.campus_id))
    if booking.organiser_id is not None:
        keys.add((Subject.PERSON, booking.organiser_id))
    return keys


async def behind(tx: Tx, resource_ids: Iterable[int]) -> set[Key]:
    """The staff, the groups with their members, and the owners behind resources."""
    known = sorted(resource_ids)
    return await _people_and_groups(tx, known) | await _owners(tx, known)


async def _people_and_groups(tx: Tx, resource_ids: Sequence[int]) -> set[Key]:
    """The staff and the groups among the resources, and the members of those groups."""
    keys: set[Key] = set()
    for chunk in _chunks(resource_ids):
        staff = select(_RESOURCE.person_id).where(
            _RESOURCE.id.in_(chunk),
            _RESOURCE.person_id.is_not(None),
        )
        keys |= {(Subject.PERSON, person_id) for (person_id,) in await tx.execute(staff)}
        groups = select(_GROUP.id).where(_GROUP.resource_id.in_(chunk))
        keys |= {(Subject.GROUP, group_id) for (group_id,) in await tx.execute(groups)}
        members = select(_MEMBER.person_id).where(_MEMBER.group_id.in_(groups))
        keys |= {(Subject.PERSON, person_id) for (person_id,) in await tx.execute(members)}
    return keys


async def _owners(tx: Tx, resource_ids: Sequence[int]) -> set[Key]:
    """The organisations that own the resources: their feed shows what happens on them."""
    keys: set[Key] = set()
    for chunk in _chunks(resource_ids):
        owners = select(_RESOURCE.owner_id).where(_RESOURCE.id.in_(chunk)).distinct()
        keys |= {(Subject.COMPANY, owner_id) for (owner_id,) in await tx.execute(owners)}
    return keys


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """Pieces that a statement can name one by one."""
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
