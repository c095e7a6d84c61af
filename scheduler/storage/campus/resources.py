"""What is asked of resources beside reading them one by one."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from scheduler.domain.campus.resources import TRAVELLERS, Resource, ResourceKind
from scheduler.storage import records
from scheduler.storage.store import Tx
from scheduler.storage.tables import ClaimRow, OpeningRow, ResourceRow
from scheduler.storage.tables.base import columns

_RESOURCE, _CLAIM, _OPENING = columns(ResourceRow), columns(ClaimRow), columns(OpeningRow)


async def ids_on_campus(tx: Tx, campus_id: int) -> list[int]:
    """What stands on a campus: people and groups only visit it."""
    query = (
        select(_RESOURCE.id)
        .where(_RESOURCE.campus_id == campus_id, _RESOURCE.kind.not_in([kind.value for kind in TRAVELLERS]))
        .order_by(_RESOURCE.id)
    )
    return list(await tx.scalars(query))


async def ids_owned_by(tx: Tx, organisation_id: int) -> list[int]:
    """What belongs to an organisation, its people and groups included."""
    query = select(_RESOURCE.id).where(_RESOURCE.owner_id == organisation_id).order_by(_RESOURCE.id)
    return list(await tx.scalars(query))


async def ids_that_stand(tx: Tx) -> list[int]:
    """What is somewhere, on any campus."""
    query = (
        select(_RESOURCE.id)
        .where(_RESOURCE.campus_id.is_not(None), _RESOURCE.kind.not_in([kind.value for kind in TRAVELLERS]))
        .order_by(_RESOURCE.id)
    )
    return list(await tx.scalars(query))


async def staff_of(tx: Tx, organisation_ids: Iterable[int], limit: int) -> list[Resource]:
    """The people of these organisations who can be asked for, in id order."""
    return await records.listing(
        tx,
        Resource,
        _RESOURCE.owner_id.in_(sorted(set(organisation_ids))),
        _RESOURCE.kind == ResourceKind.STAFF.value,
        _RESOURCE.active,
        _RESOURCE.person_id.is_not(None),
        limit=limit,
    )


async def has_own_hours(tx: Tx, resource_id: int) -> bool:
    """Whether opening hours were given to this very resource."""
    query = select(_OPENING.id).where(_OPENING.resource_id == resource_id).limit(1)
    return await tx.scalar(query) is not None


async def staff_resource(tx: Tx, person_id: int) -> Resource | None:
    """The person as something that can be busy."""
    found = await records.listing(tx, Resource, _RESOURCE.person_id == person_id)
    return next((each for each in found if each.kind is ResourceKind.STAFF), None)


async def highest_unit_held(tx: Tx, resource_id: int, now: datetime) -> int:
    """The last of a resource's units that anything from now on has claimed; 0 when nothing has."""
    query = select(func.max(_CLAIM.unit)).where(_CLAIM.resource_id == resource_id, _CLAIM.ends > now)
    return int(await tx.scalar(query) or 0)


async def part_of(tx: Tx, resource_id: int) -> list[Resource]:
    """What is a part of this resource."""
    return await records.listing(tx, Resource, _RESOURCE.part_of_id == resource_id)
