"""`fieldlab explain` on files, as a person types it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from api.commands.explain import CAUSES, SCOPES, STEPS
from solver.explain import CauseScope, RuleKind, StepKind
from solver.formats.json import problem_to_json, solution_to_json
from solver.problem import Problem
from solver.solution import Placement, Solution
from solver.times import Busy
from tests.api.commands.conftest import Run, make_term


@pytest.fixture
def crowded(tmp_path: Path) -> tuple[Path, Path]:
    """North is closed and South only open early; milling has that place, and welding has none."""
    problem = make_term()
    north, south = problem.resources
    labs = (
        replace(north, unavailable=(Busy(1, 3, 0, 4),)),
        replace(south, unavailable=(Busy(1, 3, 2, 2),)),
    )
    return written(tmp_path, replace(problem, resources=labs), {"a2": Placement(0, (("r2",),))})


def written(folder: Path, problem: Problem, places: dict[str, Placement]) -> tuple[Path, Path]:
    term, plan = folder / "term.json", folder / "plan.json"
    term.write_text(problem_to_json(problem))
    plan.write_text(solution_to_json(Solution(places)))
    return term, plan


def test_the_causes_and_the_ways_out_are_said_in_words(fieldlab: Run, crowded: tuple[Path, Path]) -> None:
    code, shown = fieldlab("explain", *crowded)

    lines = shown.splitlines()
    assert (code, lines[0]) == (
        0,
        "Welding (a1): impossible together with what is placed, wherever that goes, because of",
    )
    assert sorted(lines[1:5]) == [
        "  - Milling (a2) must keep a place",
        "  - North (r1) is not available then (as lab)",
        "  - South (r2) has not enough places (as lab)",
        "  - South (r2) is not available then (as lab)",
    ]
    assert [line for line in lines if "leave Milling" in line] == [
        "  would help, price 12: leave Milling (a2) out"
    ]


def test_one_activity_can_be_asked_about_in_json_lines(fieldlab: Run, crowded: tuple[Path, Path]) -> None:
    code, shown = fieldlab("explain", *crowded, "--activity", "Welding", "--jsonl")

    said = json.loads(shown)
    assert (code, said["event"], said["activity"], said["scope"]) == (0, "explanation", "a1", "together")


def test_a_plan_without_gaps_needs_no_explanation(fieldlab: Run, term_file: Path, plan_file: Path) -> None:
    assert fieldlab("explain", term_file, plan_file) == (0, "term: every activity is placed\n")


def test_every_scope_cause_and_step_has_words() -> None:
    assert (set(SCOPES), set(CAUSES), set(STEPS)) == (set(CauseScope), set(RuleKind), set(StepKind))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Milling", "--activity: expected an activity without a place, found 'Milling'"),
        ("Weldin", "--activity: expected the id or the name of an activity (like 'Welding'), found 'Weldin'"),
    ],
)
def test_an_activity_that_cannot_be_asked_about_is_one_line(
    fieldlab: Run, crowded: tuple[Path, Path], name: str, message: str
) -> None:
    assert fieldlab("explain", *crowded, "--activity", name) == (2, f"term: {message}\n")


@pytest.mark.parametrize(
    ("places", "reason"),
    [
        ({"a9": Placement(0)}, "a9 is no activity"),
        ({"a1": Placement(7, (("r1",),))}, "a1 has no time number 7"),
    ],
)
def test_a_plan_that_breaks_rules_is_not_explained(
    fieldlab: Run, tmp_path: Path, places: dict[str, Placement], reason: str
) -> None:
    term, plan = written(tmp_path, make_term(), places)

    code, shown = fieldlab("explain", term, plan)

    assert (code, shown) == (
        2,
        f"{plan}: expected a plan that keeps the rules (repair it first), but {reason}\n",
    )
