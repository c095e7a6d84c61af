"""Writes a measured table into its own section of docs/benchmarks.md, and runs the solver as a user does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from solver.check import priced
from solver.formats import format_of, read_text

MARGIN = 2.0
"""Seconds for starting Python and writing the solution: limits are those of the whole process."""

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"


@dataclass(frozen=True, slots=True)
class Measured:
    """One solve: seconds from process start to end, and what the judge says of the file it wrote.

    `all_placed` is how long it took until a valid plan placed everything (None: it never did), `megabytes`
    the most memory the process had at a time.
    """

    seconds: float
    cost: int
    violations: int
    unplaced: int
    bound: int | None
    all_placed: float | None
    megabytes: int


def shared_folder() -> Path:
    """The folder of public instances; FIELDLAB_SHARED names another parent folder."""
    return Path(os.environ.get("FIELDLAB_SHARED", ROOT.parent / "shared")) / "benchmarks"


def measure(file: Path, time_limit: float, seed: int) -> Measured:
    """Solve a file with `fieldlab solve` in a process of `time_limit` seconds, and judge what it writes."""
    with TemporaryDirectory() as folder:
        output = Path(folder) / "solution"
        limit = max(1.0, time_limit - MARGIN)
        words = ["solve", str(file), "--time-limit", str(limit), "--seed", str(seed), "--jsonl"]
        command = [sys.executable, "-c", "from api.cli import main; main()", *words, "--output", str(output)]
        started, complete, last = time.monotonic(), None, "{}"
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
        ) as run:
            for last in run.stdout or ():
                if complete is None and _is_complete(json.loads(last)):
                    complete = time.monotonic() - started
            _, run.returncode, usage = os.wait4(run.pid, 0)
        seconds = time.monotonic() - started
        chosen = format_of(file)
        problem = chosen.read(read_text(file))
        plan = priced(problem, chosen.read_solution(problem, read_text(output)))
    bound = json.loads(last)["solution"].get("bound")
    return Measured(
        seconds, plan.cost, plan.violations, len(plan.unplaced), bound, complete, usage.ru_maxrss // 1024
    )


def _is_complete(said: dict[str, Any]) -> bool:
    return said["event"] == "progress" and not said["violations"] and not said["unplaced"]


def row(file: Path, time_limit: float, seeds: int) -> list[Measured]:
    """A solve per seed, told as it happens."""
    found = []
    for seed in range(1, seeds + 1):
        one = measure(file, time_limit, seed)
        found.append(one)
        verdict = "valid" if not one.violations else f"{one.violations} broken rules"
        print(
            f"{file.stem} seed {seed}: cost {one.cost}, bound {one.bound}, {verdict}, {one.seconds:.1f} s",
            flush=True,
        )
    return found


def middle(runs: list[Measured]) -> float:
    """The median cost."""
    return median(run.cost for run in runs)


def longest(runs: list[Measured]) -> str:
    """The most seconds from process start to end."""
    return f"{max(run.seconds for run in runs):.1f}"


def best_bound(runs: list[Measured]) -> int:
    """The highest proven bound."""
    return max(run.bound or 0 for run in runs)


def write_section(name: str, text: str) -> None:
    """Replace the section between the page's markers of that name, or add it at the end."""
    begin, end = f"<!-- {name} -->", f"<!-- end {name} -->"
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Benchmarks\n"
    section = f"{begin}\n{text.strip()}\n{end}"
    if begin in page:
        head, _, rest = page.partition(begin)
        page = head + section + rest.partition(end)[2]
    else:
        page = page.rstrip() + "\n\n" + section + "\n"
    PAGE.write_text(page, encoding="utf-8")
