"""What went wrong, as a page or a fragment instead of JSON."""

from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from api.web.forms import Form
from api.web.page_context import Frame, frame_of
from api.web.responses import is_fragment, page
from api.web.unsent import unsent_form

_PICTURES = {403: "forbidden", 404: "missing", 405: "missing", 412: "stale"}


def wants_page(request: Request) -> bool:
    """Whether a person's browser asked, not a program."""
    asked = request.headers.get("accept", "")
    return not request.url.path.startswith(("/api/", "/feeds/")) and (
        "text/html" in asked or is_fragment(request)
    )


def error_page(
    request: Request, status: int, detail: str, request_id: str = "", current: int | None = None
) -> Response:
    """The page for an outcome, with the form that was not taken to be sent again: of who is not signed in
    any more after doing that, of who was overtaken about the version that is `current`."""
    frame = _frame(request)
    if status == 401:
        return _sign_in_first(request, frame)
    kind = _PICTURES.get(status, "failed" if status >= 500 else "refused")
    unsent = unsent_form(request) if kind in ("failed", "stale") else None
    if unsent is not None and current is not None:
        unsent = unsent.for_version(current)
    template = "parts/refusal_note.html" if is_fragment(request) else "error.html"
    values = {"kind": kind, "detail": detail, "request_id": request_id, "unsent": unsent}
    return page(template, frame, status=status, **values, before=frame.address)


def _sign_in_first(request: Request, frame: Frame) -> Response:
    """In a dialog over a page that stays as it is, on the way to a page, or with the form that was sent."""
    if is_fragment(request):
        return page("parts/sign_in.html", frame, status=401, form=Form.blank(frame.words))
    if request.method == "GET":
        return RedirectResponse(f"/login?next={quote(frame.address)}", status_code=303)
    unsent = unsent_form(request)
    if unsent is None:
        return RedirectResponse("/login", status_code=303)
    form = Form.blank(frame.words, next=frame.address)
    problem = frame.words("login.ended")
    return page("login.html", frame, status=401, form=form, problem=problem, carried=unsent.carried)


def _frame(request: Request) -> Frame:
    settings, clock = request.app.state.settings, request.app.state.clock
    actor = getattr(request.state, "actor", None)
    return frame_of(request, actor, clock.now(), ZoneInfo(settings.zone))
