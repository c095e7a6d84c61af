"""The objective of a CP-SAT model: named terms, each a weighted sum of literals or integer variables."""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python import cp_model

from solver.cpsat.variables import Literal, Variables
from solver.problem import Problem


class Objective:
    """Collects what each named term of `TermWeights` costs; a weight of 0 drops the term."""

    def __init__(self, problem: Problem) -> None:
        self.weights = problem.weights
        self.parts: dict[str, list[tuple[int, Literal]]] = defaultdict(list)
        self.constants: dict[str, int] = defaultdict(int)

    def wants(self, name: str) -> bool:
        """Whether the term costs anything."""
        return int(getattr(self.weights, name)) > 0

    def add(self, name: str, price: int, literal: Literal) -> None:
        """Let `literal` cost `price` in the term `name`."""
        cost = price * int(getattr(self.weights, name))
        if isinstance(literal, int):
            self.constants[name] += cost * literal
        elif cost:
            self.parts[name].append((cost, literal))

    def minimise(self, variables: Variables) -> None:
        """State the sum of all terms as the model's objective."""
        pairs = [pair for part in self.parts.values() for pair in part]
        total = cp_model.LinearExpr.weighted_sum([each for _, each in pairs], [cost for cost, _ in pairs])
        variables.model.minimize(total + sum(self.constants.values()))
