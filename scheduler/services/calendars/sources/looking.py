"""Look at followed calendars again: those that are due, or one because somebody asks."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from calendars.fetch import Unchanged, Validators
from scheduler.clock import Clock
from scheduler.domain.calendars.sources import AGAIN_AFTER, UNDO_WITHIN, Source
from scheduler.domain.error_codes import ConflictCode
from scheduler.domain.errors import Conflict, NotFound
from scheduler.domain.identity.people import Actor
from scheduler.services.calendars.sources.fetcher import Fetch
from scheduler.services.calendars.sources.reading import NOTHING_KNOWN, Failed, Got, read_address
from scheduler.services.calendars.sources.subjects import kept_source, zone_of_source
from scheduler.services.crud import signed_in
from scheduler.storage import jobs, records
from scheduler.storage.calendars import sources
from scheduler.storage.store import Store

REFRESH_JOB: Final = "refresh_sources"
AT_ONCE: Final = 16
"""Calendars that one job looks at, all at the same time: none waits longer than the slowest of them."""
_LEASE: Final = timedelta(minutes=5)


async def queue_refresh(store: Store, now: datetime) -> None:
    """Queue one job when calendars are due and none is queued. Cheap when nothing is due."""
    async with store.read() as tx:
        waiting = await sources.any_waiting(tx, now, now - UNDO_WITHIN)
        if not waiting or await jobs.unfinished(tx, REFRESH_JOB):
            return
    async with store.write() as tx:
        if not await jobs.unfinished(tx, REFRESH_JOB):
            await jobs.forget_ended(tx, REFRESH_JOB, now - UNDO_WITHIN)
            await jobs.add(tx, REFRESH_JOB, {}, now)


async def refresh_due(store: Store, fetch: Fetch, clock: Clock) -> list[Source]:
    """Look at the calendars that have waited longest; answers them as they are now."""
    now = clock.now()
    async with store.write() as tx:
        await sources.forget_removed(tx, now - UNDO_WITHIN)
        chosen = [
            key for key in await sources.due(tx, now, AT_ONCE) if await sources.take(tx, key, now, _LEASE)
        ]
    seen = await asyncio.gather(*(_look(store, fetch, key, now) for key in chosen))
    return [source for source in seen if source is not None]


async def refresh_source(
    store: Store, fetch: Fetch, actor: Actor | None, source_id: int, now: datetime
) -> Source:
    """Look at one calendar now. A failure is no error here: the answer says since when it fails.

    Raises `Conflict` when it was looked at a moment ago, is paused or removed.
    """
    acting = signed_in(actor)
    async with store.write() as tx:
        source, _ = await kept_source(tx, acting, source_id)
        if not source.counts:
            raise Conflict(ConflictCode.NOT_FOLLOWED)
        if now - source.checked_at < AGAIN_AFTER:
            raise Conflict(ConflictCode.LOOKED_LATELY)
        await records.change(tx, replace(source, checked_at=now))
    seen = await _look(store, fetch, source_id, now)
    if seen is None:
        raise NotFound("source", source_id)
    return seen


async def _look(store: Store, fetch: Fetch, source_id: int, now: datetime) -> Source | None:
    """Read the address outside of any transaction, then write down what came of it.

    None: whose calendar it was is gone, and the calendar with them.
    """
    async with store.read() as tx:
        source = await records.find(tx, Source, source_id)
        if source is None:
            return None
        address = await sources.address_of(tx, source_id)
        zone = await zone_of_source(tx, source) or store.zone
    known = NOTHING_KNOWN if source.asks_whole(now) else Validators(source.etag, source.last_modified)
    found = await read_address(fetch, address, zone, now, known)
    async with store.write() as tx:
        # Somebody may have paused, renamed or removed it meanwhile: what they did stays.
        present = await records.find(tx, Source, source_id)
        if present is None:
            return None
        after = _after(present, found, now)
        await records.change(tx, after)
        if isinstance(found, Got):
            await sources.replace_busy(tx, source_id, found.reading.busy)
    return after


def _after(source: Source, found: Got | Unchanged | Failed, now: datetime) -> Source:
    match found:
        case Got(reading, validators):
            return source.read(reading, validators.etag, validators.last_modified, now)
        case Unchanged():
            return source.unchanged(now)
        case Failed(failure, answered):
            return source.failed(failure, answered, now)
