"""All searches under one clock and one incumbent.

What needs OR-Tools is imported by the worker that needs it: importing takes more than a second, and there is
a plan before that is over.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from random import Random
from threading import Thread

from solver.errors import EffortError
from solver.grid import SlotGrid
from solver.problem import Problem
from solver.search.bounds import trivial_bound
from solver.search.chain import Chain
from solver.search.clock import SearchClock, WorkClock
from solver.search.compiled.state import StateEncoder
from solver.search.construct import construct
from solver.search.forward import Forward
from solver.search.incumbent import Incumbent, OnProgress, rank
from solver.search.sectioning import Sectioning, first_sectioning
from solver.solution import Solution

LOGGER = logging.getLogger(__name__)

TICK = 1.0
"""Seconds between two reports when nothing improves."""

WORK = 0.5
"""Share of the time limit that one worker fills with work: what a slower or busy machine may take longer."""

QUICK, BOUND, EXACT, LONG = 0.08, 0.15, 0.1, 0.75
"""Shares of the time limit: the first short annealing, the bound, the exact search; when annealing ends."""

LEAST_BOUND, MOST_BOUND = 10.0, 0.35
"""Seconds the bound may take at least, where they are no more than a share of the time limit."""

TINY = 5_000
"""Literals up to which CP-SAT usually settles the whole problem before anything else has begun."""

FORWARD = 0.05
"""Share of the time limit that ejecting may take to place what construction has left out."""

TIGHT = 0.015
"""Share of what must be placed that construction may leave out before every second chain is strict."""

RUN, LEAST_RUN, ENOUGH = 0.07, 9.0, 100_000
"""What a run of annealing lasts at least: a share of the time limit, seconds, moves for each activity."""

AGAIN, FAILED = 0.5, 2
"""How long a milder run from the best plan lasts, in runs, and after how many in vain a climb is over."""

TIMES, ROOMS, LEAST_TIMES = 0.1, 0.04, 10.0
"""Shares of the time limit that a search for times at the bound, and one for their rooms, may take; seconds
the former needs to be worth it."""

PATIENCE = 3
"""Neighbourhoods without an improvement before a worker shakes the plan."""

SHAKE, HEATS = 0.04, (0.3, 0.45)
"""Share of the time limit one shake lasts; how hot shakes and milder runs may start."""


def solve(
    problem: Problem,
    *,
    time_limit: float = 60.0,
    workers: int = 2,
    seed: int = 0,
    on_progress: OnProgress | None = None,
    should_stop: Callable[[], bool] | None = None,
    start: Solution | None = None,
    effort: float | None = None,
) -> Solution:
    """The best plan found in `time_limit` seconds, priced by `check`, with the best proven bound.

    One worker does `effort` seconds of work at the nominal rates of `search.effort` (half the time limit
    unless given), and its answer is a function of problem, start, seed and effort, and of the versions of
    this package and OR-Tools. `time_limit` is a guard then: when it comes first, which the log tells, the
    answer depends on how far the work was. Several workers share what they find and go by the wall clock.

    Ends early when the plan is proven to be the cheapest, and within a second when `should_stop()` turns true
    (it is polled from several threads). `start` is a plan to improve on. `on_progress` is called after every
    improvement of plan or bound and about once a second, from any thread, one call at a time.
    """
    clock = _clock(time_limit, workers, effort, should_stop)
    incumbent = Incumbent(problem, clock, on_progress)
    if start is not None:
        incumbent.offer(start, "start")
    grid = SlotGrid(problem)
    team = Team(problem, grid, clock, incumbent, seed)
    team.begin()
    threads = [Thread(target=team.work, args=(number,), daemon=True) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            thread.join(TICK)
            incumbent.tick()
    if team.failures:
        raise team.failures[0]
    if isinstance(clock, WorkClock) and clock.cut:
        LOGGER.warning(CUT, time_limit, clock.elapsed, clock.time_limit)
    return incumbent.best


CUT = "the limit of %g s came after %.1f of %.1f s of work: the same seed may give another answer"


def _clock(
    time_limit: float, workers: int, effort: float | None, should_stop: Callable[[], bool] | None
) -> SearchClock:
    if workers == 1:
        return WorkClock(WORK * time_limit if effort is None else effort, time_limit, should_stop)
    if effort is not None:
        raise EffortError(workers)
    return SearchClock(time_limit, should_stop)


def bound_seconds(limit: float) -> float:
    """How long the bound may take: its share, and in a short solve what most bounds need; it ends early."""
    return max(BOUND * limit, min(LEAST_BOUND, MOST_BOUND * limit))


class Team:
    """The workers of one solve: each anneals, then searches large neighbourhoods; the first also proves."""

    def __init__(
        self, problem: Problem, grid: SlotGrid, clock: SearchClock, incumbent: Incumbent, seed: int
    ) -> None:
        self.problem = problem
        self.grid = grid
        self.clock = clock
        self.incumbent = incumbent
        self.seed = seed
        self.translation = StateEncoder(problem, grid)
        self.tight = False
        self.failures: list[Exception] = []

    def begin(self) -> None:
        """A first plan: what construction leaves out or breaks is placed by ejecting others."""
        plan = construct(self.problem, self.grid, self.clock)
        self.incumbent.offer(plan, "construction")
        forward = Forward(self.translation, plan, self.clock, self.seed)
        must = [each.id for each in self.problem.activities if each.drop is None]
        self.tight = sum(name not in plan.assignments for name in must) > TIGHT * len(must)
        plan = forward.run(FORWARD * self.clock.time_limit)
        self.incumbent.offer(first_sectioning(self.problem, plan, self.clock), "ejection")

    def work(self, number: int) -> None:
        """What one worker does until the clock ends; a failure ends the solve and is raised there."""
        try:
            self._search(number)
        except Exception as error:
            self.failures.append(error)
            self.clock.end()

    def _search(self, number: int) -> None:
        seed, limit = self.seed * 1000 + number, self.clock.time_limit
        chain = Chain(self.problem, self.translation, self.clock, self.incumbent, seed)
        chain.strict = self.tight and number % 2 == 1
        if number == 0:
            chain.anneal(QUICK * limit)
            try:
                self._prove(seed)
            except Exception:
                # A plan without a bound is still a plan; the log keeps what went wrong.
                LOGGER.exception("no bound: proving failed")
            self._times_first(seed)
        self._anneal(chain, Random(seed))
        self._polish(chain, Random(seed))

    def _prove(self, seed: int) -> None:
        """Bounds: the whole model where it is tiny, times alone, the whole model again where it is small."""
        from solver.search.bounds.proving import prove
        from solver.search.exact import MOST_LITERALS, Exact, literals

        self.incumbent.prove(trivial_bound.bound(self.problem, self.grid), trivial_bound.ARGUMENT)
        limit, size = self.clock.time_limit, literals(self.problem)
        exact = Exact(self.problem, self.grid, self.clock, self.incumbent, seed)
        if size <= TINY:
            exact.step(max(1.0, EXACT * limit))
        prove(self.problem, self.clock, self.incumbent, bound_seconds(limit))
        if TINY < size <= MOST_LITERALS and not self.clock.stopped:
            exact.step(max(1.0, EXACT * limit))

    def _times_first(self, seed: int) -> None:
        """Times at the bound and then their rooms, where there is time for it."""
        from solver.search.times_first import TimesFirst, suits

        limit = self.clock.time_limit
        if TIMES * limit >= LEAST_TIMES and suits(self.problem):
            search = TimesFirst(self.problem, self.translation, self.clock, self.incumbent, seed)
            search.run(LONG * limit, TIMES * limit, ROOMS * limit)

    def _anneal(self, chain: Chain, random: Random) -> None:
        """Climb until annealing has had its share, twice as long after every climb in vain."""
        until, stretch = LONG * self.clock.time_limit, 1.0
        while (left := until - self.clock.elapsed) > 0 and not self.clock.stopped:
            before = rank(self.incumbent.best)
            enough = len(self.problem.activities) * ENOUGH / chain.rate
            length = stretch * max(RUN * self.clock.time_limit, LEAST_RUN, enough)
            self._climb(chain, left if left < 1.5 * length else length, until, random)
            self._section(chain, random)
            if rank(self.incumbent.best) >= before:
                stretch *= 2.0

    def _climb(self, chain: Chain, length: float, until: float, random: Random) -> None:
        """One run from hot to cold, and milder ones from its best plan while they find a better one."""
        chain.anneal(length)
        best, reached, failed = chain.best(), chain.reached, 0
        while failed < FAILED and (left := until - self.clock.elapsed) > 0 and not self.clock.stopped:
            chain.restart(best)
            chain.anneal(min(left, AGAIN * length), random.choice(HEATS))
            failed += 1
            if chain.reached < reached:
                best, reached, failed = chain.best(), chain.reached, 0

    def _section(self, chain: Chain, random: Random) -> None:
        """Better sections for the best plan; the chain goes on from there."""
        if not self.problem.students or self.clock.stopped:
            return
        sectioning = Sectioning(self.problem, random)
        sectioning.load(self.incumbent.best)
        if sectioning.improve(self.clock):
            self.incumbent.offer(sectioning.solution(), "sectioning")
        chain.restart(self.incumbent.best)

    def _polish(self, chain: Chain, random: Random) -> None:
        """Large neighbourhoods of the incumbent; when they find nothing for a while, a shake by annealing."""
        from solver.search.lns import LargeNeighbourhoods

        search = LargeNeighbourhoods(
            self.problem, self.grid, self.clock, self.incumbent, random.randrange(1 << 30)
        )
        while not self.clock.stopped:
            before = rank(self.incumbent.best)
            for _ in range(PATIENCE):
                search.step()
            if rank(self.incumbent.best) >= before:
                self._section(chain, random)
                chain.restart(self.incumbent.best)
                chain.anneal(max(0.2, SHAKE * self.clock.time_limit), random.choice(HEATS))
