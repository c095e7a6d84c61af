"""The solver in its own process: its answer, its last words, its end."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scheduler.jobs.progress import Console
from scheduler.jobs.solver_process import SolverCrashed, SolverProcess

FAKE = Path(__file__).with_name("fake_solver.py")


def solver(behaviour: str) -> SolverProcess:
    return SolverProcess(command=(sys.executable, str(FAKE), behaviour))


async def test_the_last_line_is_the_answer_and_the_others_are_said() -> None:
    console = Console()

    solution = await solver("quick").solve("{}", console, seconds=5, seed=1)

    assert (solution.cost, solution.bound) == (20, 20)
    assert console.said["trace"] == [[0.1, 40, None], [0.2, 20, 20]]
    assert console.said["phase"] == "solving"


async def test_one_that_is_asked_to_stop_answers_with_its_best() -> None:
    def stop_soon(said: Mapping[str, Any]) -> None:
        console.stop.set()

    console = Console(stop_soon)

    solution = await solver("stoppable").solve("{}", console, seconds=600, seed=1)

    assert solution.cost == 20


@pytest.mark.parametrize(
    ("behaviour", "text"),
    [("crash", "Segmentation fault (core dumped)"), ("complain", "activity 'a1.1': has no times")],
)
async def test_one_that_dies_is_a_crash_with_its_last_words(behaviour: str, text: str) -> None:
    with pytest.raises(SolverCrashed) as crash:
        await solver(behaviour).solve("{}", Console(), seconds=5, seed=1)

    assert str(crash.value) == text


async def test_a_command_that_says_nothing_is_a_crash_with_its_exit_status() -> None:
    silent = SolverProcess(command=(sys.executable, "-c", "raise SystemExit(3)"))

    with pytest.raises(SolverCrashed) as crash:
        await silent.solve("{}", Console(), seconds=5, seed=1)

    assert str(crash.value) == "exit status 3"
