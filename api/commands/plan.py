"""`fieldlab plan`: plan a period from the command line, and watch it."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from scheduler.clock import SystemClock
from scheduler.domain.identity.people import SYSTEM, Actor
from scheduler.domain.planning.plans import Plan
from scheduler.jobs.progress import JobFailed
from scheduler.jobs.run_inline import plan_and_wait
from scheduler.services.planning.create import CreatePlan
from scheduler.services.planning.publish import publish_plan
from scheduler.settings import Settings
from scheduler.storage.migrate import migrate
from scheduler.storage.store import Store


def plan(
    period: Annotated[int, typer.Option(help="The period's number.", min=1)],
    seconds: Annotated[int | None, typer.Option(help="Instead of FIELDLAB_SOLVE_SECONDS.", min=1)] = None,
    name: Annotated[str, typer.Option(help="What to call it.")] = "fieldlab plan",
    publish: Annotated[bool, typer.Option("--publish", help="Put it in force at once.")] = False,
) -> None:
    """Make a plan of a period; with --publish its sessions become bookings, all of them or none."""
    settings = Settings()
    command = CreatePlan(period_id=period, name=name, seconds=seconds or settings.solve_seconds)
    migrate(settings.database_url)
    try:
        asyncio.run(_plan(settings, command, publish=publish))
    except JobFailed as error:
        typer.echo(f"The plan could not be made: {error}", err=True)
        raise typer.Exit(2) from error


async def _plan(settings: Settings, command: CreatePlan, *, publish: bool) -> None:
    store, console = (
        Store.open(
            settings.database_url,
            zone=settings.zone,
            channels=settings.channels,
            answer_days=settings.answer_days,
        ),
        Console(),
    )
    try:
        made = await shown_plan(store, SYSTEM, command, console)
        if publish:
            await shown_publication(store, SYSTEM, made, console)
    finally:
        await store.close()


async def shown_plan(store: Store, actor: Actor, command: CreatePlan, console: Console) -> Plan:
    """Make a plan while a bar shows how far it is. Raises `JobFailed`."""
    with _bar(console) as bar:
        listen = _listener(bar, bar.add_task("Planning", total=command.seconds, said=""))
        made = await plan_and_wait(store, SystemClock(), actor, command, listen=listen)
    console.print(f"Plan {made.id}: {_cost(made.cost, made.bound)}.", highlight=False)
    return made


async def shown_publication(store: Store, actor: Actor, made: Plan, console: Console) -> None:
    with console.status("Publishing the plan ..."):
        published = await publish_plan(store, actor, made.id, None, SystemClock().now())
    console.print(f"Published {sum(published.counts.values())} sessions.", highlight=False)


def _bar(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[said]}"),
    )
    return Progress(*columns, console=console)


def _listener(bar: Progress, task: TaskID) -> Callable[[Mapping[str, Any]], None]:
    """Shows how far the solver is: seconds, cost and bound, how many activities are left out."""

    def listen(said: Mapping[str, Any]) -> None:
        text = said.get("phase", "")
        if said.get("cost") is not None:
            text = f"{_cost(said['cost'], said.get('bound'))}, {said.get('unplaced', 0)} not placed"
        bar.update(task, completed=said.get("elapsed", 0), said=text)

    return listen


def _cost(cost: float | None, bound: float | None) -> str:
    proven = "no bound yet" if bound is None else f"bound {bound:g}"
    return f"cost {cost or 0:g}, {proven}"


def register(app: typer.Typer) -> None:
    app.command()(plan)
