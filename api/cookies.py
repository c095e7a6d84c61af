"""The cookie that holds a session's secret: for our own pages only, and out of scripts' reach."""

from datetime import datetime
from typing import Final

from starlette.responses import Response

from scheduler.services.identity.sessions import SignedIn
from scheduler.settings import Settings

SESSION: Final = "fieldlab_session"


def set_session(response: Response, signed_in: SignedIn, settings: Settings, now: datetime) -> None:
    """Let the browser that gets `response` be signed in.

    SameSite=Lax keeps the cookie from other sites' posts; `api.middleware.limits` refuses those
    anyhow.
    """
    response.set_cookie(
        SESSION,
        signed_in.secret,
        max_age=int((signed_in.session.expires_at - now).total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings.cookies_need_https,
    )


def clear_session(response: Response, settings: Settings) -> None:
    response.delete_cookie(SESSION, httponly=True, samesite="lax", secure=settings.cookies_need_https)
