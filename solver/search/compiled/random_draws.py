"""Compiled: drawing numbers, activities and candidates at random."""

from __future__ import annotations

import numpy as np

from solver.jit import Memory, compiled
from solver.search.compiled.occupancy import overflow
from solver.search.compiled.plan_fields import (
    activity_count,
    pick_of,
    random_word,
    scratch_pick,
    set_random_word,
    set_scratch_pick,
    time_of,
)
from solver.search.compiled.slot_fields import (
    asks_several,
    candidate_cost,
    candidate_count,
    candidate_list,
    first_open,
    first_slot,
    need_of,
    open_count,
    open_slot,
    open_slots_of,
)
from solver.search.compiled.time_fields import distinct_time

SCANNED = 8
"""Candidates looked at for a free one before a taken one is accepted."""


@compiled
def uniform(state: Memory) -> float:
    """A number in [0, 1): xorshift64*, kept in the state so that a seed gives one sequence."""
    x = np.uint64(random_word(state))
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    set_random_word(state, int(np.int64(x)))
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@compiled
def below(state: Memory, n: int) -> int:
    """A whole number in [0, n)."""
    return int(uniform(state) * n)


@compiled
def choose(state: Memory, a: int, t: int, most: float) -> int:
    """Draw candidates for an activity at time `t` into scratch row 0; the overflow of those it could choose.

    The activity must not occupy anything at that time. At another time what it has is kept half the time; at
    its own time one slot changes. What costs over `most` more than what it has is drawn only where no other
    candidate looked at is free.
    """
    u, choices = distinct_time(state, a, t), open_count(state, a)
    first, total = first_slot(state, a), 0
    stays = t == time_of(state, a)
    changed = first_open(state, a) + below(state, choices) if stays else -1
    for at in open_slots_of(state, a):
        slot = open_slot(state, at)
        which = candidate_list(state, slot)
        others = candidate_count(state, which) - 1
        has = k = pick_of(state, slot)
        added = overflow(state, slot, k, u)
        if at == changed if stays else added > 0 or uniform(state) < 0.5:
            start, dearest = below(state, others), candidate_cost(state, slot, has) + most
            for step in range(min(others, SCANNED)):
                k = (has + 1 + (start + step) % others) % (others + 1)
                added = overflow(state, slot, k, u)
                if added == 0 and candidate_cost(state, slot, k) <= dearest and not twin(state, a, slot, k):
                    break
        set_scratch_pick(state, 0, slot - first, k)
        total += added
    return total


@compiled
def twin(state: Memory, a: int, slot: int, k: int) -> bool:
    """Whether an earlier slot of the same need has drawn the same candidate."""
    first = first_slot(state, a)
    for other in range(first, slot if asks_several(state, a) == 1 else first):
        if need_of(state, other) == need_of(state, slot) and scratch_pick(state, 0, other - first) == k:
            return True
    return False


@compiled
def draw_activity(state: Memory) -> int:
    """A random activity, unplaced ones more often."""
    n = activity_count(state)
    start = below(state, n)
    if uniform(state) < 0.02:
        for step in range(n):
            if time_of(state, (start + step) % n) < 0:
                return (start + step) % n
    return start
