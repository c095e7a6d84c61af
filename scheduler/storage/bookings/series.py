"""Series: the weekly rule that bookings came from."""

from sqlalchemy import select

from scheduler.domain.bookings.bookings import Series
from scheduler.storage import records
from scheduler.storage.store import Tx
from scheduler.storage.tables import SeriesRow
from scheduler.storage.tables.base import columns


async def add_series(tx: Tx, series: Series) -> int:
    return await records.add(tx, series)


async def get_series(tx: Tx, series_id: int) -> Series:
    """Raises `NotFound`."""
    return await records.get(tx, Series, series_id)


async def lock_series(tx: Tx, series_id: int) -> Series:
    """As it is from now on until this transaction ends. Raises `NotFound`."""
    if tx.dialect.name == "postgresql":  # on SQLite the write transaction itself is the lock
        row = columns(SeriesRow).id == series_id
        await tx.execute(select(SeriesRow.__table__.c.id).where(row).with_for_update())  # type: ignore[attr-defined]
    return await get_series(tx, series_id)


async def change_series(tx: Tx, series: Series) -> None:
    """Store its rules and what it skips; the row must be locked."""
    await records.change(tx, series)
