"""The log of who did what: a row is written in the transaction of the change itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import to_jsonable_python
from sqlalchemy import insert, select, update

from scheduler.domain.identity.audit import Entry
from scheduler.domain.identity.people import Actor
from scheduler.storage import records
from scheduler.storage.crud import Filters, conditions
from scheduler.storage.store import Tx
from scheduler.storage.tables import AuditRow
from scheduler.storage.tables.base import columns

_AUDIT = columns(AuditRow)


@dataclass(frozen=True, slots=True)
class AuditNote:
    """When something was done, and the facts that were written down about it."""

    at: datetime
    change: dict[str, Any]


async def note(
    tx: Tx,
    actor: Actor | None,
    action: str,
    noun: str,
    noun_id: int | None,
    organisation_id: int | None,
    change: dict[str, Any],
    now: datetime,
) -> None:
    """Write down that `actor` (None or `SYSTEM`: the system) did `action` to one thing.

    `change` has the values that changed, as `{"field": [before, after]}` or plain facts; whatever
    JSON cannot hold is written as text. It must not name secrets.
    """
    row = {
        "at": now,
        "person_id": (actor.id or None) if actor else None,
        "organisation_id": organisation_id,
        "action": action,
        "noun": noun,
        "noun_id": noun_id,
        "change": to_jsonable_python(change, fallback=str),
    }
    await tx.execute(insert(AuditRow).values(row))


async def forget(tx: Tx, person_id: int) -> None:
    """Leave out of the log what was changed about a person; that it was done stays."""
    about = (_AUDIT.noun == "person", _AUDIT.noun_id == person_id)
    await tx.execute(update(AuditRow).where(*about).values(change={}))


async def audit_log(
    tx: Tx, organisations: frozenset[int] | None, filters: Filters, after: int, limit: int
) -> list[Entry]:
    """Entries of these organisations (None: of all and of none), oldest first, after the id `after`."""
    query = select(*_AUDIT).where(_AUDIT.id > after).order_by(_AUDIT.id).limit(limit)
    if organisations is not None:
        query = query.where(_AUDIT.organisation_id.in_(sorted(organisations)))
    query = query.where(*conditions(tx, Entry, filters))
    return [records.load(Entry, row) for row in (await tx.execute(query)).mappings()]


def differences(before: Any, after: Any) -> dict[str, Any]:
    """The fields in which two domain objects of one class differ, as `{"field": [before, after]}`."""
    return {
        name: [getattr(before, name), getattr(after, name)]
        for name in type(before).__dataclass_fields__
        if name != "version" and getattr(before, name) != getattr(after, name)
    }


async def find_note(tx: Tx, action: str, noun: str) -> AuditNote | None:
    """The latest row that says `action` was done to a `noun`."""
    query = select(_AUDIT.at, _AUDIT.change).where(_AUDIT.action == action, _AUDIT.noun == noun)
    row = (await tx.execute(query.order_by(_AUDIT.id.desc()).limit(1))).first()
    return None if row is None else AuditNote(row.at, row.change)


async def was_done(tx: Tx, action: str, noun: str, noun_id: int) -> bool:
    """Whether `action` was ever done to this very thing."""
    about = (_AUDIT.action == action, _AUDIT.noun == noun, _AUDIT.noun_id == noun_id)
    return await tx.scalar(select(_AUDIT.id).where(*about).limit(1)) is not None
