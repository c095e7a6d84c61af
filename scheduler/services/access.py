"""Who stands behind a secret that came with a request."""

from datetime import datetime

from scheduler.domain.errors import NotSignedIn
from scheduler.domain.people import Actor
from scheduler.domain.secrets import hash_of
from scheduler.storage import actors
from scheduler.storage.store import Store


async def who_has_session(store: Store, secret: str, now: datetime) -> Actor | None:
    """The person of a session cookie; none when the session has ended or was revoked."""
    async with store.read() as tx:
        return await actors.actor_of_session(tx, hash_of(secret), now)


async def who_has_token(store: Store, secret: str, now: datetime) -> Actor:
    """The person of an API token. Raises `NotSignedIn`: whoever sends a token means to use it."""
    async with store.read() as tx:
        actor = await actors.actor_of_token(tx, hash_of(secret), now)
    if actor is None:
        raise NotSignedIn()
    return actor
