"""The solver as a process: JSON lines out, `stop` in."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from solver.formats.json import decode, problem_to_json
from solver.problem import Problem
from solver.solution import Solution

Week = Callable[..., Problem]


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    def run(text: str, *options: str) -> subprocess.Popen[str]:
        file = tmp_path / "problem.json"
        file.write_text(text)
        command = [sys.executable, "-m", "solver.runner", str(file), *options]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    return run


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def crowded(make_week: Week) -> str:
    """A problem that has no proof within minutes: more activities than places, none may be left out."""
    return problem_to_json(make_week(60))


def test_a_run_ends_with_its_solution(make_week: Week, start: Callable[..., Any]) -> None:
    process = start(problem_to_json(make_week(3)), "--time-limit", "30", "--workers", "1")

    out, _ = process.communicate()
    said = lines(out)

    plan = decode(Solution, said[-1]["solution"])
    assert (process.returncode, said[-1]["event"], plan.cost, plan.violations) == (0, "solution", 0, 0)
    assert {line["event"] for line in said[:-1]} == {"progress"}
    assert said[0].keys() >= {"elapsed", "cost", "bound", "violations", "unplaced", "terms", "source"}


@pytest.mark.parametrize("how", ["line", "signal"])
def test_a_run_that_is_told_to_stop_gives_its_best(
    make_week: Week, start: Callable[..., Any], how: str
) -> None:
    process = start(crowded(make_week), "--time-limit", "600")
    process.stdout.readline()

    if how == "signal":
        process.send_signal(signal.SIGTERM)
    out, _ = process.communicate("stop\n" if how == "line" else None)

    assert (process.returncode, lines(out)[-1]["event"]) == (0, "solution")


def test_a_file_that_cannot_be_read_is_an_error_line(start: Callable[..., Any]) -> None:
    process = start('{"name": 3, "horizon": 3, "resources": [], "activities": []}')

    out, _ = process.communicate()

    assert (process.returncode, lines(out)[-1]["event"]) == (2, "error")
    assert "$.name: expected a string" in lines(out)[-1]["text"]
