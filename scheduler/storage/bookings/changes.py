"""What people changed, kept for as long as they may take it back."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete

from scheduler.domain.bookings.changes import RecordedChange
from scheduler.domain.errors import NotFound
from scheduler.storage import records
from scheduler.storage.store import Tx
from scheduler.storage.tables import BookingChangeRow
from scheduler.storage.tables.base import columns

KEPT_FOR: Final = timedelta(days=30)
_ROW = columns(BookingChangeRow)


async def record_change(tx: Tx, change: RecordedChange) -> int:
    """Its id; older ones of everybody go."""
    await tx.execute(delete(BookingChangeRow).where(_ROW.at < change.at - KEPT_FOR))
    return await records.add(tx, change)


async def change_by(tx: Tx, person_id: int, change_id: int, now: datetime) -> RecordedChange:
    """What this person changed. Raises `NotFound`, also for what somebody else did or is too long ago."""
    found = await records.find(tx, RecordedChange, change_id)
    if found is None or found.person_id != person_id or found.at < now - KEPT_FOR:
        raise NotFound("change", change_id)
    return found


async def last_change_by(tx: Tx, person_id: int, booking_id: int, version: int) -> RecordedChange | None:
    """What this person did to the booking last, where that is how it still stands."""
    recent = await records.listing(tx, RecordedChange, _ROW.person_id == person_id)
    return next((each for each in reversed(recent) if each.versions.get(booking_id) == version), None)
