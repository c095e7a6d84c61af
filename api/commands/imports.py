"""`fieldlab import` and `fieldlab export`: a real faculty in, its plan out."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from scheduler.clock import SystemClock
from scheduler.domain.identity.people import SYSTEM
from scheduler.services.imports import (
    ImportFaculty,
    ImportOutcome,
    ImportReport,
    export_timetable,
    import_faculty,
)
from scheduler.services.planning.preview_problem import question_of_period
from scheduler.services.planning.queries import problem_of_plan, solution_of_plan
from scheduler.settings import Settings
from scheduler.storage.migrate import migrate
from scheduler.storage.store import Store

T = TypeVar("T")


class ExportFormat(StrEnum):
    CTT = "ctt"
    PROBLEM = "problem"
    SOLUTION = "solution"


EXPORTS = {
    ExportFormat.CTT: export_timetable,
    ExportFormat.PROBLEM: problem_of_plan,
    ExportFormat.SOLUTION: solution_of_plan,
}


def import_file(
    file: Annotated[Path, typer.Argument(help="A faculty of ITC-2007: a .ctt file.")],
    apply: Annotated[bool, typer.Option("--apply", help="Keep it. Without: see what would happen.")] = False,
    weeks: Annotated[int, typer.Option(help="How long the term is.", min=1, max=52)] = 10,
    first_on: Annotated[
        datetime | None,
        typer.Option(help="The Monday on which the term begins; without: the next.", formats=["%Y-%m-%d"]),
    ] = None,
    rows: Annotated[bool, typer.Option("--rows", help="Show every row, not only what needs a look.")] = False,
) -> None:
    """Make a campus of a faculty: first what would happen, row by row, then with --apply all or nothing."""
    command = ImportFaculty(
        text=_text(file), weeks=weeks, first_on=first_on.date() if first_on else None, apply=apply
    )
    settings = Settings()
    report = _with_store(
        settings, lambda store: import_faculty(store, SYSTEM, command, settings.zone, SystemClock().now())
    )
    _show(report, Console(), every_row=rows)
    if report.refused:
        raise typer.Exit(1)


def export_plan(
    plan: Annotated[int | None, typer.Option(help="The plan's number.", min=1)] = None,
    period: Annotated[
        int | None, typer.Option(help="Instead of a plan: what a plan of this period would ask now.", min=1)
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Where to write it; without: standard output.")] = None,
    wanted: Annotated[
        ExportFormat | None, typer.Option("--format", help="What to write of a plan; without: ctt.")
    ] = None,
) -> None:
    """Write a plan of an imported faculty as its solution file, or what any plan asked the solver and got."""
    text = _with_store(Settings(), _exported(plan, period, wanted))
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, "utf-8")


def _exported(
    plan: int | None, period: int | None, wanted: ExportFormat | None
) -> Callable[[Store], Awaitable[str]]:
    """What a plan or a period is asked for; raises `typer.BadParameter` for both, or neither."""
    if (plan is None) == (period is None):
        raise typer.BadParameter("expected one of --plan and --period")
    if period is not None:
        if wanted not in (None, ExportFormat.PROBLEM):
            raise typer.BadParameter("of a period there is only the problem", param_hint="--format")
        number = period
        return lambda store: question_of_period(store, SYSTEM, number, SystemClock().now())
    export, number = EXPORTS[wanted or ExportFormat.CTT], plan or 0
    return lambda store: export(store, SYSTEM, number)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        typer.echo(f"{file}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}", err=True)
        raise typer.Exit(2) from error


def _with_store(settings: Settings, ask: Callable[[Store], Awaitable[T]]) -> T:
    async def answer() -> T:
        store = Store.open(settings.database_url, zone=settings.zone)
        try:
            return await ask(store)
        finally:
            await store.close()

    migrate(settings.database_url)
    return asyncio.run(answer())


def _show(report: ImportReport, console: Console, *, every_row: bool) -> None:
    console.print(f"{report.name}: {'applied' if report.applied else 'dry run, nothing is kept'}")
    counts = Counter((row.noun, row.outcome) for row in report.rows)
    table = Table("", *(outcome.value for outcome in ImportOutcome), box=None)
    for noun in dict.fromkeys(row.noun for row in report.rows):
        table.add_row(noun, *(str(counts[noun, outcome] or "") for outcome in ImportOutcome))
    console.print(table)
    quiet = {ImportOutcome.CREATED, ImportOutcome.UNCHANGED}
    for row in report.rows:
        if every_row or row.outcome not in quiet:
            what = row.reason or ", ".join(f"{name} {a} -> {b}" for name, (a, b) in row.changes.items())
            console.print(f"{row.outcome.value}: {row.noun} {row.name} {what}".rstrip(), markup=False)
    if report.applied:
        console.print(f"The period to plan is number {report.period_id}.", highlight=False)


def register(app: typer.Typer) -> None:
    app.command("import")(import_file)
    app.command("export")(export_plan)
