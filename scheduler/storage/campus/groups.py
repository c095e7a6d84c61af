"""Groups with the institutions their members come from."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, delete, insert, select

from scheduler.domain.campus.groups import Group
from scheduler.domain.errors import NotFound
from scheduler.storage import records
from scheduler.storage.crud import TableGateway
from scheduler.storage.store import Tx
from scheduler.storage.tables import GroupOrganisationRow, GroupRow
from scheduler.storage.tables.base import columns

_GROUP, _HOME = columns(GroupRow), columns(GroupOrganisationRow)


async def add_group(tx: Tx, group: Group) -> int:
    group_id = await records.add(tx, group)
    await _set_homes(tx, group_id, group.organisation_ids)
    return group_id


async def change_group(tx: Tx, group: Group, *, since: int | None = None) -> None:
    """Raises `Stale` or `NotFound`."""
    await records.change(tx, group, since=since)
    await tx.execute(delete(GroupOrganisationRow).where(_HOME.group_id == group.id))
    await _set_homes(tx, group.id, group.organisation_ids)


async def get_group(tx: Tx, group_id: int) -> Group:
    """Raises `NotFound`."""
    found = await list_groups(tx, _GROUP.id == group_id)
    if not found:
        raise NotFound("group", group_id)
    return found[0]


async def id_of_resource(tx: Tx, resource_id: int) -> int:
    """The group that this resource is. Raises `NotFound`."""
    found: int | None = await tx.scalar(select(_GROUP.id).where(_GROUP.resource_id == resource_id))
    if found is None:
        raise NotFound("group", resource_id)
    return found


async def list_groups(
    tx: Tx, *where: ColumnElement[bool], after: int = 0, limit: int | None = None
) -> list[Group]:
    """Groups in id order from the one after `after`."""
    query = select(*_GROUP).where(_GROUP.id > after, *where).order_by(_GROUP.id)
    if limit is not None:
        query = query.limit(limit)
    rows = list((await tx.execute(query)).mappings())
    homes: dict[int, list[int]] = {row["id"]: [] for row in rows}
    chosen = select(_HOME.group_id, _HOME.organisation_id).order_by(_HOME.organisation_id)
    if limit is not None or where:
        chosen = chosen.where(_HOME.group_id.in_(homes))
    for group_id, organisation_id in await tx.execute(chosen):
        if group_id in homes:
            homes[group_id].append(organisation_id)
    return [records.load(Group, row, organisation_ids=tuple(homes[row["id"]])) for row in rows]


async def _set_homes(tx: Tx, group_id: int, organisation_ids: Iterable[int]) -> None:
    rows = [{"group_id": group_id, "organisation_id": each} for each in sorted(set(organisation_ids))]
    await tx.execute(insert(GroupOrganisationRow), rows)


async def _add_group(tx: Tx, group: Group) -> int:
    return await add_group(tx, group)


async def _change_group(tx: Tx, group: Group, since: int | None) -> None:
    await change_group(tx, group, since=since)


GROUPS = TableGateway(kind=Group, add=_add_group, change=_change_group, listing=list_groups)
