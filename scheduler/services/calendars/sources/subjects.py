"""Whose busy time a calendar may tell, and who may say so: decided here for every intention."""

from dataclasses import dataclass

from scheduler.domain.calendars.sources import Source, Whose
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Forbidden, Invalid, NotFound
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.storage import records
from scheduler.storage.campus.groups import get_group, id_of_resource
from scheduler.storage.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSubject:
    """A person, or a resource (a group is one); `zone` is where its whole days begin and end:
    that of its campus, or None."""

    whose: Whose
    id: int
    name: str
    person_id: int | None = None
    resource_id: int | None = None
    organisation_id: int | None = None
    zone: str | None = None


async def subject_of(tx: Tx, actor: Actor, whose: Whose, subject_id: int | None) -> SourceSubject:
    """One whose calendars the actor keeps; without an id it is themself.

    A resource that is a group or a person stands for it. Raises `Forbidden` or `NotFound`.
    """
    match whose:
        case Whose.PERSON:
            return _oneself(actor, actor.id if subject_id is None else subject_id)
        case Whose.GROUP:
            return await _group(tx, actor, _given(subject_id))
        case Whose.RESOURCE:
            return await _resource(tx, actor, _given(subject_id))


async def kept_source(tx: Tx, actor: Actor, source_id: int) -> tuple[Source, SourceSubject]:
    """A calendar that the actor keeps. Raises `NotFound`: others' are no different from none."""
    source = await records.get(tx, Source, source_id)
    try:
        return source, await whose_is(tx, actor, source)
    except (Forbidden, NotFound) as error:
        raise NotFound("source", source_id) from error


async def whose_is(tx: Tx, actor: Actor, source: Source) -> SourceSubject:
    """Raises `Forbidden` or `NotFound` when the actor does not keep it."""
    if source.person_id is not None:
        return _oneself(actor, source.person_id)
    return await _resource(tx, actor, source.resource_id or 0)


async def zone_of_source(tx: Tx, source: Source) -> str | None:
    """Where the whole days of a followed calendar begin and end; None: on no campus."""
    resource = await records.find(tx, Resource, source.resource_id or 0)
    return await _zone(tx, resource.campus_id if resource else None)


def _given(subject_id: int | None) -> int:
    if subject_id is None:
        raise Invalid("subject_id", InvalidCode.EMPTY)
    return subject_id


def _oneself(actor: Actor, person_id: int) -> SourceSubject:
    require(actor, Action.OWN_ACCOUNT, own=True)
    if person_id != actor.id:
        raise NotFound("person", person_id)
    return SourceSubject(whose=Whose.PERSON, id=actor.id, name=actor.person.name, person_id=actor.id)


async def _group(tx: Tx, actor: Actor, group_id: int) -> SourceSubject:
    group = await get_group(tx, group_id)
    require(actor, Action.FOLLOW_FOR_GROUP, organisations=group.organisation_ids)
    return SourceSubject(
        whose=Whose.GROUP,
        id=group.id,
        name=group.name,
        resource_id=group.resource_id,
        organisation_id=group.organisation_ids[0],
        zone=await _zone(tx, group.campus_id),
    )


async def _resource(tx: Tx, actor: Actor, resource_id: int) -> SourceSubject:
    resource = await records.get(tx, Resource, resource_id)
    if resource.kind is ResourceKind.GROUP:
        return await _group(tx, actor, await id_of_resource(tx, resource.id))
    if resource.kind is ResourceKind.STAFF:
        return _oneself(actor, resource.person_id or 0)
    require(actor, Action.FOLLOW_FOR_RESOURCE, organisations=[resource.owner_id])
    return SourceSubject(
        whose=Whose.RESOURCE,
        id=resource.id,
        name=resource.name,
        resource_id=resource.id,
        organisation_id=resource.owner_id,
        zone=await _zone(tx, resource.campus_id),
    )


async def _zone(tx: Tx, campus_id: int | None) -> str | None:
    campus = await records.find(tx, Campus, campus_id or 0)
    return None if campus is None else campus.zone
