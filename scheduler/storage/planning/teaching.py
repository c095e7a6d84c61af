"""Activities, projects and who ranks whom, with the rows that hang on them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select
from sqlmodel import SQLModel

from scheduler.domain.errors import NotFound
from scheduler.domain.planning.activities import Activity
from scheduler.domain.planning.projects import Preference, Project, Ranking
from scheduler.storage import records
from scheduler.storage.crud import TableGateway
from scheduler.storage.store import Tx
from scheduler.storage.tables import (
    ActivityGroupRow,
    ActivityRow,
    ActivityStaffRow,
    PreferenceRow,
    ProjectRow,
    RankingRow,
)
from scheduler.storage.tables.base import columns

_ACTIVITY, _ACTIVITY_GROUP, _ACTIVITY_STAFF = (
    columns(ActivityRow),
    columns(ActivityGroupRow),
    columns(ActivityStaffRow),
)
_PROJECT, _RANKING, _PREFERENCE = columns(ProjectRow), columns(RankingRow), columns(PreferenceRow)


async def activities(
    tx: Tx, *where: ColumnElement[bool], after: int = 0, limit: int | None = None
) -> list[Activity]:
    """Activities in id order from the one after `after`."""
    query = (
        select(records.table(Activity))
        .where(*where, _ACTIVITY.id > after)
        .order_by(_ACTIVITY.id)
        .limit(limit)
    )
    rows = (await tx.execute(query)).mappings().all()
    ids = [row["id"] for row in rows]
    groups = await _linked(tx, ActivityGroupRow, "activity_id", "group_id", ids)
    staff = await _linked(tx, ActivityStaffRow, "activity_id", "staff_id", ids)
    return [
        records.load(Activity, row, group_ids=groups.get(row["id"], ()), staff_ids=staff.get(row["id"], ()))
        for row in rows
    ]


async def activities_of(tx: Tx, period_id: int, *, organisation_id: int | None = None) -> list[Activity]:
    """What is to be placed in a period, of one organisation or of all."""
    where = [_ACTIVITY.period_id == period_id]
    if organisation_id is not None:
        where.append(_ACTIVITY.organisation_id == organisation_id)
    return await activities(tx, *where)


async def get_activity(tx: Tx, activity_id: int) -> Activity:
    """Raises `NotFound`."""
    found = await activities(tx, _ACTIVITY.id == activity_id)
    if not found:
        raise NotFound("activity", activity_id)
    return found[0]


async def add_activity(tx: Tx, activity: Activity) -> Activity:
    """Insert; the activity with the id it was given."""
    stored = replace(activity, id=await records.add(tx, activity))
    await _link_activity(tx, stored)
    return stored


async def change_activity(tx: Tx, activity: Activity, *, since: int | None = None) -> None:
    """Raises `Stale` or `NotFound`."""
    await records.change(tx, activity, since=since)
    await _link_activity(tx, activity)


async def _link_activity(tx: Tx, activity: Activity) -> None:
    owner = {"activity_id": activity.id}
    await _link(tx, ActivityGroupRow, owner, "group_id", activity.group_ids)
    await _link(tx, ActivityStaffRow, owner, "staff_id", activity.staff_ids)


async def projects_of(tx: Tx, period_id: int) -> list[Project]:
    return await records.listing(tx, Project, _PROJECT.period_id == period_id)


async def rankings_of(tx: Tx, period_id: int) -> list[Ranking]:
    """The groups' wishes about the projects of a period, first choices first."""
    query = (
        select(records.table(Ranking))
        .join(records.table(Project), _PROJECT.id == _RANKING.project_id)
        .where(_PROJECT.period_id == period_id)
        .order_by(_RANKING.group_id, _RANKING.rank)
    )
    return [records.load(Ranking, row) for row in (await tx.execute(query)).mappings()]


async def preferences_of(tx: Tx, period_id: int) -> list[Preference]:
    """The companies' wishes about groups for the projects of a period, first choices first."""
    query = (
        select(records.table(Preference))
        .join(records.table(Project), _PROJECT.id == _PREFERENCE.project_id)
        .where(_PROJECT.period_id == period_id)
        .order_by(_PREFERENCE.project_id, _PREFERENCE.rank)
    )
    return [records.load(Preference, row) for row in (await tx.execute(query)).mappings()]


async def ranking_of(tx: Tx, group_id: int) -> list[Ranking]:
    """A group's wishes, first choice first."""
    query = select(records.table(Ranking)).where(_RANKING.group_id == group_id).order_by(_RANKING.rank)
    return [records.load(Ranking, row) for row in (await tx.execute(query)).mappings()]


async def preference_of(tx: Tx, project_id: int) -> list[Preference]:
    """A company's wishes about a project, first choice first."""
    query = select(records.table(Preference)).where(_PREFERENCE.project_id == project_id)
    rows = (await tx.execute(query.order_by(_PREFERENCE.rank))).mappings()
    return [records.load(Preference, row) for row in rows]


async def rank_projects(tx: Tx, group_id: int, project_ids: Sequence[int]) -> None:
    """Replace a group's wishes: first choice first."""
    await tx.execute(delete(records.table(Ranking)).where(_RANKING.group_id == group_id))
    await records.add_all(
        tx,
        [Ranking(group_id=group_id, project_id=each, rank=rank) for rank, each in enumerate(project_ids, 1)],
    )


async def rank_groups(tx: Tx, project_id: int, group_ids: Sequence[int]) -> None:
    """Replace a company's wishes about a project: first choice first."""
    await tx.execute(delete(records.table(Preference)).where(_PREFERENCE.project_id == project_id))
    await records.add_all(
        tx,
        [
            Preference(project_id=project_id, group_id=each, rank=rank)
            for rank, each in enumerate(group_ids, 1)
        ],
    )


async def _linked(
    tx: Tx, row: type[SQLModel], owner: str, other: str, ids: Sequence[int]
) -> dict[int, tuple[int, ...]]:
    """Per owner among `ids` what is linked to it, in id order."""
    if not ids:
        return {}
    at = columns(row)
    query = select(at[owner], at[other]).where(at[owner] >= min(ids), at[owner] <= max(ids))
    found: dict[int, list[int]] = {}
    for key, value in await tx.execute(query.order_by(at[owner], at[other])):
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


async def _link(
    tx: Tx, row: type[SQLModel], owner: Mapping[str, int], other: str, ids: Iterable[int]
) -> None:
    """Make `ids` what is linked to the owner, and nothing else."""
    at = columns(row)
    ((name, key),) = owner.items()
    table: Any = row.__table__  # type: ignore[attr-defined]
    await tx.execute(delete(table).where(at[name] == key))
    rows = [{name: key, other: each} for each in dict.fromkeys(ids)]
    if rows:
        await tx.execute(insert(table), rows)


async def _add_activity(tx: Tx, activity: Activity) -> int:
    return (await add_activity(tx, activity)).id


async def _change_activity(tx: Tx, activity: Activity, since: int | None) -> None:
    await change_activity(tx, activity, since=since)


ACTIVITIES = TableGateway(kind=Activity, add=_add_activity, change=_change_activity, listing=activities)
