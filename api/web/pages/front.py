"""The front door, and the language one reads in."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.dependencies import FormDep, FrameDep
from api.request_language import COOKIE
from api.web.answers import go_to, safe_address
from scheduler.domain.people import Language

router = APIRouter()

_A_YEAR = 365 * 24 * 3600


@router.get("/")
async def front_door(frame: FrameDep) -> Response:
    """To the week, or first to the log-in."""
    return RedirectResponse("/week" if frame.actor else "/login", status_code=303)


@router.post("/language")
async def choose_language(request: Request, form: FormDep) -> Response:
    """Switch the language in place; this browser remembers it."""
    chosen = form.text("language")
    answer = go_to(request, safe_address(form.text("back")))
    if chosen in set(Language):
        answer.set_cookie(COOKIE, chosen, max_age=_A_YEAR, httponly=True, samesite="lax")
    return answer
