"""Bounds by rooms alone and by times alone, of a large problem part by part."""

from __future__ import annotations

from functools import partial

from solver.errors import StoppedError
from solver.grid import SlotGrid
from solver.problem import Problem
from solver.search.bounds import trivial_bound
from solver.search.bounds.decomposition import parts
from solver.search.bounds.room_relaxation import ARGUMENT as ROOMS
from solver.search.bounds.room_relaxation import MOST_PAIRS, RoomCosts, pairs_of
from solver.search.bounds.time_relaxation import ARGUMENT, TimeRelaxation
from solver.search.clock import SearchClock
from solver.search.incumbent import Incumbent

MOST_TIMES, LARGEST = 20_000, 60_000
"""Times of a part, where a problem can be cut, and of a part that is left out: stating it would take longer
than the search has."""

LEAST_SECONDS = 10.0
"""For one part of several: less goes into building the model and simplifying it."""

ROOM_SHARE = 0.1
"""Of the time of a part, for what its rooms cost whatever the times are."""


PATIENCE = 0.3
"""Of the time of a part, that its bound may take to rise: beyond that it hardly ever does."""


def prove(
    problem: Problem, clock: SearchClock, incumbent: Incumbent, seconds: float, most: int = MOST_TIMES
) -> None:
    """Prove bounds by rooms and by times for at most `seconds`, of parts of at most `most` times one by one.

    Parts in which something is unplaced come first: most is to be proven there.
    """
    until = clock.elapsed + seconds
    whole = parts(problem, most)
    missing = set(incumbent.best.unplaced)
    whole.sort(key=lambda part: -sum(each.drop or 0 for each in part.activities if each.id in missing))
    grids = [SlotGrid(part) for part in whole]
    proven = [trivial_bound.bound(part, grid) for part, grid in zip(whole, grids, strict=True)]
    rooms = [0 for _ in whole]

    def raised(number: int, bound: int) -> None:
        proven[number] = max(proven[number], bound)
        incumbent.prove(sum(proven), _argument(rooms))

    for number, (part, grid) in enumerate(zip(whole, grids, strict=True)):
        if times_of(part) > LARGEST:
            continue
        begun, left = clock.elapsed, until - clock.elapsed
        share = min(left, max(LEAST_SECONDS, left / (len(whole) - number)))
        rooms[number] = _room_costs(part, grid, clock, ROOM_SHARE * share)
        # What is unplaced is no term of these: the bounds add up.
        raised(number, proven[number] + rooms[number])
        try:
            relaxation = TimeRelaxation(
                part, grid, lambda: clock.stopped or clock.elapsed > until, room_costs=rooms[number]
            )
        except StoppedError:
            return
        left = begun + share - clock.elapsed
        relaxation.search(clock, left, partial(raised, number), PATIENCE * share)


def _room_costs(problem: Problem, grid: SlotGrid, clock: SearchClock, seconds: float) -> int:
    """What seats and stability cost at least; 0 where they are free or it would take too long to find out."""
    priced = problem.weights.capacity or (problem.weights.stability and problem.stability)
    if not priced or pairs_of(problem) > MOST_PAIRS:
        return 0
    return RoomCosts(problem, grid).bound(clock, seconds)


def _argument(rooms: list[int]) -> str:
    """In words what a bound rests on; `rooms` is what the seats and stability of every part cost at least."""
    words = [ARGUMENT, ROOMS] if any(rooms) else [ARGUMENT]
    return "; ".join(words) + (f"; in {len(rooms)} parts" if len(rooms) > 1 else "")


def times_of(problem: Problem) -> int:
    """How many times its activities have together."""
    return sum(len(each.times) for each in problem.activities)
