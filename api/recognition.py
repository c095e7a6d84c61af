"""Who sent a request: the one place that reads a token or a cookie, for routes and for refusals alike."""

from datetime import datetime

from starlette.requests import Request

from api import cookies
from scheduler.domain.errors import NotSignedIn
from scheduler.domain.identity.people import Actor
from scheduler.services.identity.authentication import who_has_session, who_has_token
from scheduler.storage.store import DATABASE_TROUBLE, Store


async def recognise(request: Request, store: Store, now: datetime) -> Actor | None:
    """The bearer of an API token, else the person of the session cookie, else nobody; the request remembers.

    A session that has ended is nobody's. Raises `NotSignedIn` for a token that does not hold.
    """
    actor: Actor | None = None
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer":
            raise NotSignedIn()
        actor = await who_has_token(store, secret.strip(), now)
    elif cookie := request.cookies.get(cookies.SESSION):
        actor = await who_has_session(store, cookie, now)
    request.state.actor = actor
    return actor


async def recognised(request: Request) -> Actor | None:
    """The same for a refusal, which may come before anybody asked who is there. It raises nothing: whose
    token does not hold is nobody."""
    if not hasattr(request.state, "actor"):
        state = request.app.state
        try:
            return await recognise(request, state.store, state.clock.now())
        except (NotSignedIn, *DATABASE_TROUBLE):
            request.state.actor = None
    actor: Actor | None = request.state.actor
    return actor
