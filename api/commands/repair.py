"""`fieldlab repair`: a plan that holds again after something changed, with the least change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from api.commands.arguments import after_hours, moment_of, numbers_of
from api.commands.files import (
    Jsonl,
    ProblemFile,
    Seed,
    SolutionFile,
    read_problem,
    read_solution,
    refuse,
    say,
)
from api.commands.wording import called, placed
from solver.errors import FormatError
from solver.formats.json import encode
from solver.formats.names import activities_called, resource_called
from solver.opening import closed
from solver.problem import Problem
from solver.solution import Solution
from solver.times import Busy
from solver.transfer import in_week, plan_in_week, transfer_plan

if TYPE_CHECKING:
    from solver.repair import Repair, RepairChange

Down = Annotated[
    list[str] | None,
    typer.Option("--without", help="A resource that is not there, by id or name; once for each."),
]
Days = Annotated[str | None, typer.Option(help="Only on these days, from 0: 0-2,4. Without: on all.")]
Weeks = Annotated[str | None, typer.Option(help="Only in these weeks, from 0: 3-5. Without: in all.")]
Now = Annotated[
    str | None,
    typer.Option(metavar="WEEK.DAY.SLOT", help="Now: changes soon after it, of many people, cost more."),
]
Hours = Annotated[float, typer.Option(min=0, help="With --now: what is within so many hours is frozen.")]
Frozen = Annotated[list[str] | None, typer.Option(help="An activity that stays if it can; once for each.")]
Week = Annotated[
    int | None, typer.Option(min=0, help="Only this week, from 0: what meets in it moves in it alone.")
]
Was = Annotated[Path | None, typer.Option(help="The problem when the plan was made, if FILE changed since.")]


@dataclass(frozen=True, slots=True)
class RepairCase:
    """The plan in the words of `before`, in which it was made, and the problem in which it must hold now."""

    before: Problem
    old: Solution
    problem: Problem


def repair_file(
    file: ProblemFile,
    solution: SolutionFile,
    without: Down = None,
    days: Days = None,
    weeks: Weeks = None,
    week: Week = None,
    was: Was = None,
    now: Now = None,
    freeze_hours: Hours = 48.0,
    frozen: Frozen = None,
    fewest: Annotated[bool, typer.Option("--fewest", help="First the fewest changes.")] = False,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds of wall time.")] = 10.0,
    seed: Seed = 0,
    output: Annotated[Path | None, typer.Option(help="Where to write the repaired plan.")] = None,
    jsonl: Jsonl = False,
) -> None:
    """Mend a plan after a change: the fewest and least painful moves, and a proof of how few there must be.

    The exit status is 1 when the repaired plan breaks a hard rule.
    """
    if week is not None and output is not None:
        refuse(file, "--output: expected no --week, for a plan of the file is about all its weeks")
    chosen, current = read_problem(file)
    source, before = (chosen, current) if was is None else read_problem(was)
    # What the problem does not know any more is no concern of the repair.
    old = transfer_plan(read_solution(source, before, solution), before, before)
    try:
        case = RepairCase(before, old, _without(current, without or [], days, weeks))
        case = case if week is None else _only(case, week)
        options = _weighed(case, now, freeze_hours, frozen or [])
    except FormatError as error:
        refuse(file, error)
    from solver.repair import repair

    plan = transfer_plan(case.old, case.before, case.problem)
    done = repair(case.problem, plan, **options, fewest=fewest, time_limit=time_limit, seed=seed)
    if jsonl:
        say("repair", {"repair": encode(done), "proven": done.proven})
    else:
        _print(case, done)
    if output is not None:
        output.write_text(chosen.write_solution(case.problem, done.plan), encoding="utf-8")
    raise typer.Exit(1 if done.plan.violations else 0)


def _without(problem: Problem, names: list[str], days: str | None, weeks: str | None) -> Problem:
    """The problem without those resources on those days of those weeks."""
    if not names and (days or weeks):
        raise FormatError("--without", "the resource that is not there on these days or weeks")
    horizon = problem.horizon
    gone = Busy(
        numbers_of(days, horizon.days, "--days"),
        numbers_of(weeks, horizon.weeks, "--weeks"),
        0,
        horizon.slots_per_day,
    )
    down = {resource_called(problem, name, "--without").id for name in names}
    resources = (closed(each, gone) if each.id in down else each for each in problem.resources)
    return replace(problem, resources=tuple(resources)) if down else problem


def _only(case: RepairCase, week: int) -> RepairCase:
    """The same within one week."""
    weeks = min(case.before.horizon.weeks, case.problem.horizon.weeks)
    if week >= weeks:
        raise FormatError("--week", f"a number from 0 to {weeks - 1}", week)
    old = plan_in_week(case.old, case.before, week)
    return RepairCase(in_week(case.before, week), old, in_week(case.problem, week))


def _weighed(case: RepairCase, now: str | None, freeze_hours: float, frozen: list[str]) -> dict[str, Any]:
    """What `repair` is told of stakes and of what is frozen: by name, and by now when that is given."""
    named = {each.id for name in frozen for each in activities_called(case.problem, name, "--frozen")}
    if now is None:
        return {"frozen": named}
    from solver.repair import frozen_between, stakes_of

    horizon, at = case.before.horizon, moment_of(now, case.before.horizon, "--now")
    kept = {
        name: place
        for name, place in case.old.assignments.items()
        if name in case.problem.activity_by_id and place.time < len(case.before.activity_by_id[name].times)
    }
    soon = frozen_between(case.before, kept, at, after_hours(at, freeze_hours, horizon))
    return {"frozen": named | soon, "stakes": stakes_of(case.before, kept, at)}


def _print(case: RepairCase, done: Repair) -> None:
    console = Console(soft_wrap=True, highlight=False)
    for change in done.changes:
        console.print(_line(case, change), markup=False)
    cancelled = sum(change.after is None for change in done.changes)
    proof = "no plan changes less" if done.proven else f"proven: none below {done.bound}"
    state = f", {done.plan.violations} broken rules" if done.plan.violations else ""
    console.print(
        f"{case.problem.name}: {len(done.changes)} of {len(case.old.assignments)} changed, "
        f"{cancelled} cancelled, price {done.price} ({proof}); the plan costs {done.plan.cost}{state}"
    )


def _line(case: RepairCase, change: RepairChange) -> str:
    name = change.activity
    before = placed(case.before, name, case.old.assignments[name])
    after = "cancelled" if change.after is None else placed(case.problem, name, change.after)
    return f"{called(case.problem, name)}: {before} -> {after}{' (frozen)' if change.frozen else ''}"


def register(app: typer.Typer) -> None:
    app.command("repair")(repair_file)
