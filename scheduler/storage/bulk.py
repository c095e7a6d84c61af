"""Many things of a kind at once, with ids that were chosen elsewhere: a demo, an import."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlmodel import SQLModel

from scheduler.domain.campus.groups import Group
from scheduler.domain.planning.activities import Activity
from scheduler.storage import records
from scheduler.storage.store import Tx
from scheduler.storage.tables import (
    ActivityGroupRow,
    ActivityStaffRow,
    GroupOrganisationRow,
)

_CHUNK = 5_000

Links = Callable[[Any], Iterable[dict[str, int]]]

_LINKS: dict[type[Any], list[tuple[type[SQLModel], Links]]] = {
    Group: [
        (
            GroupOrganisationRow,
            lambda g: ({"group_id": g.id, "organisation_id": each} for each in g.organisation_ids),
        )
    ],
    Activity: [
        (ActivityGroupRow, lambda a: ({"activity_id": a.id, "group_id": each} for each in a.group_ids)),
        (ActivityStaffRow, lambda a: ({"activity_id": a.id, "staff_id": each} for each in a.staff_ids)),
    ],
}
"""Fields of a class that are rows of another table."""


async def insert_all(tx: Tx, things: Mapping[type[Any], Sequence[Any]]) -> None:
    """Insert things by class, with their ids as they are and the rows that hang on them.

    What others refer to goes first, whatever the order of `things`.
    """
    tables = {records.table(cls): cls for cls, some in things.items() if some}
    for target in SQLModel.metadata.sorted_tables:
        if target in tables:
            await _insert(tx, target, [records.dump(thing) for thing in things[tables[target]]])
    for cls, several in _LINKS.items():
        for row, links in several:
            await _insert(tx, row, [link for thing in things.get(cls, ()) for link in links(thing)])


async def _insert(tx: Tx, target: Table | type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _CHUNK):
        await tx.execute(insert(target), rows[start : start + _CHUNK])


async def restart_counters(tx: Tx) -> None:
    """Let the database count on from the highest id of every table. SQLite does so by itself."""
    if tx.dialect.name != "postgresql":
        return
    for target in SQLModel.metadata.sorted_tables:
        if [column.name for column in target.primary_key] == ["id"]:
            highest = await tx.scalar(select(func.max(target.c.id)))
            if highest:
                sequence = func.pg_get_serial_sequence(target.name, text("'id'"))
                await tx.execute(select(func.setval(sequence, highest)))
