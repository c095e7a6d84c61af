"""Times first: times as cheap as the bound allows, from the bound's own model, and rooms for them afterwards.

Annealing decides times and rooms together and stays some way above the bound; the model of the bound often
has times that cost no more than it, and then only rooms are to be found (Lach and Lübbecke, "Curriculum based
course timetabling", 2012). Annealing that is too cold to spoil the times finds them, and moves sessions where
a room is not to be had.

Rooms that could not keep together are the remainder. So the next round asks for times anew, with the rooms of
every stability rule that is kept now as given: the same model, with one candidate where there were many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from solver.activities import Choice, PlanActivity
from solver.errors import StoppedError
from solver.grid import SlotGrid
from solver.problem import Problem
from solver.search.bounds.time_relaxation import TimeRelaxation
from solver.search.chain import Chain
from solver.search.clock import SearchClock
from solver.search.compiled.state import StateEncoder
from solver.search.incumbent import Incumbent
from solver.solution import Solution

LOOSE = (0.0, 0.1, 0.3)
"""Shares of the rules of stability that are kept now whose resources a round leaves open nevertheless."""

COLD = 0.0
"""Heat of the annealing that finds rooms: it begins at twice the coldest temperature of a chain."""

PATIENCE = 3
"""Rounds in a row without better times or a better plan after which the search gives up."""


MOST_TIMES = 20_000
"""Times of a problem above which stating the model again and again would take longer than it is worth."""


def suits(problem: Problem) -> bool:
    """Whether times and what is chosen for them decide nearly all of the cost."""
    times = sum(len(each.times) for each in problem.activities)
    return times <= MOST_TIMES and not problem.students and not problem.distributions


class TimesFirst:
    """Rounds of times at the bound and of rooms for them, each from the incumbent."""

    def __init__(
        self,
        problem: Problem,
        translation: StateEncoder,
        clock: SearchClock,
        incumbent: Incumbent,
        seed: int,
    ) -> None:
        self.problem = problem
        self.clock = clock
        self.incumbent = incumbent
        self.random = Random(seed)
        self.chain = Chain(problem, translation, clock, incumbent, seed)

    def run(self, until: float, solve: float, anneal: float) -> None:
        """Rounds until the clock shows `until`, of at most `solve` and `anneal` seconds each.

        Where the first finds no times at the bound there are no others.
        """
        best = self.incumbent.best
        aim, failed = best.bound or 0, 0
        if best.violations or not self._round({}, aim, solve, anneal):
            return
        while self.clock.elapsed < until and failed < PATIENCE and not self.clock.stopped:
            before = self.incumbent.best
            found = self._round(self._kept(before), aim, solve, anneal)
            better = self.incumbent.best.cost < before.cost
            failed = 0 if better else failed + 1
            # Rooms that are given may cost more than the bound knows.
            aim = (self.incumbent.best.bound or 0) if found else (aim + before.cost) // 2
            aim = min(aim, self.incumbent.best.cost - 1)

    def _round(self, kept: Mapping[str, Choice], aim: int, solve: float, anneal: float) -> bool:
        """Times that cost at most `aim` and annealing from there; whether there were such times."""
        best, problem = self.incumbent.best, narrowed(self.problem, kept)
        try:
            relaxation = TimeRelaxation(problem, SlotGrid(problem), lambda: self.clock.stopped)
        except StoppedError:
            return False
        near = {name: each.time for name, each in best.assignments.items()}
        times = relaxation.times(self.clock, solve, near, aim, self.random.randrange(1 << 30))
        if times is None:
            return False
        moved = {
            name: replace(old, time=times[name]) for name, old in best.assignments.items() if name in times
        }
        self.chain.restart(replace(best, assignments=moved))
        self.chain.anneal(anneal, COLD)
        return True

    def _kept(self, plan: Solution) -> dict[str, Choice]:
        """What the members of a rule use that use the same now, of most of these rules."""
        kept: dict[str, Choice] = {}
        loose = self.random.choice(LOOSE)
        for rule in self.problem.stability:
            placed = [name for name in rule.activities if name in plan.assignments]
            used = {plan.assignments[name].resources for name in placed}
            if len(used) == 1 and self.random.random() >= loose:
                kept |= dict.fromkeys(placed, used.pop())
        return kept


def narrowed(problem: Problem, kept: Mapping[str, Choice]) -> Problem:
    """The problem in which some activities have no resources to choose but those they are given."""

    def given(activity: PlanActivity) -> PlanActivity:
        needs = tuple(
            replace(need, candidates=tuple(each for each in need.candidates if each.resource in names))
            for need, names in zip(activity.needs, kept[activity.id], strict=True)
        )
        return replace(activity, needs=needs)

    return replace(
        problem,
        activities=tuple(given(each) if each.id in kept else each for each in problem.activities),
    )
