"""The best plan found so far, shared by all searches, and what is reported about it.

Nothing becomes the incumbent before `check` has priced it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock

from solver.check import priced
from solver.problem import Problem
from solver.search.clock import SearchClock
from solver.search.effort import JUDGED
from solver.solution import CostTerm, Solution


@dataclass(frozen=True, slots=True)
class Progress:
    """A report: seconds elapsed, cost and named terms of the incumbent, the bound, and what is missing.

    `violations` counts broken hard rules; `unplaced` counts activities without a place, droppable or not;
    `source` names the search that made the step.
    """

    elapsed: float
    cost: int
    bound: int | None
    violations: int
    unplaced: int
    terms: tuple[CostTerm, ...]
    source: str


OnProgress = Callable[[Progress], None]


class Incumbent:
    """Thread-safe keeper of the best plan and the best bound."""

    def __init__(self, problem: Problem, clock: SearchClock, on_progress: OnProgress | None = None) -> None:
        self.problem = problem
        self.clock = clock
        self.best = priced(problem, Solution({}))
        self._source = ""
        self._on_progress = on_progress
        self._lock = Lock()

    def offer(self, plan: Solution, source: str) -> bool:
        """Take the plan if it breaks fewer hard rules, or as few at a lower cost; whether it was taken."""
        return self.take(self.judged(plan), source)

    def judged(self, plan: Solution) -> Solution:
        """The plan, priced by the judge."""
        self.clock.spend(JUDGED * len(self.problem.activities))
        return priced(self.problem, plan)

    def take(self, plan: Solution, source: str) -> bool:
        """As `offer`, for a plan that `check` has priced already."""
        with self._lock:
            if rank(plan) >= rank(self.best):
                return False
            self.best = replace(plan, bound=self.best.bound, bound_argument=self.best.bound_argument)
            self._source = source
            self._settle()
            return True

    def prove(self, bound: int, argument: str) -> None:
        """Raise the proven lower bound on the cost of every valid plan."""
        with self._lock:
            if self.best.bound is None or bound > self.best.bound:
                self.best = replace(self.best, bound=bound, bound_argument=argument)
                self._settle()

    def _settle(self) -> None:
        if self.best.optimal:
            self.clock.end()
        if self._on_progress is not None:
            self._on_progress(self.report())

    def tick(self) -> None:
        """Report although nothing has changed, so that a reader sees the solve is alive."""
        with self._lock:
            if self._on_progress is not None:
                self._on_progress(self.report())

    def report(self) -> Progress:
        """The state as it is now."""
        best = self.best
        return Progress(
            elapsed=self.clock.seconds,
            cost=best.cost,
            bound=best.bound,
            violations=best.violations,
            unplaced=len(best.unplaced),
            terms=best.terms,
            source=self._source,
        )


def rank(plan: Solution) -> tuple[int, int]:
    """What is compared between priced plans: broken hard rules first, then cost."""
    return plan.violations, plan.cost
