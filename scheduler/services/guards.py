"""Who may change which plain noun: each guard names the action and finds who owns the thing."""

from typing import Any

from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.services.crud import Guard
from scheduler.storage import records
from scheduler.storage.store import Tx


async def of_the_region(tx: Tx, actor: Actor | None, thing: Any) -> Actor:
    """What all organisations share."""
    return require(actor, Action.MANAGE_REGION)


def of_its_organisation(action: Action) -> Guard:
    """What belongs to the organisation it names; without one it belongs to the region."""

    async def guard(tx: Tx, actor: Actor | None, thing: Any) -> Actor:
        if thing.organisation_id is None:
            return require(actor, Action.MANAGE_REGION)
        return require(actor, action, organisations=[thing.organisation_id])

    return guard


def of_its_resource(action: Action) -> Guard:
    """What hangs on a resource belongs to the resource's owner; what hangs on a campus, to the region."""

    async def guard(tx: Tx, actor: Actor | None, thing: Any) -> Actor:
        if thing.resource_id is None:
            return require(actor, Action.MANAGE_REGION)
        resource = await records.find(tx, Resource, thing.resource_id)
        if resource is None:
            raise Invalid("resource_id", InvalidCode.UNKNOWN)
        return require(actor, action, organisations=[resource.owner_id])

    return guard
