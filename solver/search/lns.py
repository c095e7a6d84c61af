"""Large-neighbourhood search: free some activities of the incumbent, let CP-SAT place them anew, repeat.

Shaw, "Using constraint programming and local search methods to solve vehicle routing problems", 1998.
"""

from __future__ import annotations

from random import Random

from solver.cpsat.model import Model
from solver.errors import StoppedError
from solver.grid import SlotGrid
from solver.problem import Problem
from solver.search.clock import SearchClock
from solver.search.incumbent import Incumbent, rank
from solver.search.neighbourhoods import Neighbourhoods
from solver.search.submodel import run
from solver.solution import Solution

SMALLEST, LARGEST = 4, 120
SECONDS, EFFORT = 2.0, 1.0
"""Limits of one sub-solve, in seconds and in CP-SAT's deterministic time."""


class LargeNeighbourhoods:
    """Steps of LNS from the incumbent. The size of a neighbourhood adapts to how quickly CP-SAT proves it."""

    name = "neighbourhoods"

    def __init__(
        self, problem: Problem, grid: SlotGrid, clock: SearchClock, incumbent: Incumbent, seed: int
    ) -> None:
        self.problem = problem
        self.grid = grid
        self.clock = clock
        self.incumbent = incumbent
        self.random = Random(seed)
        self.neighbourhoods = Neighbourhoods(problem, self.random)
        self.size = 12.0
        self.plan: Solution | None = None

    def step(self) -> None:
        """Free one neighbourhood and keep what is not worse."""
        best = self.incumbent.best
        plan = self.plan
        if plan is None or rank(plan) > rank(best):
            plan = best
        if self.clock.stopped:
            return
        free = self.neighbourhoods.draw(plan, round(self.size))
        try:
            model = Model(self.problem, self.grid, free, plan, lambda: self.clock.stopped)
        except StoppedError:
            return
        seed = self.random.randrange(1 << 30)
        outcome = run(model, self.clock, seconds=SECONDS, seed=seed, effort=EFFORT)
        grow = 1.05 if outcome.optimal else 0.9
        self.size = min(LARGEST, len(self.problem.activities), max(SMALLEST, self.size * grow))
        if outcome.plan is None:
            return
        found = self.incumbent.judged(outcome.plan)
        if rank(found) <= rank(plan):
            self.plan = found
            self.incumbent.take(found, self.name)
