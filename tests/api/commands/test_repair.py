"""`fieldlab repair` on files, as a person types it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from solver.formats.json import problem_from_json, problem_to_json, solution_from_json
from solver.solution import Placement
from solver.times import Busy, TimePattern
from tests.api.commands.conftest import Run


def test_a_lab_that_is_down_moves_only_what_is_in_it(fieldlab: Run, term_file: Path, plan_file: Path) -> None:
    output = term_file.with_name("mended.json")

    code, shown = fieldlab("repair", term_file, plan_file, "--without", "North", "--output", output)

    assert (code, shown.splitlines()) == (
        0,
        [
            "Welding (a1): day 0, slot 0-1, North (r1) -> day 0, slot 2-3, South (r2)",
            "term: 1 of 2 changed, 0 cancelled, price 1 (no plan changes less); the plan costs 0",
        ],
    )
    assert solution_from_json(output.read_text()).assignments["a1"] == Placement(1, (("r2",),))


def test_within_one_week_a_session_moves_in_that_week_alone(
    fieldlab: Run, term_file: Path, plan_file: Path
) -> None:
    code, shown = fieldlab("repair", term_file, plan_file, "--without", "r1", "--week", "1")

    assert (code, shown.splitlines()[0]) == (
        0,
        "Welding (a1): day 0, slot 0-1, week 1, North (r1) -> day 0, slot 2-3, week 1, South (r2)",
    )


def test_what_is_soon_is_frozen_and_says_so(fieldlab: Run, term_file: Path, plan_file: Path) -> None:
    words = ("--without", "r1", "--now", "0.0.0", "--freeze-hours", "12", "--jsonl")

    code, shown = fieldlab("repair", term_file, plan_file, *words)

    said = json.loads(shown)
    changes = said["repair"]["changes"]
    assert (code, said["proven"], [(each["activity"], each["frozen"]) for each in changes]) == (
        0,
        True,
        [("a1", True)],
    )


def test_a_file_that_changed_since_is_read_with_what_it_was(
    fieldlab: Run, term_file: Path, plan_file: Path, tmp_path: Path
) -> None:
    """The new file counts its times the other way round, and North closes early."""
    problem = problem_from_json(term_file.read_text())
    backwards = tuple(replace(each, times=each.times[::-1]) for each in problem.activities)
    north, south = problem.resources
    closed = replace(north, unavailable=(Busy(1, 3, 0, 2),))
    changed = tmp_path / "changed.json"
    changed.write_text(problem_to_json(replace(problem, activities=backwards, resources=(closed, south))))

    code, shown = fieldlab("repair", changed, plan_file, "--was", term_file)

    assert (code, shown.splitlines()[0][:45]) == (0, "Welding (a1): day 0, slot 0-1, North (r1) -> ")
    assert "1 of 2 changed, 0 cancelled, price 1 (no plan changes less)" in shown


def test_a_time_that_is_gone_is_a_change_that_must_be(
    fieldlab: Run, term_file: Path, plan_file: Path, tmp_path: Path
) -> None:
    problem = problem_from_json(term_file.read_text())
    welding, milling = problem.activities
    later = replace(welding, times=(TimePattern(1, 3, 2, 2),))
    changed = tmp_path / "changed.json"
    changed.write_text(problem_to_json(replace(problem, activities=(later, milling))))

    code, shown = fieldlab("repair", changed, plan_file, "--was", term_file)

    assert (code, shown.splitlines()[0][:62]) == (
        0,
        "Welding (a1): day 0, slot 0-1, North (r1) -> day 0, slot 2-3, ",
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--without", "West"), "--without: expected the id or the name of a resource, found 'West'"),
        (
            ("--without", "Nort"),
            "--without: expected the id or the name of a resource (like 'North'), found 'Nort'",
        ),
        (("--days", "0"), "--without: expected the resource that is not there on these days or weeks"),
        (
            ("--without", "r1", "--days", "7"),
            "--days: expected numbers from 0 to 0 such as 0-2,4, found '7'",
        ),
        (
            ("--without", "r1", "--weeks", "1-0"),
            "--weeks: expected numbers from 0 to 1 such as 0-2,4, found '1-0'",
        ),
        (("--week", "2"), "--week: expected a number from 0 to 1, found 2"),
        (("--now", "monday"), "--now: expected WEEK.DAY.SLOT, all from 0, such as 2.0.3, found 'monday'"),
        (
            ("--now", "0.0.09:00"),
            "--now: expected WEEK.DAY.SLOT, all from 0, such as 2.0.3, found '0.0.09:00'",
        ),
        (
            ("--now", "2.0.0"),
            "--now: expected a moment within 2 weeks, 1 days and 4 slots, counted from 0, found '2.0.0'",
        ),
        (("--frozen", "x"), "--frozen: expected the id or the name of an activity, found 'x'"),
        (
            ("--week", "1", "--output", "mended.json"),
            "--output: expected no --week, for a plan of the file is about all its weeks",
        ),
    ],
)
def test_a_mistake_in_an_option_is_one_line(
    fieldlab: Run, term_file: Path, plan_file: Path, words: tuple[str, ...], message: str
) -> None:
    assert fieldlab("repair", term_file, plan_file, *words) == (2, f"{term_file}: {message}\n")


def test_what_is_not_asked_for_any_more_is_left_out(
    fieldlab: Run, term_file: Path, plan_file: Path, tmp_path: Path
) -> None:
    problem = problem_from_json(term_file.read_text())
    changed = tmp_path / "changed.json"
    changed.write_text(problem_to_json(replace(problem, activities=problem.activities[:1])))

    code, shown = fieldlab("repair", changed, plan_file, "--week", "0")

    assert (code, shown) == (
        0,
        "term: 0 of 1 changed, 0 cancelled, price 0 (no plan changes less); the plan costs 0\n",
    )
