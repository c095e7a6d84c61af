"""`fieldlab run`: from nothing to a planned and published demo campus that answers, in one command."""

import asyncio
from dataclasses import replace
from typing import Final

import typer
from rich.console import Console
from rich.table import Table

from api.commands.demo import described, loaded_demo
from api.commands.demo_logins import DemoLogins, keep_logins, new_password, read_logins
from api.commands.plan import shown_plan, shown_publication
from api.commands.serve import refuse_taken_port, serve_until_interrupted
from scheduler.clock import SystemClock
from scheduler.domain.errors import FieldlabError
from scheduler.domain.identity.people import Role
from scheduler.jobs.progress import JobFailed
from scheduler.services.calendars.feeds import MakeFeed, make_feed
from scheduler.services.demo import ACCOUNTS, DemoLoaded, demo_actor, has_plan, set_demo_passwords
from scheduler.services.identity.password_hashing import hash_password
from scheduler.services.planning.create import CreatePlan
from scheduler.settings import Settings
from scheduler.storage.migrate import migrate
from scheduler.storage.store import Store

FIRST_PLAN: Final = "Eerste rooster"
FIRST_PLAN_SECONDS: Final = 30
"""How long people wait at most for the first plan; FIELDLAB_SOLVE_SECONDS can make it less."""
_TRY_FIRST: Final = """What to try first:
  1. Sign in as the teacher and book five stations of the Waterstoflab on a Tuesday that is taken.
  2. Sign in as the planner, open Plan, and read which activities did not fit, and why.
  3. Put the student's calendar into a calendar program.
Stop with Ctrl-C; everything is kept for the next time."""


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
    store = Store.open(settings.database_url, zone=settings.zone, answer_days=settings.answer_days)
    try:
        with console.status("Loading the demo campus ..."):
            loaded = await loaded_demo(store, settings)
        console.print(described(loaded), highlight=False)
        if not await has_plan(store, loaded):
            await _plan(store, loaded, min(FIRST_PLAN_SECONDS, settings.solve_seconds), console)
        return await _logins(store, settings)
    finally:
        await store.close()


async def _plan(store: Store, loaded: DemoLoaded, seconds: int, console: Console) -> None:
    """Plan the demo's period and put the plan in force; the demo works without, so a failure is said only."""
    planner = await demo_actor(store, Role.PLANNER)
    command = CreatePlan(period_id=loaded.period_id, name=FIRST_PLAN, seconds=seconds)
    try:
        plan = await shown_plan(store, planner, command, console)
        await shown_publication(store, planner, plan, console)
    except (JobFailed, FieldlabError) as error:
        console.print(f"The term is not planned: {error}", style="yellow", markup=False)


async def _logins(store: Store, settings: Settings) -> DemoLogins:
    """The password and feed that were made before, or new ones when they are not known here."""
    logins = read_logins(settings)
    if logins is None:
        logins = DemoLogins(new_password())
        await set_demo_passwords(store, await hash_password(logins.password))
    if not logins.feed:
        student = await demo_actor(store, Role.STUDENT)
        made = await make_feed(store, student, MakeFeed(), SystemClock().now())
        logins = replace(logins, feed=made.secret)
    keep_logins(settings, logins)
    return logins


def _welcome(settings: Settings, logins: DemoLogins, console: Console) -> None:
    address = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    table = Table(box=None, show_header=False, pad_edge=False)
    for each in ACCOUNTS:
        table.add_row(each.role.value.replace("_", " ") if each.role else "operator", each.email, each.name)
    console.print(f"\nThe campus is at [bold]{address}[/bold]\n", highlight=False)
    console.print(f"Everybody's password is [bold]{logins.password}[/bold]", highlight=False)
    console.print(table)
    console.print(
        f"\nThe student's calendar: {address}/feeds/{logins.feed}.ics", highlight=False, soft_wrap=True
    )
    console.print(f"\n{_TRY_FIRST}\n", highlight=False)


def register(app: typer.Typer) -> None:
    app.command()(run)
