"""`fieldlab run`: from nothing to a planned and published demo campus that answers, in one command."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from api.commands.demo import described, loaded_demo
from api.commands.demo_logins import DemoLogins, keep_logins, new_password, read_logins
from api.commands.serve import refuse_taken_port, serve_until_interrupted
from scheduler.clock import SystemClock
from scheduler.domain.errors import FieldlabError
from scheduler.domain.people import Role
from scheduler.domain.plans import Plan, PlanStatus
from scheduler.jobs.console import JobFailed
from scheduler.jobs.inline import plan_and_wait
from scheduler.services.demo import ACCOUNTS, DemoLoaded, demo_actor, set_demo_passwords
from scheduler.services.feeds import MakeFeed, make_feed
from scheduler.services.passwords import hash_password
from scheduler.services.planning.create import CreatePlan
from scheduler.services.planning.publish import publish_plan
from scheduler.services.planning.read import list_plans
from scheduler.settings import Settings
from scheduler.storage.migrate import migrate
from scheduler.storage.store import Store

FIRST_PLAN: Final = "Eerste rooster"
FIRST_PLAN_SECONDS: Final = 30


def run() -> None:
    """Set the demo campus up once, plan and publish it, and serve it until interrupted."""
    settings = Settings()
    console = Console()
    refuse_taken_port(settings.host, settings.port)
    with console.status("Bringing the database up to date ..."):
        migrate(settings.database_url)
    logins = asyncio.run(_prepare(settings, console))
    _welcome(settings, logins, console)
    serve_until_interrupted(settings, settings.host, settings.port)


async def _prepare(settings: Settings, console: Console) -> DemoLogins:
    """Load, plan and publish what is not there yet; how to get in."""
    store = Store.open(settings.database_url)
    try:
        with console.status("Loading the demo campus ..."):
            loaded = await loaded_demo(store, settings)
        console.print(described(loaded), highlight=False)
        if loaded.fresh:
            await _plan(store, settings, loaded, console)
        return await _logins(store, settings)
    finally:
        await store.close()
