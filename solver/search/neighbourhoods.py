"""Which activities to free together: those that compete for a resource, a day, a rule, or the same gap."""

from __future__ import annotations

from collections import defaultdict
from random import Random

from solver.problem import Problem
from solver.solution import Solution


class Neighbourhoods:
    """Draws sets of activities that are worth deciding anew together."""

    def __init__(self, problem: Problem, random: Random) -> None:
        self.problem = problem
        self.random = random
        self.names = [activity.id for activity in problem.activities]
        self.by_resource: dict[str, list[str]] = defaultdict(list)
        for activity in problem.activities:
            for need in activity.needs:
                for candidate in need.candidates:
                    self.by_resource[candidate.resource].append(activity.id)
        families = (problem.distributions, problem.compactness, problem.working_days, problem.stability)
        self.rules = [rule.activities for family in families for rule in family if len(rule.activities) > 1]

    def draw(self, plan: Solution, size: int) -> set[str]:
        """About `size` activities; an unplaced one and its rivals are freed most often."""
        missing = [name for name in self.names if name not in plan.assignments]
        draws = [self._by_resource, self._by_rule, self._by_day, self._at_random]
        if missing and self.random.random() < 0.5:
            return self._around(plan, self.random.choice(missing), size)
        return self.random.choice(draws)(plan, size)

    def _around(self, plan: Solution, name: str, size: int) -> set[str]:
        """An unplaced activity and those that use what it could use."""
        rivals: dict[str, int] = defaultdict(int)
        for need in self.problem.activity_by_id[name].needs:
            for candidate in need.candidates:
                for rival in self.by_resource[candidate.resource]:
                    # A fixed resource binds more than one candidate of many.
                    rivals[rival] += max(1, 12 // len(need.candidates))
        ordered = sorted(rivals, key=lambda each: -rivals[each] * self.random.random())
        return {name, *ordered[: size - 1]}

    def _by_resource(self, plan: Solution, size: int) -> set[str]:
        if not self.by_resource:
            return self._at_random(plan, size)
        chosen: set[str] = set()
        names = list(self.by_resource)
        for _ in range(4):
            users = self.by_resource[self.random.choice(names)]
            chosen |= set(self.random.sample(users, min(len(users), size - len(chosen))))
        return chosen

    def _by_rule(self, plan: Solution, size: int) -> set[str]:
        chosen: set[str] = set()
        for _ in range(6 if self.rules else 0):
            users = self.random.choice(self.rules)
            chosen |= set(self.random.sample(users, min(len(users), size - len(chosen))))
        return chosen or self._at_random(plan, size)

    def _by_day(self, plan: Solution, size: int) -> set[str]:
        """Those that meet on one day, or on two."""
        days = self.random.sample(range(self.problem.horizon.days), min(2, self.problem.horizon.days))
        mask = sum(1 << day for day in days)
        here = [
            name
            for name, assignment in plan.assignments.items()
            if self.problem.activity_by_id[name].times[assignment.time].days & mask
        ]
        return set(self.random.sample(here, min(len(here), size))) or self._at_random(plan, size)

    def _at_random(self, plan: Solution, size: int) -> set[str]:
        return set(self.random.sample(self.names, min(len(self.names), size)))
