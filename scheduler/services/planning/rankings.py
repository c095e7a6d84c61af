"""Who ranks whom: groups the projects, companies the groups."""

from collections.abc import Sequence
from datetime import datetime

from scheduler.domain.campus.groups import Group
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.planning.projects import Preference, Project, ProjectStatus, Ranking
from scheduler.services.crud import signed_in
from scheduler.storage import crud, records
from scheduler.storage.campus.groups import GROUPS
from scheduler.storage.identity import audit
from scheduler.storage.planning import teaching
from scheduler.storage.store import Store


async def read_ranking(store: Store, actor: Actor | None, group_id: int) -> list[Ranking]:
    """The projects a group wishes for, first choice first."""
    require(actor, Action.VIEW_CAMPUS)
    async with store.read() as tx:
        await crud.get(tx, GROUPS, group_id)
        return await teaching.ranking_of(tx, group_id)


async def rank_projects(
    store: Store, actor: Actor | None, group_id: int, project_ids: Sequence[int], now: datetime
) -> list[Ranking]:
    """Replace a group's wishes. Raises `Invalid` for a project named twice or not on offer."""
    ranker = signed_in(actor)
    async with store.write() as tx:
        group = await crud.get(tx, GROUPS, group_id)
        own = group.resource_id in ranker.group_ids
        require(actor, Action.RANK_PROJECTS, organisations=group.organisation_ids, own=own)
        known = await records.by_id(tx, Project, project_ids)
        offered = {key for key, project in known.items() if project.status is ProjectStatus.OFFERED}
        _check_ranked("project_ids", project_ids, offered)
        await teaching.rank_projects(tx, group_id, project_ids)
        change = {"project_ids": list(project_ids)}
        await audit.note(tx, actor, "rank", "group", group_id, group.organisation_ids[0], change, now)
        return await teaching.ranking_of(tx, group_id)


async def read_preference(store: Store, actor: Actor | None, project_id: int) -> list[Preference]:
    """The groups a company would like for a project, first choice first: for who may say so."""
    reader = signed_in(actor)
    async with store.read() as tx:
        project = await records.get(tx, Project, project_id)
        require(reader, Action.VIEW_PREFERENCE, organisations=[project.organisation_id])
        return await teaching.preference_of(tx, project_id)


async def rank_groups(
    store: Store, actor: Actor | None, project_id: int, group_ids: Sequence[int], now: datetime
) -> list[Preference]:
    """Replace a company's wishes about a project. Raises `Invalid` for a group named twice or unknown."""
    signed_in(actor)
    async with store.write() as tx:
        project = await records.get(tx, Project, project_id)
        require(actor, Action.RANK_GROUPS, organisations=[project.organisation_id])
        _check_ranked("group_ids", group_ids, await records.existing(tx, Group, group_ids))
        await teaching.rank_groups(tx, project_id, group_ids)
        change = {"group_ids": list(group_ids)}
        await audit.note(tx, actor, "rank", "project", project_id, project.organisation_id, change, now)
        return await teaching.preference_of(tx, project_id)


def _check_ranked(field: str, ranked: Sequence[int], known: set[int]) -> None:
    if len(set(ranked)) < len(ranked):
        raise Invalid(field, InvalidCode.TWICE)
    if missing := set(ranked) - known:
        raise Invalid(field, InvalidCode.UNKNOWN, unknown=sorted(missing))
