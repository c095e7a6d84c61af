"""The cookies that hold secrets, of a session or one that was just made: for our own pages only, and out of
scripts' reach."""

from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from scheduler.domain.identity.people import Person
from scheduler.services.identity.sessions import SignedIn
from scheduler.settings import Settings

SESSION: Final = "fieldlab_session"
SHOWN: Final = "fieldlab_shown"
SHOWN_FOR: Final = 120
"""Seconds in which what was just made can be read again: a page may be reloaded, and gone back to."""


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


def show_secret(response: Response, person: Person | None, secret: str, settings: Settings) -> Response:
    """Let the page to which `response` leads show a secret of which only the hash is kept, and no other page,
    nor anybody else at the same browser."""
    response.set_cookie(
        SHOWN,
        f"{person.id if person else 0}.{secret}",
        max_age=SHOWN_FOR,
        path=_page_of(response),
        httponly=True,
        samesite="strict",
        secure=settings.cookies_need_https,
    )
    return response


def shown_secret(request: Request, person: Person | None) -> str:
    """The secret that this page was made to show to that person a moment ago; nothing later on."""
    whose, _, secret = request.cookies.get(SHOWN, "").partition(".")
    return secret if person is not None and whose == str(person.id) else ""


def _page_of(response: Response) -> str:
    address = response.headers.get("location") or response.headers["hx-redirect"]
    return address.partition("?")[0]
