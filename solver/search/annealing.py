"""Compiled: simulated annealing over times and candidates, hard rules weighed, incumbent kept.

Moves and two-stage acceptance follow Bellio, Ceschia, Di Gaspero, Schaerf and Urli, "Feature-based tuning of
simulated annealing applied to the curriculum-based course timetabling problem", 2016: a random activity moves
to a random time with random free candidates, or two activities swap their places.
"""

from __future__ import annotations

from math import exp, log
from typing import NamedTuple

import numpy as np

from solver.compiled import Memory, compiled
from solver.search import layout as of
from solver.search.groups import Costs, commit, forget, settle
from solver.search.moves import alter, blocked, caused, occupy, overflow, remember, restore
from solver.search.relating import code, moment

SWAP, STAY = 0.4, 0.15
"""Shares of moves that swap two activities, and that change candidates only."""

SCANNED = 8
"""Candidates looked at for a free one before a taken one is accepted."""


class Run(NamedTuple):
    """Where a run stands: hard and soft cost of the state and of its best plan, and the search's settings."""

    hard: int
    soft: int
    best_hard: int
    best_soft: int
    temperature: float
    cooling: float  # factor per move
    weight: float  # of a cell of broken hard rules


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
def choose(m: Memory, a: int, t: int) -> int:
    """Draw candidates for an activity at time `t` into scratch row 0; the overflow they add.

    The activity must not occupy anything at the moment. What it has is kept half the time.
    """
    u = code(m, a, t)
    first, total = m[m[of.SLOT_PTR] + a], 0
    for at in range(m[m[of.FIXED_PTR] + a], m[m[of.FIXED_PTR] + a + 1]):
        total += overflow(m, m[m[of.FIXED_IDX] + at], 0, u)
    for at in range(m[m[of.OPEN_PTR] + a], m[m[of.OPEN_PTR] + a + 1]):
        slot = m[m[of.OPEN_IDX] + at]
        which = m[m[of.SLOT_CLASS] + slot]
        n = m[m[of.CLASS_PTR] + which + 1] - m[m[of.CLASS_PTR] + which]
        k = m[m[of.PICK] + slot]
        added = overflow(m, slot, k, u)
        if added > 0 or uniform(m) < 0.5:
            start = below(m, n)
            for step in range(min(n, SCANNED)):
                k = (start + step) % n
                added = overflow(m, slot, k, u)
                if added == 0 and not twin(m, a, slot, k):
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


@compiled
def move(m: Memory, run: Run, limit: float) -> Costs:
    """Try to give one activity another place; the change of hard and soft cost (0, 0 when refused)."""
    a = draw_activity(m)
    n = m[m[of.TIME_PTR] + a + 1] - m[m[of.TIME_PTR] + a]
    was = m[m[of.TIME] + a]
    t = below(m, n) if n > 0 else -1
    if was >= 0 and uniform(m) < STAY:
        t = was
    elif was >= 0 and m[m[of.DROPPABLE] + a] == 1 and uniform(m) < 0.02:
        t = -1
    if t < 0 and was < 0:
        return 0, 0
    if t >= 0 and was >= 0 and t != was:
        more = blocked(m, a, code(m, a, t), -1)
        if more > 0 and run.weight * more > limit and run.weight * (more - caused(m, a)) > limit:
            return 0, 0
    remember(m, a, 1)
    hard = occupy(m, a, -1) if was >= 0 else 0
    row = 1
    if t >= 0:
        row = 0
        taken = choose(m, a, t)
        if was >= 0 and hard + taken > 0 and run.weight * (hard + taken) > limit:
            occupy(m, a, 1)
            return 0, 0
    return attempt(m, run, limit, (a, t, row, hard))


@compiled
def attempt(m: Memory, run: Run, limit: float, step: tuple[int, int, int, int]) -> Costs:
    """Put a lifted activity at time `t` with the candidates of a row, and back when that costs too much."""
    a, t, row, hard = step
    was = m[m[of.TIME] + a]
    more_hard, soft = alter(m, a, t, row)
    hard += more_hard
    if t >= 0:
        hard += occupy(m, a, 1)
    if was < 0 or hard <= 0 or run.weight * hard <= limit:
        group_hard, group_soft = settle(m)
        hard, soft = hard + group_hard * m[of.UNIT], soft + group_soft
        if run.weight * hard + soft <= limit:
            commit(m)
            return hard, soft
    if t >= 0:
        occupy(m, a, -1)
    restore(m, a, was, 1)
    forget(m)
    if was >= 0:
        occupy(m, a, 1)
    return 0, 0


@compiled
def trade(m: Memory, a: int, b: int, row: int) -> None:
    """Write what `a` would choose at the place of `b` into scratch row `row`."""
    mine, theirs = m[m[of.SLOT_PTR] + a], m[m[of.SLOT_PTR] + b]
    for at in range(m[m[of.OPEN_PTR] + a], m[m[of.OPEN_PTR] + a + 1]):
        slot = m[m[of.OPEN_IDX] + at]
        k = m[m[of.PICK] + slot]
        which = m[m[of.SLOT_CLASS] + slot]
        other = theirs + slot - mine
        if other < m[m[of.SLOT_PTR] + b + 1]:
            r = m[m[of.CLASS_RES] + m[m[of.CLASS_PTR] + m[m[of.SLOT_CLASS] + other]] + m[m[of.PICK] + other]]
            found = m[m[of.FIND_CAND] + which * m[of.RESOURCES] + r]
            k = found if found >= 0 else k
        m[m[of.PICKS] + row * m[of.MOST_SLOTS] + slot - mine] = k


@compiled
def swap(m: Memory, run: Run, limit: float) -> Costs:
    """Try to let two placed activities change places; as `move`."""
    a, b = below(m, m[of.ACTIVITIES]), below(m, m[of.ACTIVITIES])
    was_a, was_b = m[m[of.TIME] + a], m[m[of.TIME] + b]
    if a == b or was_a < 0 or was_b < 0:
        return 0, 0
    to_a = m[m[of.FIND_TIME] + a * m[of.TIMES] + moment(m, b)]
    to_b = m[m[of.FIND_TIME] + b * m[of.TIMES] + moment(m, a)]
    if to_a < 0 or to_b < 0:
        return 0, 0
    more = blocked(m, a, moment(m, b), b)
    if more == 0 or run.weight * more <= limit:
        more += blocked(m, b, moment(m, a), a)
    if more > 0 and run.weight * more > limit and run.weight * (more - caused(m, a) - caused(m, b)) > limit:
        return 0, 0
    trade(m, a, b, 0)
    trade(m, b, a, 2)
    remember(m, a, 1)
    remember(m, b, 3)
    hard = occupy(m, a, -1) + occupy(m, b, -1)
    hard_a, soft_a = alter(m, a, to_a, 0)
    hard_b, soft_b = alter(m, b, to_b, 2)
    hard += hard_a + hard_b + occupy(m, a, 1) + occupy(m, b, 1)
    soft = soft_a + soft_b
    if hard <= 0 or run.weight * hard <= limit:
        group_hard, group_soft = settle(m)
        hard, soft = hard + group_hard * m[of.UNIT], soft + group_soft
        if run.weight * hard + soft <= limit:
            commit(m)
            return hard, soft
    occupy(m, a, -1)
    occupy(m, b, -1)
    restore(m, b, was_b, 3)
    restore(m, a, was_a, 1)
    forget(m)
    occupy(m, a, 1)
    occupy(m, b, 1)
    return 0, 0


@compiled
def keep_best(m: Memory) -> None:
    """Copy the plan to where the best is kept."""
    for a in range(m[of.ACTIVITIES]):
        m[m[of.BEST_TIME] + a] = m[m[of.TIME] + a]
    for slot in range(m[m[of.SLOT_PTR] + m[of.ACTIVITIES]]):
        m[m[of.BEST_PICK] + slot] = m[m[of.PICK] + slot]


@compiled
def anneal(m: Memory, run: Run, moves: int) -> Run:
    """Make `moves` moves; the plan, its cost and the best plan are where `layout` says."""
    hard, soft = run.hard, run.soft
    best_hard, best_soft = run.best_hard, run.best_soft
    temperature = run.temperature
    for _ in range(moves if m[of.ACTIVITIES] else 0):
        limit = -temperature * log(1.0 - uniform(m))
        if uniform(m) < SWAP:
            more_hard, more_soft = swap(m, run, limit)
        else:
            more_hard, more_soft = move(m, run, limit)
        hard, soft = hard + more_hard, soft + more_soft
        temperature *= run.cooling
        if hard < best_hard or (hard == best_hard and soft < best_soft):
            best_hard, best_soft = hard, soft
            keep_best(m)
    m[of.HARD], m[of.SOFT] = hard, soft
    return Run(hard, soft, best_hard, best_soft, temperature, run.cooling, run.weight)


@compiled
def sample(m: Memory, moves: int) -> tuple[float, float]:
    """Mean and least soft cost that random moves would add without breaking more; (0, 0) when none would.

    Nothing is accepted: a limit below every change makes `move` and `swap` put everything back.
    """
    total, least, seen = 0.0, 0.0, 0
    for _ in range(moves if m[of.ACTIVITIES] else 0):
        soft = probe(m)
        if soft > 0:
            total, seen = total + soft, seen + 1
            least = float(soft) if seen == 1 else min(least, float(soft))
    return (total / seen, least) if seen else (0.0, 0.0)


@compiled
def probe(m: Memory) -> int:
    """The soft cost that one random move would add; 0 when it breaks more or cannot be made."""
    a = draw_activity(m)
    was = m[m[of.TIME] + a]
    n = m[m[of.TIME_PTR] + a + 1] - m[m[of.TIME_PTR] + a]
    if was < 0 or n == 0:
        return 0
    remember(m, a, 1)
    hard = occupy(m, a, -1)
    t = below(m, n)
    hard += choose(m, a, t)
    more_hard, soft = alter(m, a, t, 0)
    group_hard, group_soft = settle(m)
    restore(m, a, was, 1)
    forget(m)
    occupy(m, a, 1)
    return 0 if hard + more_hard + group_hard > 0 else soft + group_soft


@compiled
def cooling_factor(start: float, end: float, moves: float) -> float:
    """The factor per move that takes the temperature from `start` to `end` in `moves` moves."""
    return exp(log(end / start) / max(1.0, moves))
