"""Makers of small problems, and the folder of public instances."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

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

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def public_instances() -> Path:
    """The folder of public timetabling instances; FIELDLAB_SHARED names another parent folder."""
    shared = Path(os.environ.get("FIELDLAB_SHARED", REPOSITORY.parent / "shared"))
    folder = shared / "benchmarks"
    if not folder.is_dir():
        reason = f"the public instances are not at {folder}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    return folder


@pytest.fixture
def make_week() -> Callable[..., Problem]:
    """A problem of one week: 2 days of 8 slots, rooms r1 and r2, activities of 2 slots at any even slot."""

    def make(count: int, **parts: object) -> Problem:
        times = tuple(
            TimePattern(days=1 << day, weeks=1, start=start, length=2)
            for day in (0, 1)
            for start in (0, 2, 4, 6)
        )
        room = Requirement("room", (ResourceOption("r1"), ResourceOption("r2")))
        given: dict[str, object] = {
            "resources": (PlanResource("r1"), PlanResource("r2")),
            "activities": tuple(PlanActivity(f"a{index}", times, (room,)) for index in range(count)),
        }
        return Problem("week", Horizon(2, 1, 8), **(given | parts))  # type: ignore[arg-type]

    return make


@pytest.fixture
def make_plan() -> Callable[..., Solution]:
    """A solution of `make_week` from (time index, room) per activity, in order."""

    def make(*places: tuple[int, str]) -> Solution:
        pairs = enumerate(places)
        return Solution({f"a{index}": Placement(time, ((room,),)) for index, (time, room) in pairs})

    return make
