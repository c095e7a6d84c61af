"""One annealing chain: the temperature follows its share of the clock."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from solver.problem import Problem
from solver.search.clock import SearchClock
from solver.search.compiled import layout
from solver.search.compiled.annealing import anneal, cooling_factor, sample
from solver.search.compiled.annealing_moves import Run
from solver.search.compiled.layout import number_in
from solver.search.compiled.moves import keep_best
from solver.search.compiled.state import StateEncoder
from solver.search.construct import mend
from solver.search.effort import of_move
from solver.search.forward import Forward
from solver.search.incumbent import Incumbent
from solver.search.sectioning import Sectioning
from solver.solution import Solution

CHUNK = 0.15
"""Seconds of compiled search between two looks at the clock."""

FASTEST = 50e6
"""Moves a second that are never reached; keeps a chunk of an empty problem finite."""

OFFER = 1.0
"""Least seconds between two plans given to the judge, who takes longer than the search to find one."""

HOTTEST, COLDEST = 0.18, 0.1
"""First temperature as a share of the mean rise a random move brings, last as a share of the least rise."""

LIGHT = 0.25
"""Least weight of a broken hard rule as a share of the mean rise: light enough to pass through clashes."""

STRICT, CROWDED = 5.0, 2.8
"""How much hotter runs begin that are strict (they pass through no clash), or that section students."""

FINISH, MILD, MENDING = 0.12, 0.055, 0.05
"""After a run that ended among broken rules a strict one: its share of that run's length, how hot it starts,
and the share that ejecting may take before it."""

SECTIONINGS, SHARE = 60, 0.2
"""Sectionings within one run, and the share of its time that they may take."""

STIFF = 12.0
"""Weight of a broken hard rule, in temperatures, above which annealing would mend it if it knew how."""

GRIP = 2.0
"""Least weight of a broken hard rule, in weights that are stiff at the coldest temperature: so it can grow
before a run ends, also where prices are so small that the mean rise is close to the least."""


class Chain:
    """Simulated annealing by the clock: the temperature follows the share of the time that is gone."""

    name = "annealing"

    def __init__(
        self, problem: Problem, translation: StateEncoder, clock: SearchClock, incumbent: Incumbent, seed: int
    ) -> None:
        self.problem = problem
        self.translation = translation
        self.clock = clock
        self.incumbent = incumbent
        self.memory = translation.memory(incumbent.best, seed)
        self.base = incumbent.best
        self.sectioning = Sectioning(problem, Random(seed)) if problem.students else None
        self.strict = False
        self.reached = (number_in(self.memory, layout.HARD), number_in(self.memory, layout.SOFT))
        self.rate = 1.0 / of_move(self.memory)
        self.offered = 0.0

    def anneal(self, seconds: float, heat: float = 1.0) -> None:
        """One run from the plan in memory: from `heat` times the hottest temperature down to the coldest.

        Students change sections as it goes, so that times and sections are found together.
        A run that leaves a valid plan and never finds a better one has lost its way among broken rules; later
        runs are `strict`: they stay valid almost always. What a run leaves broken is placed by ejection, and
        a short strict run goes on from there.
        """
        if self.strict and number_in(self.memory, layout.HARD) > 0:
            self.restart(self.incumbent.best)
        self._cool(seconds, heat, self.strict)
        if number_in(self.memory, layout.HARD) > 0 and not self.clock.stopped:
            self._mend(seconds)
            if number_in(self.memory, layout.HARD) == 0:
                self._cool(FINISH * seconds, MILD, True)

    def _cool(self, seconds: float, heat: float, strict: bool) -> None:
        run, coldest = self.begin(heat, strict)
        start = (run.hard, run.soft)
        begun = due = self.clock.elapsed
        price = of_move(self.memory)
        while not self.clock.stopped and (gone := self.clock.elapsed - begun) < seconds:
            moves = int(self.rate * CHUNK) + 1
            left = max(CHUNK, seconds - gone) * self.rate
            factor = cooling_factor(run.temperature, coldest, left) if run.temperature > coldest else 1.0
            before, at = self.clock.elapsed, run
            run = anneal(self.memory, run._replace(cooling=factor), moves)
            self.clock.spend(moves * price)
            self.rate = min(FASTEST, moves / max(1e-6, self.clock.elapsed - before))
            run = run._replace(weight=self.weigh(run))
            if (run.best_hard, run.best_soft) < (at.best_hard, at.best_soft):
                self._offer(run)
            if self.sectioning is not None and self.clock.elapsed >= due:
                before = self.clock.elapsed
                run = self._section(run, self.sectioning)
                due = self.clock.elapsed + max(seconds / SECTIONINGS, (self.clock.elapsed - before) / SHARE)
        self._offer(run, last=True)
        self.reached = (run.best_hard, run.best_soft)
        self.strict |= run.hard > 0 and start == (run.best_hard, run.best_soft)

    def restart(self, plan: Solution) -> None:
        """Continue from another plan; with another sectioning the relations are built anew."""
        if plan.students is not self.base.students:
            self.memory = self.translation.memory(plan, number_in(self.memory, layout.RNG))
        else:
            self.translation.load(self.memory, plan)
        self.base = plan

    def begin(self, heat: float = 1.0, strict: bool = False) -> tuple[Run, float]:
        """How a run starts from the plan in memory, `heat` times as hot as its kind may be; the coldest."""
        hard, soft = number_in(self.memory, layout.HARD), number_in(self.memory, layout.SOFT)
        keep_best(self.memory)
        mean, least = sample(self.memory, 2000)
        if mean == 0.0:
            mean, least = 1.0, 1.0
        coldest = COLDEST * least
        heat *= STRICT if strict else CROWDED if self.sectioning is not None else 1.0
        hottest = max(2.0 * coldest, HOTTEST * mean * heat)
        unit = number_in(self.memory, layout.UNIT)
        self._lightest = self._least_weight(mean, hottest, coldest, strict) / unit
        return Run(hard, soft, hard, soft, hottest, 1.0, self._lightest), coldest

    def _least_weight(self, mean: float, hottest: float, coldest: float, strict: bool) -> float:
        """What a broken hard rule weighs at least in a run that starts here.

        From a valid plan no clash pays for placing what may be left out: it would stay for good, and the run
        would price plans that are none.
        """
        weight = max(1.0, LIGHT * mean, GRIP * STIFF * coldest)
        if number_in(self.memory, layout.HARD) > 0:
            return weight
        if dearest := self._dearest():
            return max(weight, (dearest + STIFF * hottest) * number_in(self.memory, layout.UNIT))
        return max(weight, STIFF * hottest if strict else 0.0)

    def _dearest(self) -> float:
        """The most that a single cell of clashes can save by placing an activity that may be left out."""
        prices = (each.drop for each in self.problem.activities if each.drop is not None)
        return float(max(prices, default=0) * self.problem.weights.unplaced)

    def _section(self, run: Run, sectioning: Sectioning) -> Run:
        """Section the students anew for the times of the moment; the run goes on from there."""
        self._offer(run, last=True)
        plan = self.translation.plan(self.memory, self.base, best=False)
        sectioning.load(plan)
        sectioning.improve(self.clock)
        self.restart(sectioning.solution())
        keep_best(self.memory)
        hard, soft = number_in(self.memory, layout.HARD), number_in(self.memory, layout.SOFT)
        return run._replace(hard=hard, soft=soft, best_hard=hard, best_soft=soft)

    def weigh(self, run: Run) -> float:
        """Hard rules weigh more while they stay broken although it is too cold for that, else less again."""
        if run.hard == 0:
            return max(run.weight * 0.95, self._lightest)
        if run.weight * number_in(self.memory, layout.UNIT) < STIFF * run.temperature:
            return run.weight
        return min(run.weight * 1.1, self._lightest * 1000)

    def _offer(self, run: Run, last: bool = False) -> None:
        now = self.clock.elapsed
        if not last and now - self.offered < OFFER:
            return
        best = self.incumbent.best
        if run.best_hard > 0 and best.violations == 0:
            return
        if run.best_hard == 0 and best.violations == 0 and run.best_soft >= best.cost:
            return
        self.offered = now
        self.incumbent.offer(self.translation.plan(self.memory, self.base), self.name)

    def _mend(self, seconds: float) -> None:
        """Continue from where the run has ended, what clashes there placed anew or ejecting others."""
        ended = self.translation.plan(self.memory, self.base, best=False)
        kept = mend(self.problem, self.translation.grid, ended, self.clock)
        forward = Forward(self.translation, kept, self.clock, number_in(self.memory, layout.RNG))
        plan = replace(forward.run(MENDING * seconds), students=self.base.students)
        self.incumbent.offer(plan, self.name)
        self.restart(plan)

    def best(self) -> Solution:
        """The best plan of the last run, which costs what `reached` says; not priced."""
        return self.translation.plan(self.memory, self.base)
