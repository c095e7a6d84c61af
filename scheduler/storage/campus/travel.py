"""Minutes between campuses: one row a pair, the lower campus id first."""

from sqlalchemy import delete, insert

from scheduler.domain.campus.campuses import Travel
from scheduler.domain.errors import NotFound
from scheduler.storage import records
from scheduler.storage.store import Tx
from scheduler.storage.tables import TravelRow
from scheduler.storage.tables.base import columns

_TRAVEL = columns(TravelRow)


async def put(tx: Tx, travel: Travel) -> None:
    """Insert the pair, or replace what was said of it."""
    await _delete(tx, travel.from_campus_id, travel.to_campus_id)
    await tx.execute(insert(TravelRow).values(records.dump(travel)))


async def remove(tx: Tx, first: int, second: int) -> None:
    """Raises `NotFound`."""
    if not await _delete(tx, first, second):
        raise NotFound("travel", f"{first}-{second}")


async def _delete(tx: Tx, first: int, second: int) -> int:
    pair = (_TRAVEL.from_campus_id == first, _TRAVEL.to_campus_id == second)
    return (await tx.execute(delete(TravelRow).where(*pair))).rowcount
