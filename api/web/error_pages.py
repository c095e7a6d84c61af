"""What went wrong, as a page or a fragment instead of JSON."""

from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from api.web.page_context import frame_of
from api.web.responses import is_fragment, page

_PICTURES = {403: "forbidden", 404: "missing", 405: "missing"}


def wants_page(request: Request) -> bool:
    """Whether a person's browser asked, not a program."""
    asked = request.headers.get("accept", "")
    return not request.url.path.startswith(("/api/", "/feeds/")) and (
        "text/html" in asked or is_fragment(request)
    )


def error_page(request: Request, status: int, detail: str, request_id: str = "") -> Response:
    """The page for an outcome; who is not signed in is sent to do that and then back here."""
    if status == 401:
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        address = f"/login?next={quote(back)}" if request.method == "GET" else "/login"
        if is_fragment(request):
            return Response(status_code=204, headers={"HX-Redirect": address})
        return RedirectResponse(address, status_code=303)
    settings, clock = request.app.state.settings, request.app.state.clock
    actor = getattr(request.state, "actor", None)
    frame = frame_of(request, actor, clock.now(), ZoneInfo(settings.zone))
    kind = _PICTURES.get(status, "failed" if status >= 500 else "refused")
    template = "parts/refusal_note.html" if is_fragment(request) else "error.html"
    return page(template, frame, status=status, kind=kind, detail=detail, request_id=request_id)
