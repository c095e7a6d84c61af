"""See the companies' projects, and the wishes of the groups one may speak for."""

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.domain.campus.groups import Group
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, may, require
from scheduler.domain.planning.projects import Project, ProjectStatus
from scheduler.storage import crud, records
from scheduler.storage.campus.groups import GROUPS
from scheduler.storage.crud import Filters
from scheduler.storage.planning import teaching
from scheduler.storage.store import Store

_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Marketplace:
    """Projects on offer, by title, with the companies that offer them; `groups` may be ranked for by
    the actor, and `ranked` are their wishes, first choice first."""

    projects: tuple[Project, ...]
    companies: Mapping[int, Organisation]
    groups: tuple[Group, ...]
    ranked: Mapping[int, tuple[int, ...]]


async def see_marketplace(store: Store, actor: Actor | None) -> Marketplace:
    """Raises `NotSignedIn`."""
    acting = require(actor, Action.VIEW_CAMPUS)
    async with store.read() as tx:
        projects = await records.listing(tx, Project)
        companies = {o.id: o for o in await records.listing(tx, Organisation)}
        groups = await crud.listed(tx, GROUPS, Filters(), 0, _MOST)
        mine = [group for group in groups if _ranks_for(acting, group)]
        ranked = {group.id: await teaching.ranking_of(tx, group.id) for group in mine}
    offered = [project for project in projects if project.status is ProjectStatus.OFFERED]
    return Marketplace(
        projects=tuple(sorted(offered, key=lambda project: project.title)),
        companies=companies,
        groups=tuple(mine),
        ranked={key: tuple(wish.project_id for wish in wishes) for key, wishes in ranked.items()},
    )


def _ranks_for(actor: Actor, group: Group) -> bool:
    own = group.resource_id in actor.group_ids
    return may(actor, Action.RANK_PROJECTS, organisations=group.organisation_ids, own=own)
