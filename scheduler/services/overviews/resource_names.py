"""Look resources up by id: what a page needs to name what a booking has."""

from collections.abc import Iterable, Mapping

from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.storage import records
from scheduler.storage.store import Store


async def resources_by_id(
    store: Store, actor: Actor | None, resource_ids: Iterable[int]
) -> Mapping[int, Resource]:
    """Those of the resources that exist. Raises `NotSignedIn`."""
    require(actor, Action.VIEW_CAMPUS)
    async with store.read() as tx:
        return await records.by_id(tx, Resource, resource_ids)
