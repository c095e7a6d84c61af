"""One's own account: mail, and programs that may act in one's name."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.cookies import show_secret, shown_secret
from api.dependencies import NowDep, SettingsDep, StoreDep
from api.schemas.common import PathId
from api.web.dependencies import FormDep, SignedInDep
from api.web.forms import Form
from api.web.page_context import Frame
from api.web.responses import go_to, page
from scheduler.domain.identity.credentials import TokenScope
from scheduler.domain.identity.people import MailChoice
from scheduler.services.identity import people, tokens
from scheduler.services.identity.tokens import CreateToken
from scheduler.settings import Settings
from scheduler.storage.store import Store

router = APIRouter()


@router.get("/account")
async def account(
    request: Request, frame: SignedInDep, store: StoreDep, settings: SettingsDep
) -> HTMLResponse:
    secret = shown_secret(request, frame.person)
    return await _page(frame, store, _blank(frame), settings, secret=secret)


@router.post("/account/mail")
async def choose_mail(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, now: NowDep
) -> Response:
    """Whether one's bookings come by mail too."""
    chosen = form.values["mail_choice"]
    choice = MailChoice(chosen) if chosen in set(MailChoice) else MailChoice.AUTO
    await people.change_me(store, frame.actor, {"mail_choice": choice}, now)
    return go_to(request, "/account", done="saved")


@router.post("/account/tokens")
async def make_token(
    request: Request, frame: SignedInDep, store: StoreDep, form: FormDep, now: NowDep, settings: SettingsDep
) -> Response:
    """A new token; its secret is shown this once."""
    name, days = form.text("name", needed=True), form.number("days", needed=True)
    scope = TokenScope.WRITE if form.values["scope"] == TokenScope.WRITE else TokenScope.READ
    if not form.valid or days is None:
        return await _page(frame, store, form, settings, status=422)
    command = CreateToken(name=name, scope=scope, days=days)
    _, secret = await tokens.create_token(store, frame.actor, command, now)
    return show_secret(go_to(request, "/account"), frame.person, secret, settings)


@router.post("/account/tokens/{token}/revoke")
async def revoke_token(
    request: Request, frame: SignedInDep, store: StoreDep, token: PathId, now: NowDep
) -> Response:
    await tokens.revoke_token(store, frame.actor, token, now)
    return go_to(request, "/account", done="token_revoked")


def _blank(frame: Frame) -> Form:
    choice = frame.person.mail_choice if frame.person else MailChoice.AUTO
    return Form.blank(frame.words, days=90, scope="read", mail_choice=choice.value)


async def _page(
    frame: Frame, store: Store, form: Form, settings: Settings, *, secret: str = "", status: int = 200
) -> HTMLResponse:
    known = await tokens.list_tokens(store, frame.actor)
    alive = [one for one in known if one.revoked_at is None and one.expires_at > frame.times.now]
    values = {"form": form, "tokens": alive, "secret": secret, "mail_from": settings.mail_from}
    return page("account.html", frame, status=status, **values)
