"""Answers already given, so that a request sent twice takes effect once.

A service recalls before it acts and remembers after it, both in the transaction of the effect:
either the booking and its answer are kept, or neither.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy import delete, func, insert, select

from scheduler.domain.errors import KeyReused
from scheduler.storage.store import Tx
from scheduler.storage.tables import IdempotencyRow
from scheduler.storage.tables.base import columns

KEPT_FOR: Final = timedelta(days=2)
T = TypeVar("T")
_ADAPTERS: Final[dict[type[Any], TypeAdapter[Any]]] = {}
_ROW = columns(IdempotencyRow)


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def fingerprint(*request: Any) -> str:
    """The same text for the same request: give what was asked, and the name of the intention."""
    return hashlib.sha256(to_json(request, fallback=str)).hexdigest()


async def recall(
    tx: Tx, kind: type[T], person_id: int, key: str, fingerprint: str, now: datetime
) -> T | None:
    """What this person's request with `key` was answered within `KEPT_FOR`, word for word, if there was one.

    Raises `KeyReused` when that request was another one. A second request with the same key waits
    here until the first has ended.
    """
    if tx.dialect.name == "postgresql":  # on SQLite the write transaction itself is the lock
        await tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{person_id} {key}", 0))))
    query = select(_ROW.fingerprint, _ROW.answer).where(
        _ROW.person_id == person_id, _ROW.key == key, _ROW.created_at >= now - KEPT_FOR
    )
    found = (await tx.execute(query)).first()
    if found is None:
        return None
    if found.fingerprint != fingerprint:
        raise KeyReused()
    answer: T = _adapter(kind).validate_python(found.answer)
    return answer


async def remember(tx: Tx, person_id: int, key: str, fingerprint: str, answer: object, now: datetime) -> None:
    """Keep `answer`, a dataclass, for `KEPT_FOR`; older ones go."""
    await tx.execute(delete(IdempotencyRow).where(_ROW.created_at < now - KEPT_FOR))
    row = {
        "person_id": person_id,
        "key": key,
        "fingerprint": fingerprint,
        "answer": _adapter(type(answer)).dump_python(answer, mode="json", warnings=False),
        "created_at": now,
    }
    await tx.execute(insert(IdempotencyRow).values(row))
