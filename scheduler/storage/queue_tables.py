"""The tables with which procrastinate hands jobs to workers, in a schema of their own."""

from typing import Final

from sqlalchemy import text

from scheduler.storage.store import Store

SCHEMA: Final = "procrastinate"
_LOCK: Final = 0x0F1E1D


async def add_queue_tables(store: Store, statements: str) -> None:
    """Run procrastinate's own `statements` once, however many processes start at the same time."""
    async with store.write() as tx:
        await tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if await tx.scalar(text(f"SELECT to_regclass('{SCHEMA}.procrastinate_jobs')")) is not None:
            return
        await tx.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        await tx.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
        plainly = await tx.execution_options(no_parameters=True)
        await plainly.exec_driver_sql(statements)
