"""Solve the stages of a matching one after the other, each with its bound, on one clock."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from solver.matching.answer import Stage
from solver.matching.model import MatchModel, SittingKey
from solver.matching.problem import MatchProblem
from solver.matching.rules import objective


@dataclass(frozen=True, slots=True)
class StageClock:
    """Wall seconds left; `share` hands out a part, so that one hard stage cannot starve the later ones."""

    ends: float
    read: Callable[[], float] = time.monotonic

    @property
    def left(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.ends - self.read())

    def share(self, part: float) -> float:
        """This part of the seconds left."""
        return self.left * part


@dataclass(frozen=True, slots=True)
class Matching:
    """A matching as the model sees it: the project of every group and the sittings taken."""

    choice: dict[str, str | None]
    sittings: frozenset[SittingKey] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Improvement:
    """What one solve gave: a matching or none, the proven lower bound, and whether none can exist."""

    found: Matching | None
    bound: int
    impossible: bool


def solve_stages(
    problem: MatchProblem, model: MatchModel, clock: StageClock, seed: int
) -> tuple[Matching, tuple[Stage, ...]]:
    """The best matching, stage by stage; every stage keeps its value while the later ones are solved."""
    best = Matching({group.id: None for group in problem.groups})
    stages = []
    for name, expression in model.stages.items():
        value = dict(objective(problem, best.choice))[name]
        bound = 0
        if value > 0:
            better = improve(model, expression, best, clock.share(0.5), seed)
            best, bound = better.found or best, better.bound
            value = dict(objective(problem, best.choice))[name]
        model.cp.add(expression <= value)
        stages.append(Stage(name, value, max(0, min(bound, value))))
    return best, tuple(stages)


def improve(
    model: MatchModel,
    expression: cp_model.LinearExprT,
    start: Matching,
    seconds: float,
    seed: int,
    wish: cp_model.IntVar | None = None,
) -> Improvement:
    """Minimise one expression (never negative) from a known matching, with one wish granted if given."""
    _hint(model, start)
    model.cp.minimize(expression)
    model.cp.clear_assumptions()
    if wish is not None:
        model.cp.add_assumption(wish)
    solver = cp_model.CpSolver()
    # One worker: the same seed gives the same matching as long as the clock does not interfere.
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(seconds, 0.01)
    status = solver.solve(model.cp)
    if status == cp_model.INFEASIBLE:
        return Improvement(None, 0, True)
    bound = max(0, math.ceil(solver.best_objective_bound - 1e-6))
    found = _read(model, solver) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None
    return Improvement(found, bound, False)


def _hint(model: MatchModel, found: Matching) -> None:
    model.cp.clear_hints()
    for (group, project), variable in model.goes.items():
        model.cp.add_hint(variable, found.choice[group] == project)
    for group, variable in model.unmatched.items():
        model.cp.add_hint(variable, found.choice[group] is None)
    for key, variable in model.sits.items():
        model.cp.add_hint(variable, key in found.sittings)
    running = set(found.choice.values())
    for project, variable in model.runs.items():
        model.cp.add_hint(variable, project in running)


def _read(model: MatchModel, solver: cp_model.CpSolver) -> Matching:
    choice: dict[str, str | None] = dict.fromkeys(model.unmatched)
    for (group, project), variable in model.goes.items():
        if solver.boolean_value(variable):
            choice[group] = project
    return Matching(choice, frozenset(key for key, v in model.sits.items() if solver.boolean_value(v)))
