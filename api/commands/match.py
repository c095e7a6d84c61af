"""`fieldlab match`: which group gets which project, how well that could be done, and why nothing better."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from api.commands.files import Jsonl, Seed, read_with, say
from solver.formats.json import encode
from solver.formats.matching import match_to_json, matching_from_json
from solver.matching import MatchAnswer, Reason, Stage, WhyNot, match

REASONS = {
    "group-too-small": "the group has {found} people, {limit} are needed",
    "group-too-large": "the group has {found} people, at most {limit} fit",
    "missing-skill": "skill {subject} is needed at level {limit}, the group has {found}",
    "no-sitting": "session {subject} has no time left{groups}",
    "sessions-clash": "its sessions would clash{groups}",
    "full": "it is full: {found} of {limit}{groups}",
    "too-few-groups": "only {found} groups want and fit it, {limit} are needed",
    "not-running": "it does not run, though {found} groups want and fit it",
    "company-quota": "company {subject} has its {limit} groups{groups}",
    "supervisor-quota": "supervisor {subject} has {limit} groups already{groups}",
    "friends": "friends {subject} would be parted{groups}",
    "leaves-too-few": "{subject} would keep {found} groups and needs {limit}{groups}",
    "fairness": "others would come off worse{groups}",
    "price": "nobody would lose a rank, but {subject} would be worse",
    "equal-choice": "it would be equally good for all",
    "not-proven": "time ran out before this was certain",
}

VERDICTS = {
    "impossible": "impossible in any matching",
    "possible": "possible",
    "not-solved": "time ran out before it was known whether it could be",
}


def match_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Groups, projects and wishes: a .json file.")],
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds of wall time.")] = 60.0,
    seed: Seed = 0,
    output: Annotated[Path | None, typer.Option(help="Where to write the answer, as JSON.")] = None,
    jsonl: Jsonl = False,
) -> None:
    """Give groups projects: the fairest way, with a bound, and for every better wish why it was not met."""
    problem = read_with(file, matching_from_json)
    found = match(problem, time_limit=time_limit, seed=seed)
    if jsonl:
        for each in found.assignments:
            say("assignment", encode(each))
        say("stages", {"proven": found.proven, "stages": encode(found.stages)})
    else:
        _print(found)
    if output is not None:
        output.write_text(match_to_json(found), encoding="utf-8")


def _print(found: MatchAnswer) -> None:
    console = Console(soft_wrap=True, highlight=False)
    table = Table("group", "project", "choice", "skills", box=None)
    for each in found.assignments:
        score = "" if each.score is None else f"{each.score} %"
        table.add_row(each.group, each.project or "none", str(each.rank or ""), score)
    console.print(table)
    for each in found.assignments:
        for why in each.why_not:
            console.print(_why_not(each.group, why), markup=False)
    for stage in found.stages:
        console.print(_stage(stage), markup=False)
    proof = "proven best" if found.proven else f"at most {found.gap:.1%} from the best"
    matched = sum(each.project is not None for each in found.assignments)
    console.print(f"{matched} of {len(found.assignments)} groups have a project, {proof}")


def _why_not(group: str, why: WhyNot) -> str:
    reasons = "; ".join(_reason(reason) for reason in why.reasons)
    losses = "; ".join(
        f"{each.group} from {_rank(each.rank_now)} to {_rank(each.rank_then)}" for each in why.losses
    )
    lost = f"; it would cost {losses}" if losses else ""
    return f"why not {why.project} (choice {why.rank} of {group}): {VERDICTS[why.verdict]}: {reasons}{lost}"


def _rank(rank: int | None) -> str:
    return "no project" if rank is None else f"choice {rank}"


def _reason(reason: Reason) -> str:
    return REASONS[reason.kind].format(
        subject=reason.subject,
        found=reason.found,
        limit=reason.limit,
        groups=f" ({', '.join(reason.groups)})" if reason.groups else "",
    )


def _stage(stage: Stage) -> str:
    proof = "optimal" if stage.value == stage.bound else f"bound {stage.bound}"
    return f"{stage.name}: {stage.value} ({proof})"


def register(app: typer.Typer) -> None:
    app.command("match")(match_file)
