"""Whom and what somebody may follow in a calendar, by its address or by CalDAV: decided here, once."""

from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.groups import Group
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.errors import NotFound
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.storage import records
from scheduler.storage.campus import groups
from scheduler.storage.store import Tx


async def name_of_followed(tx: Tx, actor: Actor, subject: Subject, subject_id: int) -> str:
    """The name of what is followed. Raises `NotFound`, or `Forbidden` for what is not theirs to follow."""
    match subject:
        case Subject.PERSON:
            if subject_id != actor.id:
                raise NotFound("person", subject_id)
            return actor.person.name
        case Subject.GROUP:
            group: Group = await groups.get_group(tx, subject_id)
            member = group.resource_id in actor.group_ids
            require(actor, Action.MAKE_FEED, organisations=group.organisation_ids, own=member)
            return group.name
        case Subject.RESOURCE:
            resource = await records.get(tx, Resource, subject_id)
            mine = resource.id in actor.group_ids or resource.id == actor.staff_resource_id
            if resource.travels and not mine:
                require(actor, Action.MAKE_FEED, organisations=[resource.owner_id])
            elif not mine:
                require(actor, Action.VIEW_WEEK)
            return resource.name
        case Subject.COMPANY:
            organisation = await records.get(tx, Organisation, subject_id)
            require(actor, Action.MAKE_FEED, organisations=[organisation.id])
            return organisation.name
        case Subject.CAMPUS:
            campus = await records.get(tx, Campus, subject_id)
            require(actor, Action.VIEW_WEEK)
            return campus.name
