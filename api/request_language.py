"""In which language to answer a request."""

from typing import Final

from starlette.requests import Request

from api.i18n import preferred
from api.recognition import recognised
from scheduler.domain.identity.people import Actor, Language

COOKIE: Final = "language"


async def language_for(request: Request) -> Language:
    """The language of a refusal, whoever it was that refused and however early: that of the person."""
    await recognised(request)
    return language_of(request)


def language_of(request: Request) -> Language:
    """What the person chose, else what this browser chose, else what it prefers, else Dutch."""
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is not None:
        return actor.person.language
    chosen = request.cookies.get(COOKIE, "")
    if chosen in set(Language):
        return Language(chosen)
    return preferred(request.headers.get("accept-language", ""))
