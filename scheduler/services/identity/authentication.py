"""Who stands behind a secret that came with a request."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scheduler.domain.errors import NotSignedIn, WrongPassword
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.secrets import hash_of
from scheduler.services.identity.login_throttle import count_attempt, sources_of
from scheduler.storage.identity import accounts, actors
from scheduler.storage.store import Store

USE_NOTED_EVERY: Final = timedelta(hours=1)
_DOOR: Final = "calendar program "


@dataclass(frozen=True, slots=True, kw_only=True)
class AppPassword:
    """What a calendar program sends; `client` is where it came from, of which only a hash is kept."""

    email: str
    secret: str
    client: str


async def who_has_session(store: Store, secret: str, now: datetime) -> Actor | None:
    """The person of a session cookie; none when the session has ended or was revoked."""
    async with store.read() as tx:
        return await actors.actor_of_session(tx, hash_of(secret), now)


async def who_has_token(store: Store, secret: str, now: datetime) -> Actor:
    """The person of an API token. Raises `NotSignedIn`: whoever sends a token means to use it."""
    actor = await _bearer(store, secret, now)
    if actor is None:
        raise NotSignedIn()
    return actor


async def who_has_app_password(store: Store, login: AppPassword, now: datetime) -> Actor:
    """The person of an e-mail address and one of their API tokens, for programs that know nothing else.

    What does not hold is counted as a failed log-in, at a door of its own; what holds always opens.
    Raises `WrongPassword` or `TooManyAttempts`.
    """
    actor = await _bearer(store, login.secret, now)
    email = login.email.strip().lower()
    if actor is not None and actor.person.email == email:
        return actor
    async with store.write() as tx:
        await count_attempt(tx, sources_of(email, login.client, _DOOR), now)
    raise WrongPassword()


async def _bearer(store: Store, secret: str, now: datetime) -> Actor | None:
    """That a token was used is written down at most once in an hour, in a transaction of its own."""
    async with store.read() as tx:
        found = await actors.actor_of_token(tx, hash_of(secret), now)
    if found is None:
        return None
    actor, last_used_at = found
    if last_used_at is None or now - last_used_at >= USE_NOTED_EVERY:
        async with store.write() as tx:
            await accounts.note_token_use(tx, hash_of(secret), now)
    return actor
