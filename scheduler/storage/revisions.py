"""Counters that grow whenever what a feed shows may have changed.

A feed's answer is unchanged exactly when its subject's number is: one indexed read tells. The
counter never goes down, unlike the latest change among rows of which some were deleted.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.domain.bookings import Booking
from scheduler.domain.feeds import Subject
from scheduler.storage.store import Tx
from scheduler.storage.tables import (
    BookingNeedRow,
    BookingRow,
    GroupMemberRow,
    GroupRow,
    ResourceRow,
    RevisionRow,
)
from scheduler.storage.tables.base import columns

Key = tuple[Subject, int]

_CHUNK = 500
_REVISION, _RESOURCE = columns(RevisionRow), columns(ResourceRow)
_GROUP, _MEMBER = columns(GroupRow), columns(GroupMemberRow)
_BOOKING, _NEED = columns(BookingRow), columns(BookingNeedRow)


async def touch_bookings(tx: Tx, changed: Iterable[Booking], now: datetime) -> None:
    """Count a change for everyone who may see one of these bookings in a feed.

    Call it with a booking as it was and as it is: who loses one must hear of it too.
    """
    known = list(changed)
    resource_ids = {need.resource_id for booking in known for need in booking.needs}
    keys: set[Key] = {(Subject.RESOURCE, resource_id) for resource_id in resource_ids}
    for booking in known:
        keys.add((Subject.COMPANY, booking.organisation_id))
        if booking.campus_id is not None:
            keys.add((Subject.CAMPUS, booking.campus_id))
        if booking.organiser_id is not None:
            keys.add((Subject.PERSON, booking.organiser_id))
    keys |= await _people_and_groups(tx, sorted(resource_ids))
    keys |= await _owners(tx, sorted(resource_ids))
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
    keys |= await _people_and_groups(tx, together)
    keys |= await _owners(tx, together)
    await touch(tx, keys, now)


async def touch(tx: Tx, keys: Iterable[Key], now: datetime) -> None:
    """Raise the number of each subject; in key order, so that two writers cannot wait for each other."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(RevisionRow)
    statement = statement.on_conflict_do_update(
        index_elements=["subject", "subject_id"],
        set_={"number": _REVISION.number + 1, "changed_at": statement.excluded.changed_at},
    )
    rows = [
        {"subject": subject.value, "subject_id": subject_id, "number": 1, "changed_at": now}
        for subject, subject_id in sorted(set(keys))
    ]
    if rows:
        await tx.execute(statement, rows)


async def revision_of(tx: Tx, subject: Subject, subject_id: int) -> tuple[int, datetime | None]:
    """The subject's number and when it last grew; 0 and none when nothing ever happened."""
    query = select(_REVISION.number, _REVISION.changed_at).where(
        _REVISION.subject == subject.value, _REVISION.subject_id == subject_id
    )
    row = (await tx.execute(query)).first()
    return (0, None) if row is None else (row.number, row.changed_at)


async def _people_and_groups(tx: Tx, resource_ids: Sequence[int]) -> set[Key]:
    """The staff and the groups among the resources, and the members of those groups."""
    keys: set[Key] = set()
    for chunk in _chunks(resource_ids):
        staff = select(_RESOURCE.person_id).where(
            _RESOURCE.id.in_(chunk),
            _RESOURCE.person_id.is_not(None),
        )
        keys |= {(Subject.PERSON, person_id) for (person_id,) in await tx.execute(staff)}
        groups = select(_GROUP.id).where(_GROUP.resource_id.in_(chunk))
        keys |= {(Subject.GROUP, group_id) for (group_id,) in await tx.execute(groups)}
        members = select(_MEMBER.person_id).where(_MEMBER.group_id.in_(groups))
        keys |= {(Subject.PERSON, person_id) for (person_id,) in await tx.execute(members)}
    return keys


async def _owners(tx: Tx, resource_ids: Sequence[int]) -> set[Key]:
    """The organisations that own the resources: their feed shows what happens on them."""
    keys: set[Key] = set()
    for chunk in _chunks(resource_ids):
        owners = select(_RESOURCE.owner_id).where(_RESOURCE.id.in_(chunk)).distinct()
        keys |= {(Subject.COMPANY, owner_id) for (owner_id,) in await tx.execute(owners)}
    return keys


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """Pieces that a statement can name one by one."""
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
