"""All searches under one clock and one incumbent."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from solver.grid import Grid
from solver.problem import Problem
from solver.search.clock import Clock
from solver.search.construct import construct
from solver.search.exact import MOST_LITERALS, Exact, literals
from solver.search.incumbent import Incumbent, OnProgress
from solver.search.lns import LargeNeighbourhoods
from solver.solution import Solution

TICK = 1.0
"""Seconds between two reports when nothing improves."""


def solve(
    problem: Problem,
    *,
    time_limit: float = 60.0,
    workers: int = 2,
    seed: int = 0,
    on_progress: OnProgress | None = None,
    should_stop: Callable[[], bool] | None = None,
    start: Solution | None = None,
) -> Solution:
    """The best plan found in `time_limit` seconds, priced by `check`, with the best proven bound.

    Ends early when the plan is proven to be the cheapest, and within a second when `should_stop()` turns true
    (it is polled from several threads). `start` is a plan to improve on. `on_progress` is called after every
    improvement of plan or bound and about once a second, from any thread, one call at a time.
    """
    clock = Clock(time_limit, should_stop)
    incumbent = Incumbent(problem, clock, on_progress)
    if start is not None:
        incumbent.offer(start, "start")
    grid = Grid(problem)
    incumbent.offer(construct(problem, grid, clock), "construction")
    threads = [
        Thread(target=_work, args=(problem, grid, clock, incumbent, seed, at)) for at in range(workers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            thread.join(TICK)
            incumbent.tick()
    return incumbent.best


def _work(problem: Problem, grid: Grid, clock: Clock, incumbent: Incumbent, seed: int, worker: int) -> None:
    if worker == 0 and literals(problem) <= MOST_LITERALS:
        Exact(problem, grid, clock, incumbent, seed).step(clock.remaining / 2)
    search = LargeNeighbourhoods(problem, grid, clock, incumbent, seed * 1000 + worker)
    while not clock.stopped:
        search.step()
