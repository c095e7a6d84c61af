"""Who is acting, with everything the policies ask about them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, literal, select, union_all

from scheduler.domain.errors import NotFound
from scheduler.domain.identity.credentials import TokenScope
from scheduler.domain.identity.people import Actor, Person, Role
from scheduler.storage import records
from scheduler.storage.store import Tx
from scheduler.storage.tables import (
    GroupMemberRow,
    GroupRow,
    MembershipRow,
    PersonRow,
    ResourceRow,
    SessionRow,
    TokenRow,
)
from scheduler.storage.tables.base import columns

_PERSON, _MEMBERSHIP, _RESOURCE = columns(PersonRow), columns(MembershipRow), columns(ResourceRow)
_GROUP, _MEMBER = columns(GroupRow), columns(GroupMemberRow)
_SESSION, _TOKEN = columns(SessionRow), columns(TokenRow)


async def actor_of_session(tx: Tx, secret_hash: str, now: datetime) -> Actor | None:
    """The person whose session has this hash; none when it ended or the person was made inactive."""
    holder = select(_SESSION.person_id).where(_SESSION.secret_hash == secret_hash, _SESSION.expires_at > now)
    return await _actor(tx, _PERSON.id == holder.scalar_subquery(), _PERSON.active)


async def actor_of_token(tx: Tx, secret_hash: str, now: datetime) -> tuple[Actor, datetime | None] | None:
    """The person whose API token has this hash, and when it was last noted as used.

    A token for reading gives an actor that only reads.
    """
    query = select(_TOKEN.person_id, _TOKEN.scope, _TOKEN.last_used_at).where(
        _TOKEN.secret_hash == secret_hash, _TOKEN.expires_at > now, _TOKEN.revoked_at.is_(None)
    )
    token = (await tx.execute(query)).first()
    if token is None:
        return None
    read_only = token.scope == TokenScope.READ
    actor = await _actor(tx, _PERSON.id == token.person_id, _PERSON.active, read_only=read_only)
    return None if actor is None else (actor, token.last_used_at)


async def get_actor(tx: Tx, person_id: int) -> Actor:
    """Raises `NotFound` when there is no such person any more."""
    found = await _actor(tx, _PERSON.id == person_id, _PERSON.active)
    if found is None:
        raise NotFound("person", person_id)
    return found


async def roles_of(tx: Tx, person: Person) -> Actor:
    """The person as an actor, whether or not they are active."""
    found = await _actor(tx, _PERSON.id == person.id)
    if found is None:
        raise NotFound("person", person.id)
    return found


async def organisations_of(tx: Tx, person_id: int) -> frozenset[int]:
    """Where a person has any role."""
    query = select(_MEMBERSHIP.organisation_id).where(_MEMBERSHIP.person_id == person_id)
    return frozenset(await tx.scalars(query))


async def _actor(tx: Tx, *whose: ColumnElement[bool], read_only: bool = False) -> Actor | None:
    found = (await tx.execute(select(*_PERSON).where(*whose))).mappings().first()
    if found is None:
        return None
    roles: set[tuple[int, Role]] = set()
    groups: set[int] = set()
    staff: int | None = None
    for fact, key, role in await tx.execute(_facts(found["id"])):
        if fact == "role":
            roles.add((key, Role(role)))
        elif fact == "group":
            groups.add(key)
        else:
            staff = key
    return Actor(
        person=records.load(Person, found),
        roles=frozenset(roles),
        group_ids=frozenset(groups),
        staff_resource_id=staff,
        read_only=read_only,
    )


def _facts(person_id: int) -> CompoundSelect[Any]:
    """Roles, groups and the staff resource of a person in one statement: (fact, key, role)."""
    return union_all(
        select(literal("role"), _MEMBERSHIP.organisation_id, _MEMBERSHIP.role).where(
            _MEMBERSHIP.person_id == person_id
        ),
        select(literal("group"), _GROUP.resource_id, literal("")).where(
            _GROUP.id == _MEMBER.group_id, _MEMBER.person_id == person_id
        ),
        select(literal("staff"), _RESOURCE.id, literal("")).where(_RESOURCE.person_id == person_id),
    )
