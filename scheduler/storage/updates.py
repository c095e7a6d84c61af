"""The list of what was changed, in an order that every reader sees alike and of which no one misses a row.

Transactions end in another order than that in which they began: a number that a writer draws while it
works may become visible after a higher one, and who has read the higher one never comes back for it. So
writers only note what they changed, without a number. Whoever reads gives the numbers, one reader at a time
and only to what has been committed; from then on a number means the same to all.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, insert, literal, select, update
from sqlmodel import SQLModel

from scheduler.domain.campus import campuses, groups, opening_hours, organisations, resources
from scheduler.domain.planning import periods
from scheduler.domain.updates import BEFORE_ALL, Position, Update, UpdateNoun
from scheduler.storage import tables
from scheduler.storage.store import Tx
from scheduler.storage.tables.base import columns

KEPT_FOR: Final = timedelta(days=30)
"""Who does not ask for so long reads everything anew."""
_LOCK: Final = 0x75706461  # any number that no other lock of ours has
_ROW = columns(tables.UpdateRow)
_NEW = _ROW.number.is_(None)

NOUN_OF: Final[Mapping[type[Any], UpdateNoun]] = {
    resources.Resource: UpdateNoun.RESOURCE,
    organisations.Organisation: UpdateNoun.ORGANISATION,
    campuses.Campus: UpdateNoun.CAMPUS,
    opening_hours.Opening: UpdateNoun.OPENING,
    opening_hours.Closure: UpdateNoun.CLOSURE,
    opening_hours.Window: UpdateNoun.WINDOW,
    opening_hours.Holiday: UpdateNoun.HOLIDAY,
    periods.Period: UpdateNoun.PERIOD,
    groups.Group: UpdateNoun.GROUP,
}
"""What `records` notes by itself, whoever writes it; bookings are noted by the table of consequences."""
_TABLES: Final[Mapping[UpdateNoun, type[SQLModel]]] = {
    UpdateNoun.BOOKING: tables.BookingRow,
    UpdateNoun.RESOURCE: tables.ResourceRow,
    UpdateNoun.ORGANISATION: tables.OrganisationRow,
    UpdateNoun.CAMPUS: tables.CampusRow,
    UpdateNoun.OPENING: tables.OpeningRow,
    UpdateNoun.CLOSURE: tables.ClosureRow,
    UpdateNoun.WINDOW: tables.WindowRow,
    UpdateNoun.HOLIDAY: tables.HolidayRow,
    UpdateNoun.PERIOD: tables.PeriodRow,
    UpdateNoun.GROUP: tables.GroupRow,
}


async def note(tx: Tx, noun: UpdateNoun, thing_ids: Iterable[int], *, gone: bool = False) -> None:
    """These things are not any more as they were."""
    rows = [{"noun": noun.value, "thing_id": each, "gone": gone} for each in sorted(set(thing_ids))]
    if rows:
        await tx.execute(insert(tables.UpdateRow), rows)


async def note_kind(tx: Tx, kind: type[Any], thing_ids: Iterable[int], *, gone: bool = False) -> None:
    """The same for what `records` wrote; most of that concerns nobody else."""
    if kind in NOUN_OF:
        await note(tx, NOUN_OF[kind], thing_ids, gone=gone)


async def note_all(tx: Tx) -> None:
    """Everything there is."""
    for noun, row in _TABLES.items():
        every = select(literal(noun.value), columns(row).id, literal(False)).order_by(columns(row).id)
        await tx.execute(insert(tables.UpdateRow).from_select(("noun", "thing_id", "gone"), every))


async def any_new(tx: Tx) -> bool:
    """Whether something was committed that has no number yet."""
    return (await tx.execute(select(_ROW.id).where(_NEW).limit(1))).first() is not None


async def number_new(tx: Tx, now: datetime) -> None:
    """Give numbers to what is committed by now, in the order in which it was noted; what is old goes.

    The last number stays, however old: the next is counted from it.
    """
    if tx.dialect.name == "postgresql":  # on SQLite the write transaction itself is the lock
        await tx.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    last = await _last_number(tx)
    order = func.row_number().over(order_by=_ROW.id).label("place")
    new = select(_ROW.id.label("new_id"), order).where(_NEW).subquery()
    numbered = update(tables.UpdateRow).where(_ROW.id == new.c.new_id)
    await tx.execute(numbered.values(number=last + new.c.place, at=now))
    old = (_ROW.at < now - KEPT_FOR, _ROW.number < await _last_number(tx))
    await tx.execute(delete(tables.UpdateRow).where(*old))


async def _last_number(tx: Tx) -> int:
    return int(await tx.scalar(select(func.max(_ROW.number))) or 0)


async def last_position(tx: Tx) -> Position:
    """Behind everything that has a number."""
    query = select(_ROW.number, _ROW.at).where(~_NEW).order_by(_ROW.number.desc()).limit(1)
    found = (await tx.execute(query)).first()
    return BEFORE_ALL if found is None else Position(found.number, found.at)


async def is_known(tx: Tx, position: Position) -> bool:
    """Whether everything behind the position is still there."""
    if position.number:
        query = select(_ROW.at).where(_ROW.number == position.number)
        return (await tx.execute(query)).scalar_one_or_none() == position.at
    first = await tx.scalar(select(func.min(_ROW.number)))
    return first is None or first == 1


async def updates_behind(tx: Tx, position: Position, limit: int) -> list[Update]:
    """In the order of their numbers."""
    query = select(_ROW.noun, _ROW.thing_id, _ROW.gone, _ROW.number, _ROW.at)
    query = query.where(_ROW.number > position.number).order_by(_ROW.number).limit(limit)
    return [
        Update(noun=UpdateNoun(noun), thing_id=thing_id, gone=gone, position=Position(number, at))
        for noun, thing_id, gone, number, at in await tx.execute(query)
    ]
