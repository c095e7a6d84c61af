"""One stop in a hundred, a server on SQLite did not end.

Two faults met. A task that is cancelled in the middle of a transaction closes its connection, but SQLite
keeps a closed connection, with its write lock, for as long as anybody knows a statement of it: the others
waited twenty seconds and were told that the database is locked. And that error took the place of the
cancellation, so the loop that looks for jobs wrote it down and went on looking, for ever.
"""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from scheduler.clock import ManualClock
from scheduler.jobs.local import LocalQueue
from scheduler.jobs.runner import Runner
from scheduler.storage.store import Store
from tests.support.factories import NOW


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'one.sqlite'}"


async def test_a_connection_that_is_closed_lets_go_of_the_lock(url: str) -> None:
    store, other = (Store.open(url, zone="Europe/Amsterdam") for _ in range(2))
    writing = store.write()
    tx = await writing.__aenter__()
    driver = (await tx.get_raw_connection()).driver_connection
    assert driver is not None
    statement = await driver.execute("SELECT name FROM sqlite_master")

    await driver.close()

    async with asyncio.timeout(5), other.write():
        pass
    assert statement is not None
    with suppress(ValueError, DBAPIError):
        await writing.__aexit__(None, None, None)
    await store.close()
    await other.close()


class _Broken:
    """A runner whose database answers an interruption with an error of its own."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def do_duties(self) -> None:
        """Nothing is due."""

    async def waiting(self) -> list[int]:
        self.asked.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise RuntimeError("database is locked") from None
        return []


async def test_a_queue_ends_although_an_error_took_the_place_of_its_cancellation() -> None:
    runner = _Broken()
    queue = LocalQueue(runner)  # type: ignore[arg-type]

    async with asyncio.timeout(5), queue:
        await runner.asked.wait()


async def test_a_queue_on_a_real_database_ends_whenever_it_is_told(url: str) -> None:
    for moment in range(20):
        store = Store.open(url, zone="Europe/Amsterdam")
        async with asyncio.timeout(5), LocalQueue(Runner(store=store, clock=ManualClock(NOW), work={})):
            for _ in range(moment):
                await asyncio.sleep(0)
        await store.close()
