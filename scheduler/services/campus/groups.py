"""Groups and their members."""

from dataclasses import replace

from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.groups import Group, GroupMember
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.error_codes import ConflictCode
from scheduler.domain.errors import Conflict
from scheduler.domain.identity.people import Actor, Person
from scheduler.domain.identity.policies import Action, may, require
from scheduler.services.crud import Noun, Step
from scheduler.storage import crud, records
from scheduler.storage.calendars import feed_removals, feeds, revisions
from scheduler.storage.campus.groups import GROUPS as STORED_GROUPS
from scheduler.storage.crud import gateway
from scheduler.storage.store import Tx


async def _teaches(tx: Tx, actor: Actor | None, group: Group) -> Actor:
    """A joint class is run by any of its schools."""
    return require(actor, Action.MANAGE_TEACHING, organisations=group.organisation_ids)


async def _with_resource(tx: Tx, step: Step[Group]) -> Group:
    """A group is a resource of its first school; they have one name and one campus."""
    group = step.after
    assert group is not None  # noqa: S101 - nothing is completed on the way out
    if step.before is None:
        resource = Resource(
            id=0,
            kind=ResourceKind.GROUP,
            name=group.name,
            owner_id=group.organisation_ids[0],
            campus_id=group.campus_id,
        )
        return replace(group, resource_id=await records.add(tx, resource))
    resource = await records.get(tx, Resource, group.resource_id)
    same = replace(resource, name=group.name, owner_id=group.organisation_ids[0], campus_id=group.campus_id)
    if same != resource:
        await records.change(tx, replace(same, version=resource.version + 1))
        await revisions.touch_resources(tx, [resource.id], step.now)
    return group


async def _without_resource(tx: Tx, step: Step[Group]) -> None:
    """A group that goes takes its resource along, unless something was booked for it."""
    if step.after is None and step.before is not None:
        if used := await crud.uses(tx, Resource, step.before.resource_id):
            raise Conflict(ConflictCode.IN_USE, uses=used)
        await records.remove(tx, Resource, step.before.resource_id)


GROUPS = Noun(
    gateway=STORED_GROUPS,
    guard=_teaches,
    names={"organisation_ids": Organisation, "campus_id": Campus},
    complete=_with_resource,
    after=_without_resource,
    organisation_of=lambda group: group.organisation_ids[0],
)


async def _teaches_the_group(tx: Tx, actor: Actor | None, member: GroupMember) -> Actor:
    group = await crud.get(tx, STORED_GROUPS, member.group_id)
    return await _teaches(tx, actor, group)


def _of_ones_own(actor: Actor, member: GroupMember) -> GroupMember | None:
    """Each school sees who comes from it."""
    own = member.person_id == actor.id
    seen = may(actor, Action.VIEW_PEOPLE, organisations=[member.organisation_id], own=own)
    return member if seen else None


async def _tell_member(tx: Tx, step: Step[GroupMember]) -> None:
    """What the group does is in its members' own calendars, and theirs to know in any other."""
    for member in filter(None, (step.before, step.after)):
        await revisions.touch(tx, [(Subject.PERSON, member.person_id)], step.now)
        await feeds.change_those_of(tx, member.person_id, step.now)
    if step.before is not None and step.before != step.after:
        group = await crud.get(tx, STORED_GROUPS, step.before.group_id)
        await feed_removals.leave(tx, (Subject.PERSON, step.before.person_id), group.resource_id)


MEMBERS = Noun(
    gateway=gateway(GroupMember),
    see=Action.VIEW_PEOPLE,
    guard=_teaches_the_group,
    names={"person_id": Person, "organisation_id": Organisation},
    shown=_of_ones_own,
    after=_tell_member,
)
