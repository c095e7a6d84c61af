"""Companies' projects, and the order in which a group wants them."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import NowDep, StoreDep
from api.schemas.common import PathId, QueryId
from api.web.dependencies import FormDep, SignedInDep
from api.web.responses import go_to, page
from scheduler.domain.errors import NotFound
from scheduler.services.overviews.project_offers import see_marketplace
from scheduler.services.planning.rankings import rank_projects

router = APIRouter()


@router.get("/projects")
async def projects(frame: SignedInDep, store: StoreDep, group: QueryId = None) -> HTMLResponse:
    market = await see_marketplace(store, frame.actor)
    chosen = next((one for one in market.groups if one.id == group), next(iter(market.groups), None))
    return page("projects/page.html", frame, market=market, chosen=chosen)


@router.get("/projects/{project}")
async def show(frame: SignedInDep, store: StoreDep, project: PathId) -> HTMLResponse:
    market = await see_marketplace(store, frame.actor)
    found = next((one for one in market.projects if one.id == project), None)
    if found is None:
        raise NotFound("project", project)
    return page("projects/one.html", frame, project=found, company=market.companies[found.organisation_id])


@router.post("/projects/ranking/{group}")
async def rank(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, group: PathId, now: NowDep
) -> Response:
    """The projects in the order in which they were sent; one chosen to be first comes first."""
    wanted = list(form.numbers("project"))
    for button, step in (("up", -1), ("down", 1)):
        for moved in form.numbers(button):
            _swap(wanted, moved, step)
    wanted = [project for project in wanted if project not in form.numbers("without")]
    wanted += [project for project in form.numbers("add") if project not in wanted]
    await rank_projects(store, frame.actor, group, wanted, now)
    return go_to(request, f"/projects?group={group}", done="ranked")


def _swap(wanted: list[int], moved: int, step: int) -> None:
    if moved in wanted:
        here = wanted.index(moved)
        there = here + step
        if 0 <= there < len(wanted):
            wanted[here], wanted[there] = wanted[there], wanted[here]
