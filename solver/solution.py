"""What the solver answers: where every activity is, what it costs and how good that provably is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

from solver.activities import Choice
from solver.errors import require


@dataclass(frozen=True, slots=True)
class Placement:
    """A placed activity: the index of its time and, for every need, the chosen resource ids."""

    time: int
    resources: Choice = ()

    def __post_init__(self) -> None:
        require(self.time >= 0, "assignment", f"time is an index of 0 or more, is {self.time}")


@dataclass(frozen=True, slots=True)
class CostTerm:
    """One named part of the objective: `value` units at `weight` each."""

    name: str
    weight: int
    value: int

    @property
    def cost(self) -> int:
        """What the term adds to the objective."""
        return self.weight * self.value


@dataclass(frozen=True, slots=True)
class Solution:
    """A timetable. `unplaced` lists the activities without an assignment, in the problem's order.

    `terms` and `cost` are those of `solver.check.cost`; `violations` counts broken hard rules (0: the plan is
    valid). `bound` is a proven lower bound on the cost of any valid plan and `bound_argument` says how it was
    proven; None means none is known. `students` gives every student's activities.
    """

    assignments: Mapping[str, Placement]
    unplaced: tuple[str, ...] = ()
    students: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    terms: tuple[CostTerm, ...] = ()
    cost: int = 0
    violations: int = 0
    bound: int | None = None
    bound_argument: str = ""

    @property
    def optimal(self) -> bool:
        """Whether the plan is valid and proven to be the cheapest."""
        return self.violations == 0 and self.bound is not None and self.bound >= self.cost

    @property
    def gap(self) -> float | None:
        """Relative distance between cost and bound, 0.0 when proven; None without a bound."""
        if self.bound is None:
            return None
        return (self.cost - self.bound) / self.cost if self.cost else 0.0


def shared_students(solution: Solution) -> Counter[tuple[str, str]]:
    """How many students every pair of activities shares; the pair is in alphabetical order."""
    shared: Counter[tuple[str, str]] = Counter()
    for mine in solution.students.values():
        shared.update(combinations(sorted(mine), 2))
    return shared
