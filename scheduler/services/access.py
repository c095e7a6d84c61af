"""Who stands behind a secret that came with a request."""

from datetime import datetime, timedelta
from typing import Final

from scheduler.domain.errors import NotSignedIn
from scheduler.domain.people import Actor
from scheduler.domain.secrets import hash_of
from scheduler.storage import accounts, actors
from scheduler.storage.store import Store

USE_NOTED_EVERY: Final = timedelta(hours=1)


async def who_has_session(store: Store, secret: str, now: datetime) -> Actor | None:
    """The person of a session cookie; none when the session has ended or was revoked."""
    async with store.read() as tx:
        return await actors.actor_of_session(tx, hash_of(secret), now)


async def who_has_token(store: Store, secret: str, now: datetime) -> Actor:
    """The person of an API token. Raises `NotSignedIn`: whoever sends a token means to use it.

    That it was used is written down at most once in an hour, in a transaction of its own.
    """
    async with store.read() as tx:
        found = await actors.actor_of_token(tx, hash_of(secret), now)
    if found is None:
        raise NotSignedIn()
    actor, last_used_at = found
    if last_used_at is None or now - last_used_at >= USE_NOTED_EVERY:
        async with store.write() as tx:
            await accounts.note_token_use(tx, hash_of(secret), now)
    return actor
