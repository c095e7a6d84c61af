"""Running CP-SAT inside a solve: bounded, stoppable within a second, repeatable."""

from __future__ import annotations

from threading import Event, Thread

from ortools.sat.python import cp_model

from solver.model import Model
from solver.search.clock import Clock
from solver.solution import Solution

FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)


def run(model: Model, clock: Clock, *, seconds: float, seed: int, effort: float | None = None) -> Outcome:
    """Solve `model` with one CP-SAT worker for at most `seconds`, or `effort` of deterministic time."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.01, min(seconds, clock.remaining))
    if effort is not None:
        solver.parameters.max_deterministic_time = effort
    return Outcome(model, solver, watched(solver, model.model, clock))


def watched(solver: cp_model.CpSolver, model: cp_model.CpModel, clock: Clock) -> int:
    """Solve while a thread watches the clock and ends the search with it; the status."""
    done = Event()
    watcher = Thread(target=_watch, args=(solver, clock, done), daemon=True)
    watcher.start()
    try:
        return int(solver.solve(model))
    finally:
        done.set()
        watcher.join()


class Outcome:
    """What a run of CP-SAT has found."""

    def __init__(self, model: Model, solver: cp_model.CpSolver, status: int) -> None:
        self.optimal = status == cp_model.OPTIMAL
        self.plan: Solution | None = model.solution(solver) if status in FOUND else None
        self.bound: float | None = solver.best_objective_bound if status != cp_model.MODEL_INVALID else None


def _watch(solver: cp_model.CpSolver, clock: Clock, done: Event) -> None:
    while not done.wait(0.1):
        if clock.stopped:
            solver.stop_search()
