"""The trail of who did what: a row is written in the transaction of the change itself."""

from datetime import datetime
from typing import Any

from pydantic_core import to_jsonable_python
from sqlalchemy import insert

from scheduler.domain.people import Actor
from scheduler.storage.store import Tx
from scheduler.storage.tables import AuditRow


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
    """Write down that `actor` (None: the system) did `action` to one thing.

    `change` has the values that changed, as `{"field": [before, after]}` or plain facts; whatever
    JSON cannot hold is written as text. It must not name secrets.
    """
    row = {
        "at": now,
        "person_id": actor.id if actor else None,
        "organisation_id": organisation_id,
        "action": action,
        "noun": noun,
        "noun_id": noun_id,
        "change": to_jsonable_python(change, fallback=str),
    }
    await tx.execute(insert(AuditRow).values(row))


def differences(before: Any, after: Any) -> dict[str, Any]:
    """The fields in which two domain objects of one class differ, as `{"field": [before, after]}`."""
    return {
        name: [getattr(before, name), getattr(after, name)]
        for name in type(before).__dataclass_fields__
        if name != "version" and getattr(before, name) != getattr(after, name)
    }
