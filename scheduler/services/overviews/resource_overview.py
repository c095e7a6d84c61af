"""See one resource: what it is, whose, where, when it is open, what belongs to it, and its own week."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.errors import NotFound
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.services.overviews.week import Week, WeekQuestion, week_in
from scheduler.storage import records
from scheduler.storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcePage:
    """`openings` are its own hours, or else those of its campus; none: always open. `week` is of it alone."""

    resource: Resource
    owner: Organisation
    campus: Campus | None
    lab: Resource | None
    parts: tuple[Resource, ...]
    openings: tuple[Opening, ...]
    week: Week


async def see_resource(
    store: Store, actor: Actor | None, resource_id: int, week_from: date, now: datetime
) -> ResourcePage:
    """With the week that begins on `week_from`. Raises `NotFound`."""
    acting = require(actor, Action.VIEW_WEEK)
    async with store.read() as tx:
        known = {resource.id: resource for resource in await records.listing(tx, Resource)}
        resource = known.get(resource_id)
        if resource is None:
            raise NotFound("resource", resource_id)
        owner = await records.get(tx, Organisation, resource.owner_id)
        campus = await records.find(tx, Campus, resource.campus_id or 0)
        openings = await records.listing(tx, Opening)
        question = WeekQuestion(first_on=week_from, resource_ids=(resource_id,))
        week = await week_in(tx, acting, question, ZoneInfo(store.zone), now)
    own = [opening for opening in openings if opening.resource_id == resource_id]
    shared = [o for o in openings if campus and o.campus_id == campus.id] if resource.stands else []
    return ResourcePage(
        resource=resource,
        owner=owner,
        campus=campus,
        lab=known.get(resource.part_of_id or 0),
        parts=tuple(part for part in known.values() if part.part_of_id == resource_id and part.active),
        openings=tuple(sorted(own or shared, key=lambda opening: (opening.weekday, opening.opens))),
        week=week,
    )
