"""`fieldlab check-ics`: what is wrong with a calendar, why it matters, and how to mend it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from calendars.checks import CHECKS, Finding, Level, check, compare
from calendars.decode import TimeRange, decode
from calendars.errors import CalendarError, Malformed, NotACalendar
from calendars.fetch import Fetched, fetch, make_client
from scheduler.settings import Settings

SHOWN_PLACES = 5
_FIRST, _LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC)
_STYLES = {Level.ERROR: "bold red", Level.ADVICE: "yellow"}


def register(app: typer.Typer) -> None:
    """Add the command to the `fieldlab` command."""
    app.command("check-ics")(check_ics)


def check_ics(
    calendar: Annotated[str, typer.Argument(metavar="FILE|URL", help="An .ics file or its address.")],
    earlier: Annotated[
        Path | None, typer.Option(help="The same calendar as it was before: also checks the step between.")
    ] = None,
    advice: Annotated[bool, typer.Option(help="Show advice too, not errors only.")] = True,
) -> None:
    """Check a calendar and explain each finding; exit code 1 on errors, 2 when it cannot be read."""
    console = Console(highlight=False, soft_wrap=True)
    try:
        octets = _octets(calendar)
        findings = list(check(octets))
        if earlier is not None:
            findings += compare(earlier.read_bytes(), octets, datetime.now(UTC))
    except (CalendarError, OSError) as fault:
        console.print(f"[bold red]{calendar}: {fault}")
        raise typer.Exit(2) from fault
    shown = [finding for finding in findings if advice or finding.level is Level.ERROR]
    _show(shown, console)
    console.print(_summary(octets, findings))
    raise typer.Exit(int(any(finding.level is Level.ERROR for finding in findings)))


def _octets(calendar: str) -> bytes:
    return asyncio.run(_fetched(calendar)) if "://" in calendar else Path(calendar).read_bytes()


async def _fetched(url: str) -> bytes:
    async with make_client() as client:
        # Whoever types the command may reach what their own machine reaches.
        answer = await fetch(url, client, allow=lambda _: True)
    return answer.octets if isinstance(answer, Fetched) else b""


def _show(findings: list[Finding], console: Console) -> None:
    """Each kind of finding once, with its reason and remedy and the first places."""
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(finding.id, []).append(finding)
    for id, places in sorted(kinds.items(), key=lambda item: (item[1][0].level is not Level.ERROR, item[0])):
        first = places[0]
        console.print(f"[{_STYLES[first.level]}]{first.level} {id}[/]  {first.section}")
        for place in places[:SHOWN_PLACES]:
            console.print(f"  line {place.line}: {place.found}", markup=False)
        if len(places) > SHOWN_PLACES:
            console.print(f"  and {len(places) - SHOWN_PLACES} more")
        console.print(f"  why: {first.why}", markup=False)
        console.print(f"  fix: {first.fix}\n", markup=False)


def _summary(octets: bytes, findings: list[Finding]) -> str:
    errors = sum(finding.level is Level.ERROR for finding in findings)
    counted = f"{len(CHECKS)} checks: {errors} errors, {len(findings) - errors} pieces of advice"
    try:
        reading = decode(octets, TimeRange(_FIRST, _LAST), zone=Settings().zone)
    except (NotACalendar, Malformed) as fault:
        return f"{counted}. Nobody could subscribe to it: {fault}"
    except CalendarError as fault:
        return f"{counted}. We would not read it, others may: {fault}"
    repaired = ", ".join(quirk.value for quirk in reading.repairs)
    return f"{counted}. {len(reading.occurrences)} occurrences from {_FIRST.year} to {_LAST.year}" + (
        f", read with these repairs: {repaired}." if repaired else "."
    )
