"""What the commands that read a problem file have in common: reading, refusing in one line, JSON lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from solver.errors import SolverError
from solver.formats import Format, format_of, read_text
from solver.problem import Problem
from solver.solution import Solution

T = TypeVar("T")

ProblemFile = Annotated[Path, typer.Argument(metavar="FILE", help="A problem: .ctt, .xml or .json.")]
SolutionFile = Annotated[Path, typer.Argument(metavar="SOLUTION", help="A solution in the file's format.")]
Jsonl = Annotated[bool, typer.Option("--jsonl", help="JSON lines instead of words.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed: the same choice among equals.")]


def read_problem(file: Path) -> tuple[Format, Problem]:
    """The problem in a file and the format it is in; a mistake ends the command."""
    try:
        chosen = format_of(file)
    except SolverError as error:
        refuse(file, error)
    return chosen, read_with(file, chosen.read)


def read_solution(chosen: Format, problem: Problem, file: Path) -> Solution:
    """The plan in a file of that format; a mistake ends the command."""
    return read_with(file, lambda text: chosen.read_solution(problem, text))


def read_with(file: Path, read: Callable[[str], T]) -> T:
    """What `read` makes of the text of a file; a mistake ends the command with one line and status 2."""
    try:
        return read(read_text(file))
    except SolverError as error:
        refuse(file, error)
    except OSError as error:
        refuse(file, error.strerror or str(error))


def refuse(source: Path | str, error: Exception | str) -> NoReturn:
    """End the command with one line that says what is wrong with a file or an option."""
    typer.echo(f"{source}: {error}", err=True)
    raise typer.Exit(2)


def say(event: str, fields: dict[str, object]) -> None:
    """One line of JSON on standard output."""
    sys.stdout.write(json.dumps({"event": event, **fields}, ensure_ascii=False) + "\n")
    sys.stdout.flush()
