"""Same seed, one worker: same answer, in any process and however slow the machine is."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from solver import solve
from solver.errors import EffortError
from solver.formats.json import problem_to_json
from solver.problem import Config, Course, CourseSection, Problem, Student, Subpart, TermWeights
from solver.search.clock import WorkClock
from solver.search.incumbent import Progress
from solver.testing.generate import generate

PROGRAM = """
import sys
from collections.abc import Callable
from pathlib import Path
from solver import solve
from solver.formats import format_of, read_text
from solver.formats.json import solution_to_json
file, seed, slow = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "slow"
def busy():
    return slow and sum(range(20_000)) < 0
problem = format_of(file).read(read_text(file))
plan = solve(problem, time_limit=600, workers=1, seed=seed, effort=1.0, should_stop=busy)
print(solution_to_json(plan))
"""


def answer(file: Path, seed: int, hashes: int, pace: str = "quick") -> str:
    environment = {**os.environ, "PYTHONHASHSEED": str(hashes)}
    command = [sys.executable, "-c", PROGRAM, str(file), str(seed), pace]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout


def make_campus(folder: Path) -> Path:
    file = folder / "campus.json"
    file.write_text(problem_to_json(generate(40, 0.9, seed=3).problem), "utf-8")
    return file


def make_school(folder: Path) -> Path:
    """Sixty students, four courses of two sections each, at the times of a campus with clashes."""
    campus = generate(30, 0.9, seed=1).problem
    names = [each.id for each in campus.activities]
    courses = tuple(
        Course(
            f"c{at}",
            (
                Config(
                    "one", (Subpart("one", tuple(CourseSection(n, 40) for n in names[2 * at : 2 * at + 2])),)
                ),
            ),
        )
        for at in range(4)
    )
    asked = [tuple(f"c{at}" for at in range(4) if (number + at) % 4) for number in range(60)]
    students = tuple(Student(f"s{number}", mine) for number, mine in enumerate(asked))
    problem = Problem(
        name="school",
        horizon=campus.horizon,
        resources=campus.resources,
        activities=campus.activities,
        distributions=campus.distributions,
        travel=campus.travel,
        courses=courses,
        students=students,
        weights=TermWeights(student=1),
    )
    file = folder / "school.json"
    file.write_text(problem_to_json(problem), "utf-8")
    return file


@pytest.mark.parametrize("make", [make_campus, make_school])
def test_another_process_on_a_slower_machine_gives_the_same_answer(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    file = make(tmp_path)

    assert answer(file, seed=5, hashes=1) == answer(file, seed=5, hashes=2, pace="slow")


def test_a_faculty_has_one_answer_per_seed(public_instances: Path) -> None:
    file = public_instances / "cb-ctt" / "comp02.ctt"

    first, again, other = (
        answer(file, 1, hashes=1),
        answer(file, 1, hashes=2, pace="slow"),
        answer(file, 2, 1),
    )

    assert first == again
    assert first != other


def test_a_time_limit_that_comes_before_the_work_is_done_is_told(caplog: pytest.LogCaptureFixture) -> None:
    problem = generate(100, 0.9, seed=0).problem

    with caplog.at_level(logging.WARNING):
        solve(problem, time_limit=0.2, workers=1, effort=1000.0)

    assert ["may give another answer" in each.message for each in caplog.records] == [True]


def test_work_that_is_done_in_time_ends_the_solve_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    reports: list[Progress] = []

    with caplog.at_level(logging.WARNING):
        solve(
            generate(100, 0.9, seed=0).problem,
            time_limit=600,
            workers=1,
            effort=0.5,
            on_progress=reports.append,
        )

    assert (caplog.records, reports[-1].unplaced) == ([], 0)


def test_several_workers_cannot_be_asked_for_work() -> None:
    with pytest.raises(EffortError, match="one worker, not for 2"):
        solve(generate(20, 0.6, seed=0).problem, workers=2, effort=1.0)


def test_a_clock_of_work_goes_forward_by_work_alone() -> None:
    clock = WorkClock(effort=2.0, wall_limit=600.0)

    clock.spend(1.5)
    before = (clock.elapsed, clock.remaining, clock.stopped)
    clock.spend(0.5)

    assert (before, clock.stopped, clock.cut) == ((1.5, 0.5, False), True, False)
