"""`fieldlab demo`: the demo campus in an empty database, without planning or serving it."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from api.commands.demo_logins import DemoLogins, keep_logins, new_password
from scheduler.clock import SystemClock
from scheduler.services.demo import DemoLoaded, LoadDemo, load_demo
from scheduler.services.identity.password_hashing import hash_password
from scheduler.settings import Settings
from scheduler.storage.migrate import migrate
from scheduler.storage.store import Store


def demo(
    scale: Annotated[int, typer.Option(help="How many times as large.", min=1, max=20)] = 1,
) -> None:
    """Fill an empty database with the demo campus; one that has it stays as it is."""
    settings = Settings()
    console = Console()
    with console.status("Loading the demo campus ..."):
        migrate(settings.database_url)
        loaded = asyncio.run(_load(settings, scale))
    console.print(described(loaded), highlight=False)


async def _load(settings: Settings, scale: int) -> DemoLoaded:
    store = Store.open(settings.database_url, zone=settings.zone, answer_days=settings.answer_days)
    try:
        return await loaded_demo(store, settings, scale)
    finally:
        await store.close()


async def loaded_demo(store: Store, settings: Settings, scale: int = 1) -> DemoLoaded:
    """The demo, loaded now with a new password for its accounts when the database was empty."""
    password = new_password()
    command = LoadDemo(scale=scale, password_hash=await hash_password(password))
    loaded = await load_demo(store, command, SystemClock().now())
    if loaded.fresh:
        keep_logins(settings, DemoLogins(password))
    return loaded


def described(loaded: DemoLoaded) -> str:
    """What there is, in one line."""
    begun = "Loaded the demo campus" if loaded.fresh else "The demo campus is there already"
    return (
        f"{begun}: {loaded.resources} resources, {loaded.groups} groups, {loaded.activities} activities "
        f"to plan, {loaded.bookings} bookings (scale {loaded.scale})."
    )


def register(app: typer.Typer) -> None:
    app.command()(demo)
