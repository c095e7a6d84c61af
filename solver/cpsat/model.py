"""The CP-SAT model of a problem, or of the part of it that is free to change around a base plan."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from ortools.sat.python import cp_model

from solver.cpsat.constraints import curricula, distribution, occupancy, placement, students, travel, whole
from solver.cpsat.objective import Objective
from solver.cpsat.variables import Literal, Variables
from solver.grid import SlotGrid
from solver.problem import Problem
from solver.rules import DistributionKind
from solver.solution import Placement, Solution


class Model:
    """Every constraint family stated over `variables`, and the objective; hinted with the base plan.

    Raises StoppedError when `stopped()` turns true while it is built.
    """

    def __init__(
        self,
        problem: Problem,
        grid: SlotGrid | None = None,
        free: Collection[str] | None = None,
        base: Solution | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.variables = Variables(problem, grid or SlotGrid(problem), free, base, stopped)
        self.objective = Objective(problem)
        placement.add(self.variables, self.objective)
        occupancy.add(self.variables)
        distribution.add(self.variables, self.objective)
        whole.add(self.variables, self.objective)
        curricula.add(self.variables, self.objective)
        travel.add(self.variables, self.objective)
        students.add(self.variables, self.objective)
        self.objective.minimise(self.variables)
        if base is not None:
            self._hint(base)

    @property
    def model(self) -> cp_model.CpModel:
        """The CP-SAT model itself."""
        return self.variables.model

    def solution(self, solver: cp_model.CpSolver) -> Solution:
        """The base plan with the free activities where `solver` has put them (students as in the base)."""
        assignments = dict(self.variables.base.assignments)
        for name in self.variables.free:
            assignments.pop(name, None)
            assignment = self._assignment(solver, name)
            if assignment is not None:
                assignments[name] = assignment
        names = (each.id for each in self.variables.problem.activities)
        ordered = {name: assignments[name] for name in names if name in assignments}
        return Solution(ordered, students=self.variables.base.students)

    def _assignment(self, solver: cp_model.CpSolver, name: str) -> Placement | None:
        if not solver.boolean_value(self.variables.placed[name]):
            return None
        times = self.variables.time[name]
        time = next(index for index, literal in times.items() if solver.boolean_value(literal))
        chosen = tuple(_chosen(solver, choice) for choice in self.variables.choice[name])
        return Placement(time, chosen)

    def _hint(self, base: Solution) -> None:
        for name in self.variables.free:
            assignment = base.assignments.get(name)
            self.model.add_hint(self.variables.placed[name], assignment is not None)
            for index, literal in self.variables.time[name].items():
                self.model.add_hint(literal, assignment is not None and index == assignment.time)
            for position, choice in enumerate(self.variables.choice[name]):
                names = assignment.resources[position] if assignment else ()
                for resource, literal in choice.items():
                    self.model.add_hint(literal, resource in names)


def _chosen(solver: cp_model.CpSolver, choice: Mapping[str, Literal]) -> tuple[str, ...]:
    return tuple(name for name, literal in choice.items() if solver.boolean_value(literal))


def is_exact(problem: Problem) -> bool:
    """Whether the whole model states the whole problem, so that its optimum is the problem's optimum."""
    relaxed = any(rule.kind is DistributionKind.MAX_BLOCK for rule in problem.distributions)
    return not relaxed and not problem.students
