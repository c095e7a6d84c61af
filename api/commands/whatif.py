"""`fieldlab what-if`: more or fewer resources, hours or demand, side by side."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from api.commands.files import Jsonl, ProblemFile, Seed, read_problem, read_with, say
from api.commands.wording import FIVE_MINUTES
from solver.formats.json import encode
from solver.formats.scenarios import scenarios_from_json
from solver.problem import Problem
from solver.scenario import Figures, ScenarioOutcome, Solve, compare, engine
from solver.solution import Solution


def what_if(
    file: ProblemFile,
    scenarios: Annotated[Path, typer.Argument(metavar="SCENARIOS", help="Scenarios: a .json file.")],
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds of wall time per scenario.")] = 30.0,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Searches at once; one per core.")] = 2,
    seed: Seed = 0,
    jsonl: Jsonl = False,
) -> None:
    """Plan a problem as it is and in every scenario; unmet demand, fill, travel and cost side by side."""
    _, problem = read_problem(file)
    asked = read_with(scenarios, lambda text: scenarios_from_json(problem, text))
    names = iter(["as is", *(each.name for each in asked)])
    plan = engine(time_limit, workers, seed)
    found = compare(problem, asked, plan if jsonl else _announced(plan, names, time_limit))
    if jsonl:
        for each in found:
            figures = {"bound": each.plan.bound, **encode(each.figures)}
            say("scenario", {"name": each.name, "violations": each.plan.violations, **figures})
    else:
        Console(soft_wrap=True, highlight=False).print(side_by_side(problem, found))


def _announced(plan: Solve, names: Iterable[str], seconds: float) -> Solve:
    """The same, with a line on standard error before each scenario."""
    left = iter(names)

    def announced(problem: Problem, start: Solution) -> Solution:
        sys.stderr.write(f"planning {next(left)!r}, at most {seconds:g} s ...\n")
        return plan(problem, start)

    return announced


def side_by_side(problem: Problem, found: Iterable[ScenarioOutcome]) -> Table:
    """A row for every figure, a column for every scenario; slots of five minutes are shown as hours."""
    outcomes = tuple(found)
    per_hour = 12 if problem.horizon.slots_per_day == FIVE_MINUTES else 1
    unit = "hours" if per_hour > 1 else "slots"
    table = Table("", *(each.name for each in outcomes), box=None)
    table.columns[0].no_wrap = True
    for column in table.columns[1:]:
        column.justify = "right"

    def row(title: str, values: Iterable[str]) -> None:
        table.add_row(title, *values)

    figures = [each.figures for each in outcomes]
    row(f"demanded {unit}", (f"{each.demanded_slots / per_hour:g}" for each in figures))
    row(f"unmet {unit}", (f"{each.unmet_slots / per_hour:g}" for each in figures))
    row("unmet activities", (str(each.unmet_activities) for each in figures))
    for kind in dict.fromkeys(kind for each in figures for kind in each.fill):
        row(f"fill of {kind}", (_share(each, kind) for each in figures))
    row("travel", (str(each.travel) for each in figures))
    row("cost of what is placed", (str(each.penalties) for each in figures))
    return table


def _share(figures: Figures, kind: str) -> str:
    return f"{figures.fill[kind].share:.1%}" if kind in figures.fill else ""


def register(app: typer.Typer) -> None:
    app.command("what-if")(what_if)
