"""Signing in and out with a cookie, and the browsers one is signed in with."""

from fastapi import APIRouter, Response

from api import cookies
from api.dependencies import ActorDep, ClientAddressDep, NowDep, SessionSecretDep, SettingsDep, StoreDep
from api.schemas.common import PUBLIC, PathId, problems
from api.schemas.cursors import Page
from api.schemas.identity.access import ChoosePasswordIn, SessionOut, SignedInOut, SignInIn
from scheduler.services.identity import invitations, sessions

router = APIRouter(tags=["access"])


@router.post("/sessions", status_code=201, responses=problems(429), openapi_extra=PUBLIC)
async def sign_in(
    body: SignInIn,
    response: Response,
    store: StoreDep,
    now: NowDep,
    settings: SettingsDep,
    client: ClientAddressDep,
) -> SignedInOut:
    """Sign in with an address and a password; the answer sets the cookie."""
    command = sessions.SignIn(
        email=body.email, password=body.password, client=client, lasts=settings.session_lasts
    )
    signed_in = await sessions.sign_in(store, command, now)
    cookies.set_session(response, signed_in, settings, now)
    return SignedInOut.model_validate(signed_in.session)


@router.delete("/sessions/current", status_code=204, openapi_extra=PUBLIC)
async def sign_out(
    response: Response, store: StoreDep, settings: SettingsDep, secret: SessionSecretDep
) -> None:
    """End the session of the cookie that comes with the request, if there is one."""
    if secret:
        await sessions.sign_out(store, secret)
    cookies.clear_session(response, settings)


@router.post("/invitations/accept", status_code=201, responses=problems(404), openapi_extra=PUBLIC)
async def choose_password(
    body: ChoosePasswordIn, response: Response, store: StoreDep, now: NowDep, settings: SettingsDep
) -> SignedInOut:
    """Choose a password by a link that works once, and be signed in."""
    command = invitations.ChoosePassword(
        secret=body.secret, password=body.password, lasts=settings.session_lasts
    )
    signed_in = await invitations.choose_password(store, command, now)
    cookies.set_session(response, signed_in, settings, now)
    return SignedInOut.model_validate(signed_in.session)


@router.get("/me/sessions")
async def list_sessions(
    store: StoreDep, actor: ActorDep, now: NowDep, secret: SessionSecretDep
) -> Page[SessionOut]:
    """The browsers one is signed in with."""
    found = await sessions.list_sessions(store, actor, secret, now)
    return Page(
        items=[
            SessionOut.model_validate(session).model_copy(update={"current": here}) for session, here in found
        ]
    )


@router.delete("/me/sessions/{session_id}", status_code=204, responses=problems(404))
async def revoke_session(session_id: PathId, store: StoreDep, actor: ActorDep, now: NowDep) -> None:
    """Sign another browser out."""
    await sessions.revoke_session(store, actor, session_id, now)
