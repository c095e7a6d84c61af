"""A chain that has lost its way among broken rules goes on from the best valid plan."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from solver.grid import Grid
from solver.problem import Problem
from solver.search import layout
from solver.search.chain import Chain
from solver.search.clock import Clock
from solver.search.incumbent import Incumbent
from solver.search.memory import Translation
from solver.solution import Solution

Week = Callable[..., Problem]
Plan = Callable[..., Solution]


@pytest.mark.parametrize(("strict", "broken"), [(True, False), (False, True)])
def test_only_a_strict_chain_goes_back_to_a_valid_plan(
    make_week: Week, make_plan: Plan, strict: bool, broken: bool
) -> None:
    problem, clock = make_week(2), Clock(60)
    incumbent = Incumbent(problem, clock)
    incumbent.offer(make_plan((0, "r1"), (0, "r2")), "start")
    chain = Chain(problem, Translation(problem, Grid(problem)), clock, incumbent, seed=0)
    chain.translation.load(chain.memory, make_plan((0, "r1"), (0, "r1")))
    chain.strict = strict

    chain.anneal(0.0)

    assert bool(chain.memory[layout.HARD]) is broken
