"""The API in one page, from its own OpenAPI document: nothing here can differ from what is served."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import BaseUrlDep
from api.web.dependencies import FrameDep
from api.web.responses import page

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    summary: str
    statuses: tuple[str, ...]


@router.get("/developers")
async def developers(request: Request, frame: FrameDep, base: BaseUrlDep) -> HTMLResponse:
    by_tag = operations_by_tag(request.app.openapi())
    example = f'curl -H "Authorization: Bearer $TOKEN" {base}/api/v1/resources'
    return page("developers.html", frame, groups=by_tag, example=example)


@router.get("/developers/reference")
async def reference(frame: FrameDep) -> HTMLResponse:
    """Every operation to look at and to try."""
    return page("reference.html", frame)


def operations_by_tag(document: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """Every operation under its first tag, in the document's order."""
    groups: defaultdict[str, list[Operation]] = defaultdict(list)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            statuses = tuple(sorted(operation.get("responses", {})))
            groups[tag].append(Operation(method.upper(), path, operation.get("summary", ""), statuses))
    return dict(groups)
