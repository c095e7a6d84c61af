"""Counters that grow whenever what a feed shows may have changed.

A feed's answer is unchanged exactly when its subject's number is: one indexed read tells. The
counter never goes down, unlike the latest change among rows of which some were deleted.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, literal, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.calendars.feeds import Subject
from scheduler.storage.calendars.subjects import Key, behind, named_by
from scheduler.storage.store import Tx
from scheduler.storage.tables import (
    BookingNeedRow,
    BookingRow,
    CampusRow,
    GroupRow,
    OrganisationRow,
    PersonRow,
    ResourceRow,
    RevisionRow,
)
from scheduler.storage.tables.base import columns

_REVISION = columns(RevisionRow)
_BOOKING, _NEED = columns(BookingRow), columns(BookingNeedRow)
_COLUMNS = ("subject", "subject_id", "number", "changed_at")
_SUBJECTS: dict[Subject, type[SQLModel]] = {
    Subject.PERSON: PersonRow,
    Subject.GROUP: GroupRow,
    Subject.RESOURCE: ResourceRow,
    Subject.COMPANY: OrganisationRow,
    Subject.CAMPUS: CampusRow,
}


async def touch_bookings(tx: Tx, changed: Iterable[Booking], now: datetime) -> None:
    """Count a change for everyone who may see one of these bookings in a feed.

    Call it with a booking as it was and as it is: who loses one must hear of it too.
    """
    known = list(changed)
    keys: set[Key] = set().union(*map(named_by, known))
    keys |= await behind(tx, {need.resource_id for booking in known for need in booking.needs})
    await touch(tx, keys, now)


async def touch_resources(tx: Tx, resource_ids: Iterable[int], now: datetime) -> None:
    """Count a change for everyone whose feed names one of these resources, when its name, place or
    link changes."""
    touched = select(_NEED.booking_id).where(_NEED.resource_id.in_(sorted(set(resource_ids))))
    keys: set[Key] = set()
    for subject, column in (
        (Subject.COMPANY, _BOOKING.organisation_id),
        (Subject.CAMPUS, _BOOKING.campus_id),
        (Subject.PERSON, _BOOKING.organiser_id),
    ):
        named = select(column).where(_BOOKING.id.in_(touched), column.is_not(None)).distinct()
        keys |= {(subject, subject_id) for (subject_id,) in await tx.execute(named)}
    beside = select(_NEED.resource_id).where(_NEED.booking_id.in_(touched)).distinct()
    together = sorted({resource_id for (resource_id,) in await tx.execute(beside)})
    keys |= {(Subject.RESOURCE, resource_id) for resource_id in together}
    keys |= await behind(tx, together)
    await touch(tx, keys, now)


async def touch(tx: Tx, keys: Iterable[Key], now: datetime) -> None:
    """Raise the number of each subject; in key order, so that two writers cannot wait for each other."""
    rows = [
        {"subject": subject.value, "subject_id": subject_id, "number": 1, "changed_at": now}
        for subject, subject_id in sorted(set(keys))
    ]
    if rows:
        await tx.execute(_or_raised(_insert(tx)), rows)


async def touch_all(tx: Tx, now: datetime) -> None:
    """Raise the number of every subject there is."""
    for subject, row in _SUBJECTS.items():
        every = select(
            literal(subject.value), columns(row).id, literal(1), literal(now, _REVISION.changed_at.type)
        )
        # Without a condition SQLite takes ON CONFLICT for the ON of a join.
        rows = _insert(tx).from_select(_COLUMNS, every.where(true()).order_by(columns(row).id))
        await tx.execute(_or_raised(rows))


def _insert(tx: Tx) -> postgresql.Insert | sqlite.Insert:
    return sqlite.insert(RevisionRow) if tx.dialect.name == "sqlite" else postgresql.insert(RevisionRow)


def _or_raised(statement: postgresql.Insert | sqlite.Insert) -> postgresql.Insert | sqlite.Insert:
    return statement.on_conflict_do_update(
        index_elements=["subject", "subject_id"],
        set_={"number": _REVISION.number + 1, "changed_at": _later(statement.excluded.changed_at)},
    )


def _later(at: ColumnElement[Any]) -> ColumnElement[Any]:
    """The change that began first may be the one that ends last; the date must not go back for that."""
    return case((at > _REVISION.changed_at, at), else_=_REVISION.changed_at)


async def revision_of(tx: Tx, subject: Subject, subject_id: int) -> tuple[int, datetime | None]:
    """The subject's number and when it last grew; 0 and none when nothing ever happened."""
    query = select(_REVISION.number, _REVISION.changed_at).where(
        _REVISION.subject == subject.value, _REVISION.subject_id == subject_id
    )
    row = (await tx.execute(query)).first()
    return (0, None) if row is None else (row.number, row.changed_at)
