"""`fieldlab unwritable`: the bookings that calendars and mail leave out."""

import asyncio

import typer

from scheduler.services.calendars.unwritable import Unwritable, list_unwritable
from scheduler.settings import Settings
from scheduler.storage.migrate import migrate
from scheduler.storage.store import Store


def unwritable() -> None:
    """List the bookings that no calendar can carry. Exit status 1 when there are any."""
    settings = Settings()
    migrate(settings.database_url)
    found = asyncio.run(_look(settings))
    for each in found:
        typer.echo(f"booking {each.booking_id}: {each.field}")
    typer.echo(f"{len(found)} bookings cannot be written to a calendar.")
    if found:
        raise typer.Exit(1)


async def _look(settings: Settings) -> tuple[Unwritable, ...]:
    store = Store.open(settings.database_url, zone=settings.zone)
    try:
        return await list_unwritable(store)
    finally:
        await store.close()


def register(app: typer.Typer) -> None:
    app.command()(unwritable)
