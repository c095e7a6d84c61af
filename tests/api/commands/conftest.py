"""A small problem and its plan in files, and the command as a person types it."""

from __future__ import annotations

from collections.abc import Callable
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

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def fieldlab() -> Run:
    """Runs `fieldlab` with some words; its status and all that it said."""

    def run(*words: str | Path) -> tuple[int, str]:
        result = CliRunner().invoke(app, [str(word) for word in words])
        return result.exit_code, result.output

    return run


def make_term() -> Problem:
    """Two weeks of one day of 4 slots; two labs; welding and milling may be early or late in either lab."""
    times = (TimePattern(1, 3, 0, 2), TimePattern(1, 3, 2, 2))
    needs = (Requirement("lab", (ResourceOption("r1"), ResourceOption("r2"))),)
    activities = tuple(
        PlanActivity(name, times, needs, title, size=10, drop=100)
        for name, title in (("a1", "Welding"), ("a2", "Milling"))
    )
    return Problem(
        "term", Horizon(1, 2, 4), (PlanResource("r1", "North"), PlanResource("r2", "South")), activities
    )


@pytest.fixture
def term_file(tmp_path: Path) -> Path:
    file = tmp_path / "term.json"
    file.write_text(problem_to_json(make_term()))
    return file


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    """Welding in North and milling in South, both early."""
    file = tmp_path / "plan.json"
    places = {"a1": Placement(0, (("r1",),)), "a2": Placement(0, (("r2",),))}
    file.write_text(solution_to_json(Solution(places)))
    return file
