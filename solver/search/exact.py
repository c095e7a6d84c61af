"""The whole problem as one CP-SAT model: a bound always, a proof where the model says everything."""

from __future__ import annotations

from math import ceil

from solver.cpsat.model import Model, is_exact
from solver.errors import StoppedError
from solver.grid import SlotGrid
from solver.problem import Problem
from solver.search.clock import SearchClock
from solver.search.incumbent import Incumbent
from solver.search.submodel import run
from solver.solution import Solution

MOST_LITERALS = 60_000
"""Models above this size are left to the other searches: CP-SAT would spend the time limit in presolve."""

ARGUMENT = "CP-SAT on the whole problem"


def literals(problem: Problem) -> int:
    """About how many literals the whole model has."""
    return sum(
        len(activity.times)
        * (1 + sum(len(need.candidates) for need in activity.needs if len(need.candidates) > need.count))
        for activity in problem.activities
    )


class Exact:
    """One run of CP-SAT on everything."""

    name = "exact"

    def __init__(
        self, problem: Problem, grid: SlotGrid, clock: SearchClock, incumbent: Incumbent, seed: int
    ) -> None:
        self.problem = problem
        self.grid = grid
        self.clock = clock
        self.incumbent = incumbent
        self.seed = seed

    def step(self, seconds: float) -> None:
        """Solve for at most `seconds`; offer the plan and prove the bound."""
        base = self.incumbent.best
        # Without its students the base gives no student terms: what is left out can only add cost.
        start = Solution(base.assignments)
        try:
            model = Model(self.problem, self.grid, base=start, stopped=lambda: self.clock.stopped)
        except StoppedError:
            return
        outcome = run(model, self.clock, seconds=seconds, seed=self.seed)
        if outcome.bound is not None:
            argument = ARGUMENT if is_exact(self.problem) else f"{ARGUMENT}, without students and MaxBlock"
            self.incumbent.prove(max(0, ceil(outcome.bound - 1e-6)), argument)
        if outcome.plan is not None and not self.problem.students:
            self.incumbent.offer(outcome.plan, self.name)
