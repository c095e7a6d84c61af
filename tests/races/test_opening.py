"""Programs that open one new SQLite file at the same moment."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from sqlalchemy import text

from scheduler.storage.store import Store

AT_ONCE = 4


async def look_in(url: str, together: Barrier) -> int:
    store = Store.open(url, zone="Europe/Amsterdam")
    together.wait()
    async with store.read() as tx:
        found = await tx.scalar(text("SELECT 1"))
    await store.close()
    return int(found or 0)


def test_nobody_is_refused_while_others_open_the_same_new_file(tmp_path: Path) -> None:
    together = Barrier(AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as programs:
        for number in range(40):
            url = f"sqlite:///{tmp_path / f'{number}.sqlite'}"

            found = list(programs.map(lambda url: asyncio.run(look_in(url, together)), [url] * AT_ONCE))

            assert found == [1] * AT_ONCE
