"""Bounds by times alone, of a large problem part by part."""

from __future__ import annotations

from functools import partial

from solver.errors import StoppedError
from solver.grid import Grid
from solver.problem import Problem
from solver.search import alone
from solver.search.clock import Clock
from solver.search.incumbent import Incumbent
from solver.search.parts import parts
from solver.search.relaxation import ARGUMENT, Relaxation

MOST_TIMES, LARGEST = 20_000, 60_000
"""Times of a part, where a problem can be cut, and of a part that is left out: stating it would take longer
than the search has."""

LEAST_SECONDS = 10.0
"""For one part of several: less goes into building the model and simplifying it."""


def prove(
    problem: Problem, clock: Clock, incumbent: Incumbent, seconds: float, most: int = MOST_TIMES
) -> None:
    """Prove bounds by times alone for at most `seconds`, of parts of at most `most` times one by one.

    Parts in which something is unplaced come first: most is to be proven there.
    """
    until = clock.elapsed + seconds
    whole = parts(problem, most)
    missing = set(incumbent.best.unplaced)
    whole.sort(key=lambda part: -sum(each.drop or 0 for each in part.activities if each.id in missing))
    grids = [Grid(part) for part in whole]
    proven = [alone.bound(part, grid) for part, grid in zip(whole, grids, strict=True)]
    argument = ARGUMENT if len(whole) == 1 else f"{ARGUMENT}, in {len(whole)} parts"

    def raised(number: int, bound: int) -> None:
        proven[number] = max(proven[number], bound)
        incumbent.prove(sum(proven), argument)

    for number, (part, grid) in enumerate(zip(whole, grids, strict=True)):
        if times_of(part) > LARGEST:
            continue
        begun, left = clock.elapsed, until - clock.elapsed
        share = min(left, max(LEAST_SECONDS, left / (len(whole) - number)))
        try:
            relaxation = Relaxation(part, grid, lambda: clock.stopped or clock.elapsed > until)
        except StoppedError:
            return
        relaxation.search(clock, begun + share - clock.elapsed, partial(raised, number))


def times_of(problem: Problem) -> int:
    """How many times its activities have together."""
    return sum(len(each.times) for each in problem.activities)
