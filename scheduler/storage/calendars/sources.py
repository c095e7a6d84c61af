"""Followed calendars, and the busy time they gave."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import (
    and_,
    delete,
    insert,
    or_,
    select,
    update,
)

from scheduler.domain.calendars.sources import Source
from scheduler.domain.time.spans import Span
from scheduler.storage import records
from scheduler.storage.bookings.external_busy import COUNTS
from scheduler.storage.store import Tx
from scheduler.storage.tables import (
    BusyRow,
    SourceRow,
)
from scheduler.storage.tables.base import columns

_SOURCE, _BUSY = columns(SourceRow), columns(BusyRow)


async def add_source(tx: Tx, source: Source, address: str) -> Source:
    return replace(source, id=await records.add(tx, source, address=address))


async def address_of(tx: Tx, source_id: int) -> str:
    """The secret itself: to fetch with, and for nothing else."""
    return str(await tx.scalar(select(_SOURCE.address).where(_SOURCE.id == source_id)))


async def followed(
    tx: Tx,
    *,
    person_id: int | None = None,
    resource_ids: Iterable[int] = (),
    removed_since: datetime | None = None,
) -> list[Source]:
    """The calendars of a person and of resources in the order they were added: those that were not
    removed, or those that were since an instant."""
    people = [] if person_id is None else [person_id]
    theirs = or_(_SOURCE.person_id.in_(people), _SOURCE.resource_id.in_(sorted(set(resource_ids))))
    removed = _SOURCE.removed_at
    state = removed.is_(None) if removed_since is None else removed >= removed_since
    return await records.listing(tx, Source, theirs, state)


async def replace_busy(tx: Tx, source_id: int, spans: Sequence[Span]) -> None:
    """From now on the calendar is busy in these, which do not touch each other, and at no other time."""
    await tx.execute(delete(BusyRow).where(_BUSY.source_id == source_id))
    if spans:
        rows = [{"source_id": source_id, "starts": span.start, "ends": span.end} for span in spans]
        await tx.execute(insert(BusyRow), rows)


async def due(tx: Tx, now: datetime, limit: int) -> list[int]:
    """Calendars that should be looked at, the longest waiting first."""
    query = select(_SOURCE.id).where(*COUNTS, _SOURCE.next_at <= now)
    return list(await tx.scalars(query.order_by(_SOURCE.next_at, _SOURCE.id).limit(limit)))


async def any_waiting(tx: Tx, now: datetime, removed_before: datetime) -> bool:
    """Whether a calendar should be looked at, or forgotten."""
    forgotten = _SOURCE.removed_at < removed_before
    at_hand = or_(and_(*COUNTS, _SOURCE.next_at <= now), forgotten)
    return bool(await tx.scalar(select(_SOURCE.id).where(at_hand).limit(1)))


async def take(tx: Tx, source_id: int, now: datetime, lease: timedelta) -> bool:
    """Keep others from looking at the calendar for `lease`. False: somebody else does, or it is not due."""
    mine = (_SOURCE.id == source_id, *COUNTS, _SOURCE.next_at <= now)
    taken = await tx.execute(update(SourceRow).where(*mine).values(next_at=now + lease))
    return bool(taken.rowcount)


async def forget_removed(tx: Tx, before: datetime) -> None:
    """Delete what was removed earlier, address and all."""
    await tx.execute(delete(SourceRow).where(_SOURCE.removed_at < before))
