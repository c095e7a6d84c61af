"""Groups, their members, activities, projects, and who ranks whom."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import ActorDep, NowDep, StoreDep
from api.routes.crud import PlainRoutes, page_of
from api.schemas.common import PathId, QueryId, QueryText, problems
from api.schemas.cursors import After, Limit, Page
from api.schemas.planning.teaching import (
    ActivityIn,
    ActivityOut,
    GroupIn,
    GroupOut,
    MemberIn,
    MemberOut,
    PreferenceIn,
    ProjectIn,
    ProjectOut,
    RankedOut,
    RankingIn,
)
from scheduler.domain.campus.groups import LearningMode
from scheduler.domain.planning.projects import Preference, ProjectStatus, Ranking
from scheduler.services.campus.groups import GROUPS, MEMBERS
from scheduler.services.crud import list_nouns
from scheduler.services.planning import rankings
from scheduler.services.planning.teaching import ACTIVITIES, PROJECTS
from scheduler.storage.crud import Filters

router = APIRouter(tags=["teaching"])
PlainRoutes(router, "/groups", GROUPS, GroupOut).all(GroupIn)
PlainRoutes(router, "/activities", ACTIVITIES, ActivityOut).all(ActivityIn)
PlainRoutes(router, "/projects", PROJECTS, ProjectOut).all(ProjectIn)
_members = PlainRoutes(router, "/group-members", MEMBERS, MemberOut)
_members.read()
_members.add(MemberIn)
_members.remove()


@router.get("/groups")
async def list_groups(
    store: StoreDep,
    actor: ActorDep,
    campus_id: QueryId = None,
    mode: Annotated[LearningMode | None, Query()] = None,
    q: QueryText = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[GroupOut]:
    """Groups of students."""
    filters = Filters(equal={"campus_id": campus_id, "mode": mode}, text=q)
    return page_of(GroupOut, await list_nouns(store, actor, GROUPS, filters, after, limit))


@router.get("/group-members")
async def list_members(
    store: StoreDep,
    actor: ActorDep,
    group_id: QueryId = None,
    person_id: QueryId = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[MemberOut]:
    """Who is in which group, as far as one may know them."""
    filters = Filters(equal={"group_id": group_id, "person_id": person_id})
    return page_of(MemberOut, await list_nouns(store, actor, MEMBERS, filters, after, limit))


@router.get("/activities")
async def list_activities(
    store: StoreDep,
    actor: ActorDep,
    period_id: QueryId = None,
    organisation_id: QueryId = None,
    q: QueryText = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[ActivityOut]:
    """What is to be placed in a period."""
    filters = Filters(equal={"period_id": period_id, "organisation_id": organisation_id}, text=q)
    return page_of(ActivityOut, await list_nouns(store, actor, ACTIVITIES, filters, after, limit))


@router.get("/projects")
async def list_projects(
    store: StoreDep,
    actor: ActorDep,
    period_id: QueryId = None,
    organisation_id: QueryId = None,
    status: Annotated[ProjectStatus | None, Query()] = None,
    q: QueryText = None,
    after: After = 0,
    limit: Limit = 50,
) -> Page[ProjectOut]:
    """What companies offer."""
    equal = {"period_id": period_id, "organisation_id": organisation_id, "status": status}
    filters = Filters(equal=equal, text=q)
    return page_of(ProjectOut, await list_nouns(store, actor, PROJECTS, filters, after, limit))


@router.get("/groups/{group_id}/ranking", responses=problems(404))
async def read_ranking(group_id: PathId, store: StoreDep, actor: ActorDep) -> Page[RankedOut]:
    """The projects a group wishes for, first choice first."""
    return _ranked(await rankings.read_ranking(store, actor, group_id))


@router.put("/groups/{group_id}/ranking", responses=problems(404))
async def rank_projects(
    group_id: PathId, body: RankingIn, store: StoreDep, actor: ActorDep, now: NowDep
) -> Page[RankedOut]:
    """Replace a group's wishes."""
    return _ranked(await rankings.rank_projects(store, actor, group_id, body.project_ids, now))


@router.get("/projects/{project_id}/preference", responses=problems(404))
async def read_preference(project_id: PathId, store: StoreDep, actor: ActorDep) -> Page[RankedOut]:
    """The groups a company would like, first choice first."""
    return _ranked(await rankings.read_preference(store, actor, project_id))


@router.put("/projects/{project_id}/preference", responses=problems(404))
async def rank_groups(
    project_id: PathId, body: PreferenceIn, store: StoreDep, actor: ActorDep, now: NowDep
) -> Page[RankedOut]:
    """Replace a company's wishes."""
    return _ranked(await rankings.rank_groups(store, actor, project_id, body.group_ids, now))


def _ranked(found: list[Ranking] | list[Preference]) -> Page[RankedOut]:
    return Page(items=[RankedOut.model_validate(each) for each in found])
