"""The front door: signing in and out, and the language one reads in."""

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import cookies
from api.dependencies import ClientAddressDep, NowDep, SessionSecretDep, SettingsDep, StoreDep
from api.request_language import COOKIE
from api.web.addresses import safe_address
from api.web.dependencies import FormDep, FrameDep
from api.web.forms import Form
from api.web.page_context import Frame
from api.web.responses import go_to, is_fragment, page
from api.web.unsent import carried_form
from scheduler.domain.errors import TooManyAttempts, WrongPassword
from scheduler.domain.identity.people import Language
from scheduler.services.identity import people, sessions
from scheduler.services.identity.sessions import SignedIn

router = APIRouter()

_A_YEAR = 365 * 24 * 3600


@router.get("/")
async def front_door(frame: FrameDep) -> Response:
    """To the week, or first to the log-in."""
    return RedirectResponse("/week" if frame.actor else "/login", status_code=303)


@router.get("/login")
async def log_in(frame: FrameDep, next: Annotated[str, Query(max_length=2000)] = "/") -> HTMLResponse:
    form = Form.blank(frame.words, next=safe_address(next))
    return page("login.html", frame, form=form)


@router.post("/login")
async def sign_in(
    request: Request,
    frame: FrameDep,
    form: FormDep,
    store: StoreDep,
    settings: SettingsDep,
    client: ClientAddressDep,
    now: NowDep,
) -> Response:
    lasts, password = settings.session_lasts, form.values.pop("password", "")
    command = sessions.SignIn(email=form.text("email"), password=password, client=client, lasts=lasts)
    try:
        signed_in = await sessions.sign_in(store, command, now)
    except (WrongPassword, TooManyAttempts) as error:
        return _not_signed_in(request, frame, form, error)
    answer = _on_after_signing_in(request, frame, form, signed_in)
    cookies.set_session(answer, signed_in, settings, now)
    return answer


def _on_after_signing_in(request: Request, frame: Frame, form: Form, signed_in: SignedIn) -> Response:
    """To where one was going; with a form that was sent too late, to a press that sends it; and from a
    dialog nowhere: the page under it stays as it is, if it is the same person's."""
    if is_fragment(request):
        return Response(
            status_code=204,
            headers={"HX-Trigger": json.dumps({"signed-in": {"person": signed_in.person.id}})},
        )
    unsent = carried_form(form.items)
    if unsent is not None:
        return page("unsent.html", frame, unsent=unsent, before=safe_address(form.values["next"] or "/"))
    return go_to(request, safe_address(form.values["next"] or "/"))


def _not_signed_in(
    request: Request, frame: Frame, form: Form, error: WrongPassword | TooManyAttempts
) -> HTMLResponse:
    template = "parts/sign_in.html" if is_fragment(request) else "login.html"
    unsent = carried_form(form.items)
    status, problem = 401, frame.words("login.wrong")
    if isinstance(error, TooManyAttempts):
        status, problem = 429, frame.words("login.slow_down", seconds=error.seconds)
    carried = unsent.carried if unsent else ()
    return page(template, frame, status=status, form=form, problem=problem, carried=carried)


@router.post("/logout")
async def sign_out(
    request: Request, store: StoreDep, settings: SettingsDep, secret: SessionSecretDep
) -> Response:
    if secret:
        await sessions.sign_out(store, secret)
    answer = go_to(request, "/login")
    cookies.clear_session(answer, settings)
    return answer


@router.post("/language")
async def choose_language(
    request: Request, frame: FrameDep, form: FormDep, store: StoreDep, now: NowDep
) -> Response:
    """Switch the language in place; this browser remembers it, and so does one's account."""
    chosen = form.text("language")
    answer = go_to(request, safe_address(form.text("back")))
    if chosen in set(Language):
        answer.set_cookie(COOKIE, chosen, max_age=_A_YEAR, httponly=True, samesite="lax")
        if frame.actor is not None:
            await people.change_me(store, frame.actor, {"language": Language(chosen)}, now)
    return answer
