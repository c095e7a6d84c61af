"""Who is acting: a person with their roles, groups and place as staff, in one transaction."""

from typing import Any

from sqlalchemy import ColumnElement, select

from scheduler.domain.errors import NotFound
from scheduler.domain.people import Actor, Person, Role
from scheduler.storage import records
from scheduler.storage.store import Tx
from scheduler.storage.tables import GroupMemberRow, GroupRow, MembershipRow, PersonRow, ResourceRow
from scheduler.storage.tables.base import columns

_PERSON, _MEMBERSHIP, _RESOURCE = columns(PersonRow), columns(MembershipRow), columns(ResourceRow)
_GROUP, _MEMBER = columns(GroupRow), columns(GroupMemberRow)


async def find_actor(tx: Tx, where: ColumnElement[bool], *, read_only: bool = False) -> Actor | None:
    """The one active person that `where` says something about."""
    row = (await tx.execute(select(*_PERSON).where(where, _PERSON.active))).mappings().first()
    return None if row is None else await _actor(tx, row, read_only)


async def get_actor(tx: Tx, person_id: int, *, read_only: bool = False) -> Actor:
    """Raises `NotFound` when there is no such person any more."""
    found = await find_actor(tx, _PERSON.id == person_id, read_only=read_only)
    if found is None:
        raise NotFound("person", person_id)
    return found


async def _actor(tx: Tx, row: Any, read_only: bool) -> Actor:
    person_id = row["id"]
    roles = select(_MEMBERSHIP.organisation_id, _MEMBERSHIP.role).where(_MEMBERSHIP.person_id == person_id)
    groups = (
        select(_GROUP.resource_id)
        .join(GroupMemberRow, _MEMBER.group_id == _GROUP.id)
        .where(_MEMBER.person_id == person_id)
    )
    staff = select(_RESOURCE.id).where(_RESOURCE.person_id == person_id)
    return Actor(
        person=records.load(Person, row),
        roles=frozenset((organisation_id, Role(role)) for organisation_id, role in await tx.execute(roles)),
        group_ids=frozenset(await tx.scalars(groups)),
        staff_resource_id=(await tx.scalars(staff)).first(),
        read_only=read_only,
    )
