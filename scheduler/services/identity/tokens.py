"""Personal API tokens: for scripts, shown once, for reading or for writing, never for ever."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from scheduler.domain.error_codes import ConflictCode, InvalidCode
from scheduler.domain.errors import Conflict, Invalid, NotFound
from scheduler.domain.identity.credentials import Token, TokenScope
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.identity.secrets import hash_of, new_secret
from scheduler.domain.titles import check_title
from scheduler.storage import records
from scheduler.storage.identity import accounts, actors, audit
from scheduler.storage.store import Store, Tx
from scheduler.storage.tables import TokenRow
from scheduler.storage.tables.base import columns

LONGEST_DAYS: Final = 366
MOST_TOKENS: Final = 50
_TOKEN = columns(TokenRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateToken:
    name: str
    scope: TokenScope = TokenScope.READ
    days: int = 90

    def __post_init__(self) -> None:
        check_title(self.name, 100)
        if not 1 <= self.days <= LONGEST_DAYS:
            raise Invalid("days", InvalidCode.OUT_OF_RANGE, expected=f"1 to {LONGEST_DAYS}")


async def create_token(
    store: Store, actor: Actor | None, command: CreateToken, now: datetime
) -> tuple[Token, str]:
    """A token and its secret, which is not kept. Raises `Conflict` when there are very many already."""
    person = require(actor, Action.OWN_ACCOUNT, own=True)
    async with store.write() as tx:
        return await _issue(tx, person, command, now)


async def issue_token(store: Store, email: str, command: CreateToken, now: datetime) -> tuple[Token, str]:
    """The same for whoever has the machine: `fieldlab token EMAIL`. Raises `NotFound`."""
    async with store.write() as tx:
        account = await accounts.find_account(tx, email.strip().lower())
        if account is None:
            raise NotFound("person", email)
        return await _issue(tx, await actors.get_actor(tx, account.person.id), command, now)


async def list_tokens(store: Store, actor: Actor | None) -> list[Token]:
    """One's own, those that were revoked or ran out included."""
    person = require(actor, Action.OWN_ACCOUNT, own=True)
    async with store.read() as tx:
        return await records.listing(tx, Token, _TOKEN.person_id == person.id)


async def revoke_token(store: Store, actor: Actor | None, token_id: int, now: datetime) -> None:
    """From now on the token is refused. Raises `NotFound` for what is not one's own."""
    person = require(actor, Action.OWN_ACCOUNT, own=True)
    async with store.write() as tx:
        token = await records.get(tx, Token, token_id)
        if token.person_id != person.id:
            raise NotFound("token", token_id)
        if token.revoked_at is None:
            await records.change(tx, replace(token, revoked_at=now))
            await audit.note(tx, person, "revoke", "token", token_id, None, {"name": token.name}, now)


async def _issue(tx: Tx, person: Actor, command: CreateToken, now: datetime) -> tuple[Token, str]:
    in_use = (_TOKEN.person_id == person.id, _TOKEN.revoked_at.is_(None), _TOKEN.expires_at > now)
    if await records.count(tx, Token, *in_use) >= MOST_TOKENS:
        raise Conflict(ConflictCode.TOO_MANY_TOKENS, most=MOST_TOKENS)
    secret = new_secret("flt")
    token = Token(
        id=0,
        person_id=person.id,
        name=command.name,
        scope=command.scope,
        created_at=now,
        expires_at=now + timedelta(days=command.days),
    )
    token = replace(token, id=await records.add(tx, token, secret_hash=hash_of(secret)))
    change = {"name": token.name, "scope": token.scope.value, "days": command.days}
    await audit.note(tx, person, "create", "token", token.id, None, change, now)
    return token, secret
