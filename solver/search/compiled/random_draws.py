"""Compiled: drawing numbers, activities and candidates at random."""

from __future__ import annotations

import numpy as np

from solver.jit import Memory, compiled
from solver.search.compiled import layout as of
from solver.search.compiled.moves import overflow
from solver.search.compiled.pair_costs import code

SCANNED = 8
"""Candidates looked at for a free one before a taken one is accepted."""


@compiled
def uniform(m: Memory) -> float:
    """A number in [0, 1): xorshift64*, kept in the state so that a seed gives one sequence."""
    x = np.uint64(m[of.RNG])
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    m[of.RNG] = np.int64(x)
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@compiled
def below(m: Memory, n: int) -> int:
    """A whole number in [0, n)."""
    return int(uniform(m) * n)


@compiled
def choose(m: Memory, a: int, t: int, most: float) -> int:
    """Draw candidates for an activity at time `t` into scratch row 0; the overflow of those it could choose.

    The activity must not occupy anything at that time. At another time what it has is kept half the time; at
    its own time one slot changes. What costs over `most` more than what it has is drawn only where no other
    candidate looked at is free.
    """
    u, choices = code(m, a, t), m[m[of.OPEN_PTR] + a + 1] - m[m[of.OPEN_PTR] + a]
    first, total = m[m[of.SLOT_PTR] + a], 0
    stays = t == m[m[of.TIME] + a]
    changed = m[m[of.OPEN_PTR] + a] + below(m, choices) if stays else -1
    for at in range(m[m[of.OPEN_PTR] + a], m[m[of.OPEN_PTR] + a + 1]):
        slot = m[m[of.OPEN_IDX] + at]
        which = m[m[of.SLOT_CLASS] + slot]
        others = m[m[of.CLASS_PTR] + which + 1] - m[m[of.CLASS_PTR] + which] - 1
        has = k = m[m[of.PICK] + slot]
        costs = m[of.CAND_COST] + m[m[of.COST_PTR] + slot]
        added = overflow(m, slot, k, u)
        if at == changed if stays else added > 0 or uniform(m) < 0.5:
            start = below(m, others)
            for step in range(min(others, SCANNED)):
                k = (has + 1 + (start + step) % others) % (others + 1)
                added = overflow(m, slot, k, u)
                if added == 0 and m[costs + k] <= m[costs + has] + most and not twin(m, a, slot, k):
                    break
        m[m[of.PICKS] + 0 * m[of.MOST_SLOTS] + slot - first] = k
        total += added
    return total


@compiled
def twin(m: Memory, a: int, slot: int, k: int) -> bool:
    """Whether an earlier slot of the same need has drawn the same candidate."""
    first = m[m[of.SLOT_PTR] + a]
    for other in range(first, slot if m[m[of.MANY] + a] == 1 else first):
        if (
            m[m[of.SLOT_NEED] + other] == m[m[of.SLOT_NEED] + slot]
            and m[m[of.PICKS] + 0 * m[of.MOST_SLOTS] + other - first] == k
        ):
            return True
    return False


@compiled
def draw_activity(m: Memory) -> int:
    """A random activity, unplaced ones more often."""
    n = m[of.ACTIVITIES]
    start = below(m, n)
    if uniform(m) < 0.02:
        for step in range(n):
            if m[m[of.TIME] + (start + step) % n] < 0:
                return (start + step) % n
    return start
