"""Running CP-SAT inside a solve: bounded, stoppable within a second, repeatable with one worker."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

from ortools.sat.python import cp_model

from solver.cpsat.model import Model
from solver.search import effort as price
from solver.search.clock import SearchClock
from solver.solution import Solution

FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)


def run(
    model: Model, clock: SearchClock, *, seconds: float, seed: int, effort: float | None = None
) -> SubmodelOutcome:
    """Solve `model` for at most `seconds`, or `effort` of deterministic time."""
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    if effort is not None:
        solver.parameters.max_deterministic_time = effort
    return SubmodelOutcome(model, solver, watched(solver, model.model, clock, seconds))


def watched(
    solver: cp_model.CpSolver,
    model: cp_model.CpModel,
    clock: SearchClock,
    seconds: float,
    idle: Callable[[], bool] = lambda: False,
) -> int:
    """Solve with one CP-SAT worker for at most `seconds` of the clock; the status.

    A thread ends the search with the clock, or when `idle()` says that it gets nowhere. Under a clock that
    counts work the seconds are deterministic time, and what was used of it is spent.
    """
    allowed = max(0.01, min(seconds, clock.remaining))
    limits = solver.parameters
    limits.num_workers = 1
    if clock.counts_work:
        limits.max_deterministic_time = min(limits.max_deterministic_time, allowed / price.DETERMINISTIC)
    else:
        limits.max_time_in_seconds = allowed
    status = _overseen(solver, model, lambda: clock.stopped or idle())
    size = len(model.proto.variables) + len(model.proto.constraints)
    clock.spend(price.STARTED + size * price.STATED + solver.deterministic_time * price.DETERMINISTIC)
    return status


def _overseen(solver: cp_model.CpSolver, model: cp_model.CpModel, ended: Callable[[], bool]) -> int:
    done = Event()
    watcher = Thread(target=_watch, args=(solver, ended, done), daemon=True)
    watcher.start()
    try:
        return int(solver.solve(model))
    finally:
        done.set()
        watcher.join()


class SubmodelOutcome:
    """What a run of CP-SAT has found."""

    def __init__(self, model: Model, solver: cp_model.CpSolver, status: int) -> None:
        self.optimal = status == cp_model.OPTIMAL
        self.plan: Solution | None = model.solution(solver) if status in FOUND else None
        self.bound: float | None = solver.best_objective_bound if status != cp_model.MODEL_INVALID else None


def _watch(solver: cp_model.CpSolver, ended: Callable[[], bool], done: Event) -> None:
    while not done.wait(0.1):
        if ended():
            solver.stop_search()
