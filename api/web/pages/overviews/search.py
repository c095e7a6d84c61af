"""The search over everything, on `/` and Ctrl-K."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.dependencies import StoreDep
from api.web.dependencies import SignedInDep
from api.web.page_context import Frame
from api.web.responses import is_fragment, page
from scheduler.services.overviews.search import SearchResult, search

router = APIRouter()

_MOST = 12


@router.get("/search")
async def find(
    request: Request,
    frame: SignedInDep,
    store: StoreDep,
    q: Annotated[str, Query(max_length=100)] = "",
) -> HTMLResponse:
    text = q.replace("\x00", "").strip()
    found = await search(store, frame.actor, text, _MOST) if text else []
    results = [(one, address) for one in found if (address := _address(one, frame))]
    template = "search/results.html" if is_fragment(request) else "search/page.html"
    return page(template, frame, text=text, results=results)


def _address(found: SearchResult, frame: Frame) -> str | None:
    """The page of what was found; what has none is not shown."""
    match found.noun:
        case "resource":
            return f"/resources/{found.id}"
        case "project":
            return f"/projects/{found.id}"
        case "campus":
            return f"/week?campus={found.id}"
        case "group":
            return f"/groups/{found.id}"
        case "person" if frame.can("manage_people"):
            return f"/admin/people?text={found.name}"
        case _:
            return None
