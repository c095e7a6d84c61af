"""Passwords come by a link that works once: a person chooses one, and nobody else ever knows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scheduler.domain.border import check_new
from scheduler.domain.errors import NotFound, WrongPassword
from scheduler.domain.identity.credentials import Invitation
from scheduler.domain.identity.passwords import check_new_password
from scheduler.domain.identity.people import Actor, Person
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.identity.secrets import hash_of, new_secret
from scheduler.services.identity.password_hashing import hash_password, is_password
from scheduler.services.identity.sessions import SignedIn, begin_session
from scheduler.storage import records
from scheduler.storage.identity import accounts, actors, audit
from scheduler.storage.store import Store, Tx

LASTS: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePassword:
    """`secret` is what the link carried."""

    secret: str
    password: str
    lasts: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePassword:
    old: str
    new: str
    lasts: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteByAddress:
    """`new_operator` is the name of a person to make first, who may do everything."""

    email: str
    new_operator: str | None = None


async def invite(store: Store, actor: Actor | None, person_id: int, now: datetime) -> tuple[Invitation, str]:
    """An invitation and its secret, to be shown once to who asked. Earlier ones stay good.

    Whoever holds it can become that person, so who asks must run every organisation the person is in.
    """
    async with store.write() as tx:
        invited = await actors.get_actor(tx, person_id)
        asking = require_all_of(actor, invited)
        return await _issue(tx, asking, invited.person, now)


async def invite_by_address(store: Store, command: InviteByAddress, now: datetime) -> tuple[Invitation, str]:
    """The same for whoever has the machine: `fieldlab invite EMAIL`.

    Raises `NotFound`, or `Conflict` when the address of a new operator is somebody's already.
    """
    email = command.email.strip().lower()
    async with store.write() as tx:
        if command.new_operator is not None:
            person = Person(id=0, name=command.new_operator, email=email, operator=True)
            check_new(person)
            await audit.note(tx, None, "create", "person", await records.add(tx, person), None, {}, now)
        account = await accounts.find_account(tx, email)
        if account is None:
            raise NotFound("person", email)
        return await _issue(tx, None, account.person, now)


async def read_invitation(store: Store, secret: str, now: datetime) -> Person:
    """For whom the link is. Raises `NotFound` when it was used or ran out."""
    async with store.read() as tx:
        return await _invited(tx, secret, now)


async def choose_password(store: Store, command: ChoosePassword, now: datetime) -> SignedIn:
    """Sets the password, uses up the link and signs in; other sessions end.

    Raises `NotFound` for a link that was used or ran out, `Invalid` for a password that will not do.
    """
    person = await read_invitation(store, command.secret, now)
    check_new_password(command.password, person.email)
    hashed = await hash_password(command.password)
    async with store.write() as tx:
        person = await _invited(tx, command.secret, now)
        await accounts.set_password(tx, person.id, hashed)
        await audit.note(tx, None, "choose_password", "person", person.id, None, {}, now)
        return await begin_session(tx, person, command.lasts, now)


async def change_password(
    store: Store, actor: Actor | None, command: ChangePassword, now: datetime
) -> SignedIn:
    """Raises `WrongPassword` when the old one is not. All sessions end; the answer is a new one."""
    person = require(actor, Action.OWN_ACCOUNT, own=True).person
    check_new_password(command.new, person.email, field="new")
    async with store.read() as tx:
        account = await accounts.find_account(tx, person.email)
    if not await is_password(command.old, account.password_hash if account else None):
        raise WrongPassword()
    hashed = await hash_password(command.new)
    async with store.write() as tx:
        await accounts.set_password(tx, person.id, hashed)
        await audit.note(tx, actor, "change_password", "person", person.id, None, {}, now)
        return await begin_session(tx, person, command.lasts, now)


def require_all_of(actor: Actor | None, person: Actor) -> Actor:
    """The actor, who runs every organisation `person` is in (only operators run those in none)."""
    if person.person.operator or not person.organisation_ids:
        return require(actor, Action.MANAGE_REGION)
    for organisation_id in person.organisation_ids:
        require(actor, Action.MANAGE_PEOPLE, organisations=[organisation_id])
    return require(actor, Action.MANAGE_PEOPLE)


async def _invited(tx: Tx, secret: str, now: datetime) -> Person:
    person = await accounts.invited(tx, hash_of(secret), now)
    if person is None or not person.active:
        raise NotFound("invitation", "…")
    return person


async def _issue(tx: Tx, actor: Actor | None, person: Person, now: datetime) -> tuple[Invitation, str]:
    secret = new_secret("fli")
    invitation = Invitation(id=0, person_id=person.id, created_at=now, expires_at=now + LASTS)
    await records.add(tx, invitation, secret_hash=hash_of(secret))
    await audit.note(tx, actor, "invite", "person", person.id, None, {}, now)
    return invitation, secret
