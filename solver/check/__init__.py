"""Every rule a second time, in plain Python: the judge of whatever the engine claims.

`violations` lists broken hard rules, `cost` prices a plan term by term. Neither uses OR-Tools, numpy or
numba, and neither shares code with the search; the search reports only what is confirmed here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from solver.check import curricula, distribution, occupancy, placement, prices, students
from solver.check.sessions import BrokenRule, sessions_of
from solver.problem import Problem
from solver.solution import CostTerm, Solution

__all__ = ["BrokenRule", "Cost", "cost", "priced", "violations"]


@dataclass(frozen=True, slots=True)
class Cost:
    """The price of a plan: `total` is the sum of the costs of its named `terms`."""

    total: int
    terms: tuple[CostTerm, ...]


def violations(problem: Problem, solution: Solution) -> tuple[BrokenRule, ...]:
    """Every broken hard rule, named; empty for a valid plan."""
    sessions = sessions_of(problem, solution)
    return (
        *placement.must_be_placed(problem, solution),
        *placement.own_choices(problem, solution),
        *placement.one_location(problem, sessions),
        *placement.pinned(problem, sessions),
        *occupancy.within_units(problem, sessions),
        *occupancy.time_to_travel(problem, sessions),
        *distribution.hard_distributions(problem, sessions),
        *students.sectioned(problem, solution),
        *students.within_limits(problem, solution),
    )


def cost(problem: Problem, solution: Solution) -> Cost:
    """The objective of a plan, one term per weight in `TermWeights`, in its order."""
    sessions = sessions_of(problem, solution)
    values = {
        "unplaced": prices.dropped(problem, sessions),
        "time": prices.time_penalty(problem, sessions),
        "resource": prices.resource_penalty(problem, sessions),
        "capacity": prices.without_seat(problem, sessions),
        "distribution": distribution.distribution_penalty(problem, sessions),
        "compactness": curricula.lonely_blocks(problem, sessions),
        "working_days": curricula.missing_days(problem, sessions),
        "stability": curricula.further_resources(problem, sessions),
        "travel": occupancy.further_locations(problem, sessions),
        "student": students.student_conflicts(problem, solution, sessions),
        "change": prices.left_pins(problem, sessions),
    }
    terms = tuple(CostTerm(name, getattr(problem.weights, name), value) for name, value in values.items())
    return Cost(sum(term.cost for term in terms), terms)


def priced(problem: Problem, solution: Solution) -> Solution:
    """The same plan with unplaced activities, terms, cost and violations filled in from this package."""
    price = cost(problem, solution)
    missing = tuple(each.id for each in problem.activities if each.id not in solution.assignments)
    broken = len(violations(problem, solution))
    return replace(solution, unplaced=missing, terms=price.terms, cost=price.total, violations=broken)
