"""Problem in, Solution out; knows nothing of the campus."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.problem import Problem
    from solver.search.incumbent import Progress
    from solver.solution import Solution


def solve(
    problem: Problem,
    *,
    time_limit: float = 60.0,
    workers: int = 2,
    seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    start: Solution | None = None,
    effort: float | None = None,
) -> Solution:
    """The best plan found; see `solver.search.portfolio.solve`.

    OR-Tools and numba are imported by the first call, not by importing this package.
    """
    from solver.search import portfolio

    return portfolio.solve(
        problem,
        time_limit=time_limit,
        workers=workers,
        seed=seed,
        on_progress=on_progress,
        should_stop=should_stop,
        start=start,
        effort=effort,
    )
