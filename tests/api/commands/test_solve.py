"""`fieldlab solve` and `fieldlab check` on files, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from solver.formats.json import problem_to_json, solution_to_json
from solver.problem import (
    Horizon,
    PlanActivity,
    PlanResource,
    Problem,
    Requirement,
    ResourceOption,
    TimePattern,
)
from solver.solution import Placement, Solution


@pytest.fixture
def problem_file(tmp_path: Path) -> Path:
    """Two activities of two slots and one room of four slots."""
    times = (TimePattern(1, 1, 0, 2), TimePattern(1, 1, 2, 2, penalty=3))
    needs = (Requirement("room", (ResourceOption("r"),)),)
    pair = tuple(PlanActivity(name, times, needs) for name in ("a", "b"))
    file = tmp_path / "two.json"
    file.write_text(problem_to_json(Problem("two", Horizon(1, 1, 4), (PlanResource("r"),), pair)))
    return file


def run(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.output


@pytest.mark.slow
def test_solve_writes_a_solution_that_check_confirms(problem_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "plan.json"

    code, shown = run("solve", problem_file, "--time-limit", "20", "--output", output)

    assert (code, "two: valid, cost 3, 0 unplaced, optimal" in shown) == (0, True)
    assert run("check", problem_file, output)[0] == 0


def test_solve_speaks_json_lines(problem_file: Path) -> None:
    code, shown = run("solve", problem_file, "--time-limit", "20", "--jsonl", "--workers", "1")

    said = [json.loads(line) for line in shown.splitlines()]
    assert (code, said[-1]["event"], said[-1]["solution"]["cost"]) == (0, "solution", 3)


def test_check_names_a_broken_rule_and_says_so_in_its_status(problem_file: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    both = Solution({name: Placement(0, (("r",),)) for name in ("a", "b")})
    plan.write_text(solution_to_json(both))

    code, shown = run("check", problem_file, plan)

    assert (code, "broken: within units: r is over its 1 units" in shown) == (1, True)


@pytest.mark.parametrize("command", ["solve", "check"])
def test_a_file_of_an_unknown_kind_is_refused_in_one_line(tmp_path: Path, command: str) -> None:
    words = [tmp_path / "plan.doc"] * (1 if command == "solve" else 2)

    code, shown = run(command, *words)

    assert (code, shown.count("\n")) == (2, 1)
    assert "expected a file that ends in one of .ctt" in shown
