"""Busy time that followed calendars gave, as bookings meet it: what it takes, and what clashes with it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    exists,
    or_,
    select,
    union_all,
)

from scheduler.domain.bookings.external_busy import Clash, Elsewhere
from scheduler.domain.time.spans import LONGEST_CLAIM, Span
from scheduler.storage.store import Tx
from scheduler.storage.tables import (
    BookingRow,
    BusyRow,
    ClaimRow,
    GroupMemberRow,
    GroupRow,
    ResourceRow,
    SourceRow,
)
from scheduler.storage.tables.base import columns

_SOURCE, _BUSY, _CLAIM = columns(SourceRow), columns(BusyRow), columns(ClaimRow)
_RESOURCE, _BOOKING = columns(ResourceRow), columns(BookingRow)
_GROUP, _MEMBER = columns(GroupRow), columns(GroupMemberRow)
COUNTS = (_SOURCE.paused_at.is_(None), _SOURCE.removed_at.is_(None))
"""Which sources say anything: those that nobody paused or removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClashQuery:
    """Whose clashes: those of calendars of these people, of these resources, and those of bookings that
    `organiser_id` made. Someone's own calendar also clashes with what their groups do (`members`)."""

    person_ids: frozenset[int] = frozenset()
    resource_ids: frozenset[int] = frozenset()
    organiser_id: int | None = None
    source_id: int | None = None
    members: bool = False


async def elsewhere(tx: Tx, resource_ids: Iterable[int], within: Span) -> Elsewhere:
    """When these resources are busy elsewhere, as far as it touches `within`; a person's calendar is
    that of the staff they are."""
    ids = sorted(set(resource_ids))
    if not ids:
        return Elsewhere()
    taken = _taken(_SOURCE.resource_id.in_(ids), _RESOURCE.id.in_(ids)).subquery()
    query = select(taken.c.resource_id, taken.c.starts, taken.c.ends).where(*_touching(taken, within))
    return Elsewhere((row.resource_id, Span(row.starts, row.ends)) for row in await tx.execute(query))


async def busy_of_person(tx: Tx, person_id: int, within: Span) -> list[Span]:
    """When somebody's own calendars say that they are busy."""
    query = (
        select(_BUSY.starts, _BUSY.ends)
        .join(SourceRow, _SOURCE.id == _BUSY.source_id)
        .where(*COUNTS, _SOURCE.person_id == person_id)
        .where(_BUSY.starts < within.end, _BUSY.ends > within.start)
    )
    return [Span(row.starts, row.ends) for row in await tx.execute(query)]


async def clashes(tx: Tx, wanted: ClashQuery, within: Span) -> list[Clash]:
    """Every claim that touches `within` and busy time of the same resource, whichever was there first."""
    queries = [_taken()]
    if wanted.members:
        queries.append(_of_members(wanted.person_ids))
    taken = union_all(*queries).subquery() if len(queries) > 1 else queries[0].subquery()
    query = (
        select(taken, _CLAIM.booking_id)
        .distinct()
        .join(ClaimRow, _CLAIM.resource_id == taken.c.resource_id)
        .where(*_touching(taken, within), *_at_once(taken), *_claim_within(within), _asked(taken, wanted))
        .order_by(taken.c.starts, _CLAIM.booking_id, taken.c.resource_id)
    )
    return [
        Clash(Span(row.starts, row.ends), row.booking_id, row.resource_id, row.source_id)
        for row in await tx.execute(query)
    ]


def _asked(taken: Subquery, wanted: ClashQuery) -> ColumnElement[bool]:
    if wanted.source_id is not None:
        return taken.c.source_id == wanted.source_id
    mine = exists().where(_BOOKING.id == _CLAIM.booking_id, _BOOKING.organiser_id == wanted.organiser_id)
    theirs = [
        taken.c.person_id.in_(sorted(wanted.person_ids)),
        taken.c.resource_id.in_(sorted(wanted.resource_ids)),
    ]
    return or_(*theirs, mine) if wanted.organiser_id is not None else or_(*theirs)


def _taken(*which: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    """Busy time by the resource that is busy: one that a calendar is of, or the staff that a person is.

    `which` narrows the two, in this order.
    """
    of_things = _busy_of(_SOURCE.resource_id).where(_SOURCE.resource_id.is_not(None), *which[:1])
    of_people = (
        _busy_of(_RESOURCE.id).join(ResourceRow, _RESOURCE.person_id == _SOURCE.person_id).where(*which[1:])
    )
    return select(union_all(of_things, of_people).subquery())


def _of_members(person_ids: Iterable[int]) -> Select[tuple[object, ...]]:
    """These people's own busy time as if their groups were busy: to tell them, not to refuse anybody."""
    return (
        _busy_of(_GROUP.resource_id)
        .join(GroupMemberRow, _MEMBER.person_id == _SOURCE.person_id)
        .join(GroupRow, _GROUP.id == _MEMBER.group_id)
        .where(_SOURCE.person_id.in_(sorted(person_ids)))
    )


def _busy_of(resource_id: ColumnElement[int]) -> Select[tuple[object, ...]]:
    return (
        select(
            resource_id.label("resource_id"),
            _SOURCE.person_id.label("person_id"),
            _SOURCE.id.label("source_id"),
            _BUSY.starts.label("starts"),
            _BUSY.ends.label("ends"),
        )
        .select_from(SourceRow)
        .join(BusyRow, _BUSY.source_id == _SOURCE.id)
        .where(*COUNTS)
    )


def _touching(taken: Subquery, within: Span) -> tuple[ColumnElement[bool], ...]:
    return (taken.c.starts < within.end, taken.c.ends > within.start)


def _at_once(taken: Subquery) -> tuple[ColumnElement[bool], ...]:
    return (_CLAIM.starts < taken.c.ends, _CLAIM.ends > taken.c.starts)


def _claim_within(within: Span) -> tuple[ColumnElement[bool], ...]:
    return (
        _CLAIM.starts < within.end,
        _CLAIM.starts > within.start - LONGEST_CLAIM,
        _CLAIM.ends > within.start,
    )
