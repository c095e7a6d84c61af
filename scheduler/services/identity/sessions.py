"""Signing in and out, and the browsers one is signed in with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.domain.errors import NotFound, WrongPassword
from scheduler.domain.identity.credentials import LoginSession
from scheduler.domain.identity.people import Actor, Person
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.identity.secrets import hash_of, new_secret
from scheduler.services.identity.login_throttle import count_attempt, sources_of
from scheduler.services.identity.password_hashing import is_password
from scheduler.storage import records
from scheduler.storage.identity import accounts, audit
from scheduler.storage.store import Store, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """`client` is where the request came from, such as its network address; only a hash is kept."""

    email: str
    password: str
    client: str
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`secret` goes into the cookie; it is not kept."""

    person: Person
    session: LoginSession
    secret: str


async def sign_in(store: Store, command: SignIn, now: datetime) -> SignedIn:
    """A new session. Raises `WrongPassword`, for an unknown address as well and after as long a time,
    and `TooManyAttempts` before anything is compared.

    The slow hash runs between two transactions: nobody waits for it with the database locked. An
    attempt counts as failed until it has succeeded, so that many at once are not compared either.
    """
    email = command.email.strip().lower()
    sources = sources_of(email, command.client)
    async with store.write() as tx:
        attempt = await count_attempt(tx, sources, now)
        account = await accounts.find_account(tx, email)
    right = await is_password(command.password, account.password_hash if account else None)
    if account is None or not right:
        raise WrongPassword()
    async with store.write() as tx:
        await accounts.forget_attempts(tx, attempt, source=sources[0][0])
        return await begin_session(tx, account.person, command.lasts, now)


async def begin_session(tx: Tx, person: Person, lasts: timedelta, now: datetime) -> SignedIn:
    """A session of somebody who has shown who they are."""
    await accounts.forget_ended(tx, now)
    secret = new_secret("fls")
    session = LoginSession(id=0, person_id=person.id, created_at=now, expires_at=now + lasts)
    session_id = await records.add(tx, session, secret_hash=hash_of(secret))
    return SignedIn(person, await records.get(tx, LoginSession, session_id), secret)


async def sign_out(store: Store, secret: str) -> None:
    """Ends the session of this cookie; one that has ended already is no matter."""
    async with store.write() as tx:
        await accounts.end_session(tx, hash_of(secret))


async def list_sessions(
    store: Store, actor: Actor | None, here: str | None, now: datetime
) -> list[tuple[LoginSession, bool]]:
    """One's sessions, and of each whether it is that of the cookie `here`."""
    person = require(actor, Action.OWN_ACCOUNT, own=True)
    async with store.read() as tx:
        own = await accounts.sessions_of(tx, person.id, now)
        current = await accounts.session_id(tx, hash_of(here)) if here else None
    return [(session, session.id == current) for session in own]


async def revoke_session(store: Store, actor: Actor | None, session_id: int, now: datetime) -> None:
    """Raises `NotFound` for what is not one's own."""
    person = require(actor, Action.OWN_ACCOUNT, own=True)
    async with store.write() as tx:
        session = await records.get(tx, LoginSession, session_id)
        if session.person_id != person.id:
            raise NotFound("session", session_id)
        await records.remove(tx, LoginSession, session_id)
        await audit.note(tx, person, "revoke", "session", session_id, None, {}, now)
