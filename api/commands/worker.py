"""`fieldlab worker`: do the jobs of an installation on PostgreSQL; start as many as there are cores."""

import asyncio

import typer

from api.logs import set_logging_up
from scheduler.clock import SystemClock
from scheduler.jobs.queue import make_runner
from scheduler.jobs.workers import work
from scheduler.settings import Settings
from scheduler.storage.migrate import migrate
from scheduler.storage.store import Store


def worker() -> None:
    """Take jobs until interrupted; one that is under way goes back into the queue."""
    settings = Settings()
    if not settings.on_postgres:
        typer.echo("Workers need PostgreSQL: on SQLite the server does the jobs itself.", err=True)
        raise typer.Exit(1)
    set_logging_up(settings.log_level)
    migrate(settings.database_url)
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    store = Store.open(
        settings.database_url,
        zone=settings.zone,
        pool=4,
        channels=settings.channels,
        answer_days=settings.answer_days,
    )
    try:
        await work(make_runner(settings, store, SystemClock()), settings.database_url)
    finally:
        await store.close()


def register(app: typer.Typer) -> None:
    app.command()(worker)
