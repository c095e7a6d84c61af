"""How pages answer: a whole page, a fragment for htmx, or the way to another page."""

from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.web.page_context import Frame
from api.web.rendering import render


def page(template: str, frame: Frame, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A template as an answer. Nothing a person sees is kept by a cache between us and them."""
    headers = {"Cache-Control": "private, no-store", "Vary": "HX-Request"}
    return HTMLResponse(render(template, frame, **values), status_code=status, headers=headers)


def is_fragment(request: Request) -> bool:
    """Whether htmx asks, so that only what changed is wanted."""
    return request.headers.get("hx-request") == "true"


_SAID: Final = frozenset({"done", "undo", "dates"})


def go_to(request: Request, address: str, *, done: str = "", **more: int) -> Response:
    """Send the browser on after a form; `done` names the sentence that says what was done, `more` what that
    sentence offers. What an address said before of something else that was done is left out."""
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in _SAID]
    query = urlencode([*kept, *([("done", done)] if done else []), *more.items()])
    address = urlunsplit(("", "", parts.path or "/", query, parts.fragment))
    if is_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)
