"""The portfolio as a whole, and how its team of searches begins."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from solver.grid import SlotGrid
from solver.problem import Pinning, Problem
from solver.search.clock import SearchClock
from solver.search.incumbent import Incumbent
from solver.search.portfolio import Team

Week = Callable[..., Problem]


@pytest.fixture
def make_pinned(make_week: Week) -> Week:
    """Four activities of which construction places a0 and a1 where the pins of a2 and a3 want to be."""

    def make(drop: int | None) -> Problem:
        activities = tuple(replace(each, drop=drop) for each in make_week(4).activities)
        return make_week(0, activities=activities, pins=(Pinning("a2", time=0), Pinning("a3", time=0)))

    return make


def make_team(problem: Problem) -> Team:
    clock = SearchClock(60)
    return Team(problem, SlotGrid(problem), clock, Incumbent(problem, clock), seed=0)


def test_the_first_plan_is_complete_where_construction_was_not(make_pinned: Week) -> None:
    team = make_team(make_pinned(None))

    team.begin()

    assert (len(team.incumbent.best.assignments), team.incumbent.best.violations) == (4, 0)


@pytest.mark.parametrize(("drop", "tight"), [(None, True), (5, False)])
def test_only_what_must_be_placed_makes_a_problem_tight(
    make_pinned: Week, drop: int | None, tight: bool
) -> None:
    team = make_team(make_pinned(drop))

    team.begin()

    assert team.tight is tight


def test_the_portfolio_is_imported_without_or_tools() -> None:
    """The first plan is there before the second that importing OR-Tools takes is over."""
    program = "import sys; import solver.search.portfolio; print('ortools' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False"]
