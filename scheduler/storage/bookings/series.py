"""Series: the weekly rule that bookings came from."""

from scheduler.domain.bookings.bookings import Series
from scheduler.storage import records
from scheduler.storage.store import Tx


async def add_series(tx: Tx, series: Series) -> int:
    return await records.add(tx, series)


async def get_series(tx: Tx, series_id: int) -> Series:
    """Raises `NotFound`."""
    return await records.get(tx, Series, series_id)
