"""Which local thing is which thing elsewhere: by source, kind and the key it has there.

A name can be changed here, and then no longer tells: the key does. When the local thing is deleted, the
database forgets its key.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, insert, select, update

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.groups import Group
from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Person
from scheduler.domain.planning.activities import Activity
from scheduler.domain.planning.periods import Period
from scheduler.storage.store import Tx
from scheduler.storage.tables import ExternalKeyRow
from scheduler.storage.tables.base import columns

Key = tuple[type[Any], str]
"""A thing elsewhere: what it is here, and its key there."""

KINDS: Final[dict[type[Any], str]] = {
    Activity: "activity",
    Booking: "booking",
    Campus: "campus",
    Group: "group",
    Opening: "opening",
    Organisation: "organisation",
    Period: "period",
    Person: "person",
    Resource: "resource",
}
_CLASSES: Final = {kind: cls for cls, kind in KINDS.items()}
_KEY = columns(ExternalKeyRow)
_TABLE: Table = ExternalKeyRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class External:
    """The id of the local thing, and its fields as the source gave them last; empty when the source has
    it no longer."""

    local_id: int
    given: dict[str, Any]


async def known_from(tx: Tx, source: str) -> dict[Key, External]:
    """Everything that came from a source, in the order in which it first came."""
    query = select(_TABLE).where(_KEY.source == source).order_by(_KEY.id)
    return {
        (_CLASSES[row["kind"]], row["key"]): External(row[f"{row['kind']}_id"], row["given"])
        for row in (await tx.execute(query)).mappings()
    }


async def sources_of(tx: Tx, cls: type[Any], local_id: int) -> dict[str, list[str]]:
    """Per source the keys that a local thing has there."""
    column = _KEY[f"{KINDS[cls]}_id"]
    found: dict[str, list[str]] = defaultdict(list)
    query = select(_KEY.source, _KEY.key).where(column == local_id).order_by(_KEY.source, _KEY.key)
    for source, key in await tx.execute(query):
        found[source].append(key)
    return dict(found)


async def add_key(tx: Tx, source: str, key: Key, local_id: int, given: dict[str, Any]) -> None:
    """Remember that `local_id` is what the source calls `key`."""
    cls, name = key
    kind = KINDS[cls]
    values = {"source": source, "kind": kind, "key": name, "given": given, f"{kind}_id": local_id}
    await tx.execute(insert(_TABLE).values(**values))


async def change_given(tx: Tx, source: str, key: Key, given: dict[str, Any]) -> None:
    """Remember what the source says of it by now."""
    cls, name = key
    one = (_KEY.source == source, _KEY.kind == KINDS[cls], _KEY.key == name)
    await tx.execute(update(_TABLE).where(*one).values(given=given))
