"""`fieldlab what-if` on files, as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api.commands.conftest import Run

SCENARIOS = [
    {"name": "one lab", "alterations": [{"remove_resource": "South"}]},
    {
        "name": "one lab, mornings",
        "alterations": [{"remove_resource": "South"}, {"close_hours": {"resource": "r1", "start": 2}}],
    },
]


@pytest.fixture
def scenario_file(tmp_path: Path) -> Path:
    file = tmp_path / "scenarios.json"
    file.write_text(json.dumps({"scenarios": SCENARIOS}))
    return file


def test_every_scenario_is_a_column_beside_things_as_they_are(
    fieldlab: Run, term_file: Path, scenario_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")

    code, shown = fieldlab("what-if", term_file, scenario_file, "--time-limit", "5", "--workers", "1")

    table = [line.split() for line in shown.splitlines() if not line.startswith("planning")]
    assert (code, table) == (
        0,
        [
            ["as", "is", "one", "lab", "one", "lab,", "mornings"],
            ["demanded", "slots", "8", "8", "8"],
            ["unmet", "slots", "0", "0", "4"],
            ["unmet", "activities", "0", "0", "1"],
            ["fill", "of", "room", "50.0%", "100.0%", "100.0%"],
            ["travel", "0", "0", "0"],
            ["cost", "of", "what", "is", "placed", "0", "0", "0"],
        ],
    )


def test_json_lines_have_the_figures_of_every_scenario(
    fieldlab: Run, term_file: Path, scenario_file: Path
) -> None:
    words = ("--time-limit", "5", "--workers", "1", "--jsonl")

    code, shown = fieldlab("what-if", term_file, scenario_file, *words)

    said = [json.loads(line) for line in shown.splitlines()]
    assert (code, [(each["name"], each["unmet_slots"], each["violations"]) for each in said]) == (
        0,
        [("as is", 0, 0), ("one lab", 0, 0), ("one lab, mornings", 4, 0)],
    )


def test_a_mistake_in_the_scenarios_is_one_line(fieldlab: Run, term_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "scenarios.json"
    file.write_text('{"scenarios": [{"name": "x", "alterations": [{"remove_resource": "West"}]}]}')

    assert fieldlab("what-if", term_file, file) == (
        2,
        f"{file}: $.scenarios[0].alterations[0].remove_resource: "
        "expected the id or the name of a resource, found 'West'\n",
    )
