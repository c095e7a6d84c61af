"""`fieldlab solve` and `fieldlab check`: the solver on a file, and the judge on any solution."""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Event
from typing import Annotated

import typer
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from api.commands.files import ProblemFile, SolutionFile, read_problem, read_solution, say
from solver import solve
from solver.check import cost, priced, violations
from solver.formats.json import encode
from solver.problem import Problem
from solver.search.incumbent import OnProgress, Progress
from solver.solution import CostTerm, Solution

SHOWN_VIOLATIONS = 20


def register(app: typer.Typer) -> None:
    """Add both commands to the `fieldlab` command."""
    app.command("solve")(solve_file)
    app.command("check")(check_file)


def solve_file(
    file: ProblemFile,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds of wall time.")] = 60.0,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Searches at once; one per core.")] = 2,
    seed: Annotated[
        int, typer.Option(min=0, help="Same seed, one worker: same answer, unless warned that time ran out.")
    ] = 0,
    effort: Annotated[
        float | None,
        typer.Option(min=0.1, help="Seconds of work of one worker; else half the time limit."),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Where to write the solution.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="JSON lines instead of the live display.")] = False,
) -> None:
    """Plan a problem file; Ctrl-C keeps the best plan so far."""
    if effort is not None and workers > 1:
        raise typer.BadParameter("is for --workers 1", param_hint="--effort")
    chosen, problem = read_problem(file)
    stop = Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    signal.signal(signal.SIGTERM, lambda *_: stop.set())

    def run(on_progress: OnProgress) -> Solution:
        return solve(
            problem,
            time_limit=time_limit,
            workers=workers,
            seed=seed,
            on_progress=on_progress,
            should_stop=stop.is_set,
            effort=effort,
        )

    if jsonl:
        plan = run(lambda progress: say("progress", encode(progress)))
        say("solution", {"solution": encode(plan)})
    else:
        with Live(console=Console(stderr=True), refresh_per_second=4) as live:
            plan = run(lambda progress: live.update(progress_table(problem, progress)))
        _print_verdict(problem, plan)
    if output is not None:
        output.write_text(chosen.write_solution(problem, plan), encoding="utf-8")
    raise typer.Exit(1 if plan.violations else 0)


def check_file(file: ProblemFile, solution: SolutionFile) -> None:
    """Validate and price a solution, ours or not; the exit status is 1 when it breaks a hard rule."""
    chosen, problem = read_problem(file)
    plan = priced(problem, read_solution(chosen, problem, solution))
    _print_verdict(problem, plan)
    raise typer.Exit(1 if plan.violations else 0)


def progress_table(problem: Problem, progress: Progress) -> Group:
    """The live display: incumbent, bound, gap and every named term that costs something."""
    bound = "unknown" if progress.bound is None else str(progress.bound)
    head = Text(f"{problem.name}  {progress.elapsed:6.1f} s  ", style="bold")
    head.append(f"cost {progress.cost}  bound {bound}  gap {_gap(progress.cost, progress.bound)}")
    state = f"unplaced {progress.unplaced}  broken rules {progress.violations}  by {progress.source}"
    return Group(head, Text(state), term_table(progress.terms))


def _gap(cost: int, bound: int | None) -> str:
    if bound is None:
        return "unknown"
    return f"{(cost - bound) / cost:.1%}" if cost else "0.0%"


def term_table(terms: tuple[CostTerm, ...]) -> Table:
    """The terms that cost something, dearest first."""
    table = Table("term", "weight", "value", "cost", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for term in sorted(terms, key=lambda each: -each.cost):
        if term.cost:
            table.add_row(term.name, str(term.weight), str(term.value), str(term.cost))
    return table


def _print_verdict(problem: Problem, plan: Solution) -> None:
    console = Console()
    broken = violations(problem, plan)
    for each in broken[:SHOWN_VIOLATIONS]:
        console.print(f"broken: {each.rule}: {each.text}", markup=False)
    if len(broken) > SHOWN_VIOLATIONS:
        console.print(f"... and {len(broken) - SHOWN_VIOLATIONS} more")
    price = cost(problem, plan)
    console.print(term_table(price.terms))
    state = "valid" if not broken else f"{len(broken)} broken rules"
    console.print(f"{problem.name}: {state}, cost {price.total}, {len(plan.unplaced)} unplaced{_proof(plan)}")


def _proof(plan: Solution) -> str:
    if plan.bound is None:
        return ""
    verdict = "optimal" if plan.optimal else f"bound {plan.bound}"
    return f", {verdict} ({plan.bound_argument})"
