"""What CalDAV clients were told: per calendar its members, each with the number of its last change.

Numbers are given one by one and only grow, so a client that knows a number is told exactly what came
after it, removals too, however often the server restarted in between.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.domain.calendars.caldav import DavCalendar, FollowedSubject, Member
from scheduler.domain.calendars.feeds import Subject
from scheduler.storage.store import Tx
from scheduler.storage.tables import DavCalendarRow, DavMemberRow, FeedRow, GroupRow
from scheduler.storage.tables.base import columns

_CALENDAR, _MEMBER = columns(DavCalendarRow), columns(DavMemberRow)
_FEED, _GROUP = columns(FeedRow), columns(GroupRow)
_CHUNK = 1000


async def followed_by_address(tx: Tx, owner_id: int) -> list[FollowedSubject]:
    """What somebody has a calendar address for, themself left out, in the order they were made."""
    query = (
        select(_FEED.subject, _FEED.subject_id)
        .where(_FEED.owner_id == owner_id, _FEED.revoked_at.is_(None), _FEED.subject != Subject.PERSON.value)
        .order_by(_FEED.id)
    )
    rows = await tx.execute(query)
    return list(dict.fromkeys(FollowedSubject(Subject(subject), key) for subject, key in rows))


async def groups_of_resources(tx: Tx, resource_ids: frozenset[int]) -> list[FollowedSubject]:
    """The groups that these resources are."""
    query = select(_GROUP.id).where(_GROUP.resource_id.in_(sorted(resource_ids))).order_by(_GROUP.name)
    return [FollowedSubject(Subject.GROUP, group_id) for (group_id,) in await tx.execute(query)]


async def find_calendar(tx: Tx, owner_id: int, followed: FollowedSubject) -> DavCalendar | None:
    query = select(*_CALENDAR).where(
        _CALENDAR.owner_id == owner_id,
        _CALENDAR.subject == followed.subject.value,
        _CALENDAR.subject_id == followed.subject_id,
    )
    row = (await tx.execute(query)).mappings().first()
    return None if row is None else DavCalendar(**{**row, "subject": Subject(row["subject"])})


async def begin_calendar(tx: Tx, owner_id: int, followed: FollowedSubject) -> DavCalendar:
    """The calendar, which another request may have begun meanwhile."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    begun = dialect.insert(DavCalendarRow).values(
        owner_id=owner_id,
        subject=followed.subject.value,
        subject_id=followed.subject_id,
        stamp="",
        number=0,
        oldest=0,
    )
    await tx.execute(begun.on_conflict_do_nothing())
    found = await find_calendar(tx, owner_id, followed)
    assert found is not None  # noqa: S101 - it was there or has just been written
    return found


async def members_of(
    tx: Tx, calendar_id: int, *, after: int | None = None, names: Sequence[str] | None = None
) -> list[Member]:
    """The members by the number of their last change: those there are, or with `after` every change
    since that number, removals too; of `names` only where they are given."""
    query = select(_MEMBER.name, _MEMBER.booking_id, _MEMBER.etag, _MEMBER.number, _MEMBER.gone_at).where(
        _MEMBER.calendar_id == calendar_id
    )
    query = query.where(_MEMBER.gone_at.is_(None)) if after is None else query.where(_MEMBER.number > after)
    if names is not None:
        query = query.where(_MEMBER.name.in_(names))
    rows = await tx.execute(query.order_by(_MEMBER.number))
    return [
        Member(name, booking_id, None if gone_at else etag, number)
        for name, booking_id, etag, number, gone_at in rows
    ]


async def note_state(
    tx: Tx,
    seen: DavCalendar,
    stamp: str,
    objects: Mapping[str, tuple[int, str]],
    now: datetime,
    *,
    forget_before: datetime,
) -> bool:
    """Write down how the calendar is by now: of each name its booking and its validator.

    False, and nothing written, when another request noted a state since `seen` was read.
    """
    known = {member.name: member for member in await members_of(tx, seen.id, after=-1)}
    changed = [name for name, (_, etag) in objects.items() if name not in known or known[name].etag != etag]
    gone = [name for name, member in known.items() if member.etag is not None and name not in objects]
    number = seen.number + len(changed) + len(gone)
    noted = await tx.execute(
        update(DavCalendarRow)
        .where(_CALENDAR.id == seen.id, _CALENDAR.number == seen.number, _CALENDAR.stamp == seen.stamp)
        .values(stamp=stamp, number=number)
    )
    if noted.rowcount == 0:
        return False
    numbers = iter(range(seen.number + 1, number + 1))
    rows = [_row(seen.id, name, *objects[name], next(numbers)) for name in changed]
    rows += [
        _row(seen.id, name, known[name].booking_id, "", next(numbers)) | {"gone_at": now} for name in gone
    ]
    await _replace(tx, seen.id, rows)
    await _forget(tx, seen.id, forget_before)
    return True


def _row(calendar_id: int, name: str, booking_id: int, etag: str, number: int) -> dict[str, Any]:
    return {
        "calendar_id": calendar_id,
        "name": name,
        "booking_id": booking_id,
        "etag": etag,
        "number": number,
        "gone_at": None,
    }


async def _replace(tx: Tx, calendar_id: int, rows: Sequence[dict[str, Any]]) -> None:
    for first in range(0, len(rows), _CHUNK):
        chunk = rows[first : first + _CHUNK]
        names = [row["name"] for row in chunk]
        await tx.execute(
            delete(DavMemberRow).where(_MEMBER.calendar_id == calendar_id, _MEMBER.name.in_(names))
        )
        await tx.execute(DavMemberRow.__table__.insert(), chunk)  # type: ignore[attr-defined]


async def _forget(tx: Tx, calendar_id: int, before: datetime) -> None:
    """Drop what went long ago; clients that have not asked since begin again."""
    long_gone = (_MEMBER.calendar_id == calendar_id, _MEMBER.gone_at < before)
    last = await tx.scalar(select(func.max(_MEMBER.number)).where(*long_gone))
    if last is not None:
        await tx.execute(delete(DavMemberRow).where(*long_gone))
        await tx.execute(update(DavCalendarRow).where(_CALENDAR.id == calendar_id).values(oldest=last))
