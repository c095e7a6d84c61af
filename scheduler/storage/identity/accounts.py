"""Passwords, sessions, invitations and failed log-ins."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update

from scheduler.domain.identity.credentials import LoginSession
from scheduler.domain.identity.people import Person
from scheduler.storage import records
from scheduler.storage.store import Tx
from scheduler.storage.tables import AttemptRow, InvitationRow, PersonRow, SessionRow, TokenRow
from scheduler.storage.tables.base import columns

_PERSON, _SESSION, _INVITATION = columns(PersonRow), columns(SessionRow), columns(InvitationRow)
_ATTEMPT, _TOKEN = columns(AttemptRow), columns(TokenRow)


@dataclass(frozen=True, slots=True)
class Account:
    """`password_hash` None: no password was chosen yet."""

    person: Person
    password_hash: str | None


async def find_account(tx: Tx, email: str) -> Account | None:
    """The active person with this address."""
    row = (
        (await tx.execute(select(*_PERSON).where(_PERSON.email == email, _PERSON.active))).mappings().first()
    )
    return None if row is None else Account(records.load(Person, row), row["password_hash"])


async def set_password(tx: Tx, person_id: int, password_hash: str) -> None:
    """Gives the person this password; whatever was signed in with another one, or may be, ends."""
    await tx.execute(update(PersonRow).where(_PERSON.id == person_id).values(password_hash=password_hash))
    await tx.execute(delete(InvitationRow).where(_INVITATION.person_id == person_id))
    await tx.execute(delete(SessionRow).where(_SESSION.person_id == person_id))


async def end_session(tx: Tx, secret_hash: str) -> None:
    await tx.execute(delete(SessionRow).where(_SESSION.secret_hash == secret_hash))


async def end_sessions(tx: Tx, person_id: int) -> None:
    """All of a person's, wherever they are signed in."""
    await tx.execute(delete(SessionRow).where(_SESSION.person_id == person_id))


async def forget_ended(tx: Tx, now: datetime) -> None:
    """Remove the sessions and invitations that have run out."""
    await tx.execute(delete(SessionRow).where(_SESSION.expires_at <= now))
    await tx.execute(delete(InvitationRow).where(_INVITATION.expires_at <= now))


async def sessions_of(tx: Tx, person_id: int, now: datetime) -> list[LoginSession]:
    return await records.listing(tx, LoginSession, _SESSION.person_id == person_id, _SESSION.expires_at > now)


async def session_id(tx: Tx, secret_hash: str) -> int | None:
    found: int | None = await tx.scalar(select(_SESSION.id).where(_SESSION.secret_hash == secret_hash))
    return found


async def invited(tx: Tx, secret_hash: str, now: datetime) -> Person | None:
    """Whom an invitation is for, while it can be used."""
    holder = select(_INVITATION.person_id).where(
        _INVITATION.secret_hash == secret_hash, _INVITATION.expires_at > now
    )
    person_id = await tx.scalar(holder)
    return None if person_id is None else await records.find(tx, Person, person_id)


async def failures(tx: Tx, source: str, since: datetime) -> int:
    """How many log-ins from this source failed since then."""
    query = select(func.count()).where(_ATTEMPT.source == source, _ATTEMPT.at > since)
    return int(await tx.scalar(query) or 0)


async def note_attempt(
    tx: Tx, sources: Iterable[str], now: datetime, *, forget_before: datetime
) -> tuple[int, ...]:
    """Counts one log-in against each source; answers what to forget when it succeeds."""
    await tx.execute(delete(AttemptRow).where(_ATTEMPT.at < forget_before))
    noted = [
        await tx.execute(insert(AttemptRow).values(source=source, at=now).returning(_ATTEMPT.id))
        for source in sources
    ]
    return tuple(int(row.scalar_one()) for row in noted)


async def forget_attempts(tx: Tx, attempt: Iterable[int], *, source: str) -> None:
    """Takes back one attempt, and all that failed before from this source."""
    await tx.execute(delete(AttemptRow).where(or_(_ATTEMPT.id.in_(list(attempt)), _ATTEMPT.source == source)))


async def note_token_use(tx: Tx, secret_hash: str, now: datetime) -> None:
    await tx.execute(update(TokenRow).where(_TOKEN.secret_hash == secret_hash).values(last_used_at=now))
