"""Whether the parts this system stands on answer."""

from scheduler.domain.planning.periods import Period
from scheduler.storage import records
from scheduler.storage.store import Store


async def check_database(store: Store) -> None:
    """Reads something; raises whatever the database raises."""
    async with store.read() as tx:
        await records.count(tx, Period)
