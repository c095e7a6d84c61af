"""A solve in its own process: `python -m solver.runner PROBLEM.json`.

Standard output carries one JSON object a line, its `event` one of

- `progress`: elapsed (seconds), cost, bound or null, violations, unplaced (a count), terms, source;
- `solution`: the last line of a run that worked, with the `solution` in our JSON;
- `error`: the last line of a run that did not, with its `text`; the exit status is then 2.

A line `stop` on standard input, or SIGTERM or SIGINT, ends the solve within a second and keeps the best plan.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from pathlib import Path
from threading import Event, Thread
from typing import Any, TextIO

from solver import solve
from solver.errors import SolverError
from solver.formats import format_of, read_text
from solver.formats.json import encode, solution_from_json
from solver.problem import Problem
from solver.repair import SlotMoment, repair, stakes_of
from solver.search.incumbent import Progress
from solver.solution import Solution


def main(arguments: list[str] | None = None) -> int:
    """Solve the problem file named on the command line; the exit status."""
    options = _parser().parse_args(arguments)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    Thread(target=_listen, args=(sys.stdin, stop), daemon=True).start()
    try:
        plan = _solve(options, stop)
    except (SolverError, OSError) as error:
        _say("error", text=str(error))
        return 2
    _say("solution", solution=encode(plan))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m solver.runner", description=__doc__.splitlines()[0])
    parser.add_argument("problem", type=Path)
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=Path, help="a solution in our JSON to improve on")
    parser.add_argument(
        "--repair",
        type=int,
        nargs=3,
        metavar=("WEEK", "DAY", "SLOT"),
        help="change --start as little as the problem asks, least of all what meets soon after this",
    )
    return parser


def _solve(options: argparse.Namespace, stop: Event) -> Solution:
    problem = format_of(options.problem).read(read_text(options.problem))
    start = solution_from_json(read_text(options.start)) if options.start else None
    if options.repair and start is not None:
        return _repaired(problem, start, options)
    return solve(
        problem,
        time_limit=options.time_limit,
        workers=options.workers,
        seed=options.seed,
        on_progress=lambda progress: _say("progress", **progress_fields(progress)),
        should_stop=stop.is_set,
        start=start,
    )


def _repaired(problem: Problem, plan: Solution, options: argparse.Namespace) -> Solution:
    stakes = stakes_of(problem, plan.assignments, SlotMoment(*options.repair))
    limit = options.time_limit
    return repair(problem, plan, stakes=stakes, time_limit=limit, seed=options.seed).plan


def progress_fields(progress: Progress) -> dict[str, Any]:
    """The fields of a `progress` line."""
    fields: dict[str, Any] = encode(progress)
    return fields


def _listen(lines: TextIO, stop: Event) -> None:
    for line in lines:
        if line.strip() == "stop":
            stop.set()
            return


def _say(event: str, **fields: Any) -> None:
    sys.stdout.write(json.dumps({"event": event, **fields}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
