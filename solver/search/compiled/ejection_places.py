"""Compiled: the place of least trouble for an activity that waits for one."""

from __future__ import annotations

from solver.jit import Memory, compiled
from solver.search.compiled.activity_costs import alone, held_time, resource_of
from solver.search.compiled.conflict_fields import conflict_count
from solver.search.compiled.conflict_statistics import IMPOSSIBLE, by_place, by_time, shrink
from solver.search.compiled.moves import remember
from solver.search.compiled.occupancy import wanted
from solver.search.compiled.plan_fields import capacity_left, set_location, set_pick, set_time
from solver.search.compiled.random_draws import below, uniform
from solver.search.compiled.slot_fields import (
    candidate_count,
    candidate_list,
    first_slot,
    pad_of,
    resource_location,
    slots_of,
)
from solver.search.compiled.time_fields import cell_at, cells_of, padded, time_count

DRAWS = 4
"""Draws of candidates per time for an activity that chooses in more than one slot."""

SCANNED = 12
"""Candidates looked at for a free one before a taken one is drawn."""

FREE = 0.7
"""Share of draws that look for a free candidate first."""


@compiled
def seek(state: Memory, stats: Memory, a: int) -> int:
    """The place of least trouble for a waiting activity: its time, or -1; candidates into scratch row 0.

    Among places of equal trouble the cheapest is taken where nothing is in the way, else any.
    """
    n = time_count(state, a)
    one = only_open_slot(state, a)
    first, least, cheapest, best, ties = below(state, max(1, n)), IMPOSSIBLE - 1, 0, -1, 0
    for step in range(n):
        t = (first + step) % n
        set_time(state, a, t)
        base = by_time(state, stats, a, least)
        count = conflict_count(stats)
        tries = candidates(state, one) if one >= 0 else (1 if one == -1 else DRAWS)
        turn = below(state, tries)
        for number in range(tries if base <= least else 0):
            if one >= 0:
                set_pick(state, one, (turn + number) % tries)
            elif one == -2:
                draw(state, a)
            weight = base + by_place(state, stats, a, least - base)
            shrink(stats, count)
            if weight > least:
                continue
            cost = alone(state, a)[1] if weight == 0 else 0
            if weight < least or cost < cheapest:
                ties = 0
            elif cost > cheapest:
                continue
            ties += 1
            if uniform(state) * ties < 1.0:
                least, cheapest, best = weight, cost, t
                remember(state, a, 0)
        shrink(stats, 0)
    set_time(state, a, -1)
    set_location(state, a, -1)
    return int(best)


@compiled
def only_open_slot(state: Memory, a: int) -> int:
    """The one slot in which an activity has a choice; -1 when there is none, -2 when there are more."""
    one = -1
    for slot in slots_of(state, a):
        if candidates(state, slot) > 1:
            if one >= 0:
                return -2
            one = slot
    return one


@compiled
def candidates(state: Memory, slot: int) -> int:
    """How many candidates a slot has."""
    which = candidate_list(state, slot)
    return int(candidate_count(state, which))


@compiled
def draw(state: Memory, a: int) -> None:
    """Random candidates for every slot, new to the activity and at one location; mostly free ones."""
    u, place = held_time(state, a), -1
    for slot in slots_of(state, a):
        n = candidates(state, slot)
        start, picky = below(state, n), uniform(state) < FREE
        fallback = start
        for step in range(min(n, SCANNED)):
            set_pick(state, slot, (start + step) % n)
            here = resource_location(state, resource_of(state, slot))
            if (here >= 0 and place >= 0 and here != place) or is_own(state, a, slot):
                continue
            fallback = (start + step) % n
            if not picky or is_free(state, slot, u):
                break
        set_pick(state, slot, fallback)
        here = resource_location(state, resource_of(state, slot))
        place = here if place < 0 else place


@compiled
def is_own(state: Memory, a: int, slot: int) -> bool:
    """Whether an earlier slot of the activity has picked the same resource."""
    used = 0
    for other in range(first_slot(state, a), slot):
        used += resource_of(state, other) == resource_of(state, slot)
    return used > 0


@compiled
def is_free(state: Memory, slot: int, u: int) -> bool:
    """Whether the resource a slot has picked has room for it at a distinct time."""
    r = resource_of(state, slot)
    units = wanted(state, slot, r)
    cells = padded(state, u, pad_of(state, slot))
    for index in cells_of(state, cells):
        if units > capacity_left(state, r, cell_at(state, index)):
            return False
    return True
