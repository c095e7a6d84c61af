"""`fieldlab match` on files, as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.commands.match import REASONS, VERDICTS
from solver.matching import ReasonKind, WishVerdict
from tests.api.commands.conftest import Run


@pytest.fixture
def market(tmp_path: Path) -> Path:
    """Two groups want the tank, which has one place; one of them may do nothing else."""
    file = tmp_path / "market.json"
    groups = [
        {"id": "A", "size": 4, "choices": ["tank", "robot"]},
        {"id": "B", "size": 4, "choices": ["tank"]},
    ]
    file.write_text(json.dumps({"groups": groups, "projects": [{"id": "tank"}, {"id": "robot"}]}))
    return file


def test_who_gets_what_is_shown_with_why_not_the_first_choice_and_the_proof(
    fieldlab: Run, market: Path
) -> None:
    output = market.with_name("answer.json")

    code, shown = fieldlab("match", market, "--output", output)

    lines = shown.splitlines()
    assert (code, [line.split() for line in lines[1:3]]) == (
        0,
        [["A", "robot", "2", "100", "%"], ["B", "tank", "1", "100", "%"]],
    )
    assert lines[3] == (
        "why not tank (choice 1 of A): possible: it is full: 1 of 1 (B); others would come off worse (B); "
        "it would cost B from choice 1 to no project"
    )
    assert lines[-1] == "2 of 2 groups have a project, proven best"
    assert [each["project"] for each in json.loads(output.read_text())["assignments"]] == ["robot", "tank"]


def test_json_lines_have_every_group_and_the_stages(fieldlab: Run, market: Path) -> None:
    code, shown = fieldlab("match", market, "--jsonl")

    said = [json.loads(line) for line in shown.splitlines()]
    assert (code, [each["event"] for each in said], said[-1]["proven"]) == (
        0,
        ["assignment", "assignment", "stages"],
        True,
    )


def test_every_reason_and_every_verdict_has_words() -> None:
    assert (set(REASONS), set(VERDICTS)) == (set(ReasonKind), set(WishVerdict))


def test_a_mistake_in_the_file_is_one_line(fieldlab: Run, market: Path) -> None:
    market.write_text('{"groups": [{"id": "A", "size": 0}], "projects": []}')

    assert fieldlab("match", market) == (
        2,
        f"{market}: $.groups[0]: expected an object that makes sense (group 'A': has 0 members)\n",
    )
