"""`fieldlab explain`: why activities have no place in a plan, and what was tried and helps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

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
from api.commands.wording import called, placed, when
from solver.check import violations
from solver.errors import FormatError
from solver.formats.json import encode
from solver.formats.names import activities_called
from solver.problem import Problem
from solver.solution import Solution

if TYPE_CHECKING:
    from solver.explain import Cause, Explanation, Fix, FixStep

SCOPES = {
    "free": "there is room: the plan just does not use it",
    "alone": "impossible even on an empty campus, because of",
    "together": "impossible together with what is placed, wherever that goes, because of",
    "as-planned": "impossible as long as the others stay where they are, because of",
}

CAUSES = {
    "no-times": "{id} has no time at which it may be",
    "too-few-candidates": "there are too few candidates for {id}",
    "unavailable": "{id} is not available then",
    "units": "{id} has not enough places",
    "location": "what {id} uses must be at one location",
    "travel": "{id} needs time to travel between locations",
    "distribution": "rule {id}",
    "pin": "{id} is pinned",
    "placed": "{id} must keep a place",
    "stays": "{id} stays where it is",
}

STEPS = {
    "move": "move {activity}",
    "leave-out": "leave {activity} out",
    "extra-time": "allow {activity} at {when} too",
    "other-resource": "allow {resource} for {activity} too",
    "fewer-units": "give {activity} only {units} places",
    "more-units": "give {resource} {units} more places",
    "extend-opening": "open {resource} at {when} too",
    "relax-rule": "let go of rule {rule}",
    "unpin": "unpin {activity}",
}


NOT_LOOKED_AT = ("must be placed", "sectioned", "within limits")
"""The rules that a plan with unplaced activities may break, and still be explained."""


def explain_file(
    file: ProblemFile,
    solution: SolutionFile,
    activity: Annotated[
        str | None, typer.Option(help="Only this one, by id or name. Without: all that are not placed.")
    ] = None,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds of wall time per activity.")] = 10.0,
    seed: Seed = 0,
    jsonl: Jsonl = False,
) -> None:
    """Say why activities are not placed: the fewest causes, and ways out that were tried and work."""
    chosen, problem = read_problem(file)
    plan = read_solution(chosen, problem, solution)
    broken = [each for each in violations(problem, plan) if each.rule not in NOT_LOOKED_AT]
    if broken:
        refuse(solution, f"expected a plan that keeps the rules (repair it first), but {broken[0].text}")
    names = _asked(problem, plan, activity)
    from solver.explain import explain

    console = Console(soft_wrap=True, highlight=False)
    for name in names:
        found = explain(problem, plan, name, time_limit=time_limit, seed=seed)
        if jsonl:
            say("explanation", encode(found))
        else:
            for line in told(problem, found):
                console.print(line, markup=False)
    if not names and not jsonl:
        console.print(f"{problem.name}: every activity is placed")


def _asked(problem: Problem, plan: Solution, activity: str | None) -> list[str]:
    """The unplaced activities that are asked about; naming another one ends the command."""
    unplaced = [each.id for each in problem.activities if each.id not in plan.assignments]
    if activity is None:
        return unplaced
    try:
        named = [each.id for each in activities_called(problem, activity, "--activity")]
    except FormatError as error:
        refuse(problem.name, error)
    asked = [name for name in named if name in unplaced]
    if not asked:
        refuse(problem.name, f"--activity: expected an activity without a place, found {activity!r}")
    return asked


def told(problem: Problem, found: Explanation) -> list[str]:
    """An explanation in lines."""
    lines = [f"{called(problem, found.activity)}: {SCOPES[found.scope]}"]
    lines += [f"  - {_cause(problem, cause)}" for cause in found.causes]
    for causes in found.further:
        lines += ["  and apart from that", *(f"  - {_cause(problem, cause)}" for cause in causes)]
    if not found.minimal:
        lines.append("  (time ran out before it was sure that all of these are needed)")
    for fix in found.fixes:
        lines += _fix(problem, fix)
    return lines if found.fixes else [*lines, "  no way out was found in the time given"]


def _cause(problem: Problem, cause: Cause) -> str:
    kinds = {rule.id: f"{rule.id} ({rule.kind})" for rule in problem.distributions}
    name = kinds.get(cause.id, cause.id) if cause.kind == "distribution" else called(problem, cause.id)
    role = f" (as {cause.role})" if cause.role and cause.role != cause.id else ""
    return CAUSES[cause.kind].format(id=name) + role


def _fix(problem: Problem, fix: Fix) -> list[str]:
    from solver.explain import apply

    after = apply(problem, fix)
    steps = "; ".join(_step(problem, step) for step in fix.steps) or "use the free place"
    then = (
        f"      then {called(after, name)}: {placed(after, name, at)}" for name, at in fix.changes.items()
    )
    return [f"  would help, price {fix.price}: {steps}", *then]


def _step(problem: Problem, step: FixStep) -> str:
    span = step.time or step.opened
    return STEPS[step.kind].format(
        activity=called(problem, step.activity),
        resource=called(problem, step.resource),
        rule=step.rule,
        units=step.units,
        when="" if span is None else when(problem, span),
    )


def register(app: typer.Typer) -> None:
    app.command("explain")(explain_file)
