"""Compiled: simulated annealing over times and candidates, hard rules weighed, incumbent kept.

Moves and two-stage acceptance follow Bellio, Ceschia, Di Gaspero, Schaerf and Urli, "Feature-based tuning of
simulated annealing applied to the curriculum-based course timetabling problem", 2016: a random activity moves
to a random time with random free candidates, or two activities swap their places.
"""

from __future__ import annotations

from math import exp, inf, log
from typing import NamedTuple

from solver.jit import Memory, compiled, pointer
from solver.search.compiled import layout as of
from solver.search.compiled.moves import (
    alter,
    apart,
    assign,
    caused,
    fixed_overflow,
    keep_best,
    loaded,
    occupy,
    remember,
    restore,
)
from solver.search.compiled.pair_costs import code, moment
from solver.search.compiled.random_draws import below, choose, draw_activity, uniform
from solver.search.compiled.soft_rules import Costs, commit, forget, settle

SWAP, STAY = 0.4, 0.15
"""Shares of moves that swap two activities, and that change candidates only."""


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
    if (t < 0 and was < 0) or (t == was and m[m[of.OPEN_PTR] + a] == m[m[of.OPEN_PTR] + a + 1]):
        return 0, 0
    lifted = was >= 0 and t >= 0 and not apart(m, code(m, a, t), moment(m, a))
    gone, taken = 0, 0
    if was >= 0:
        gone = occupy(m, a, -1) if lifted else -caused(m, a)
    if t >= 0:
        taken = fixed_overflow(m, a, code(m, a, t), -1)
    if was >= 0 and taken > 0 and run.weight * (gone + taken) > limit:
        if lifted:
            occupy(m, a, 1)
        return 0, 0
    remember(m, a, 1)
    if t >= 0:
        taken += choose(m, a, t, limit)
    return attempt(m, run, limit, (a, t, lifted, gone, taken))


@compiled
def attempt(m: Memory, run: Run, limit: float, step: tuple[int, int, bool, int, int]) -> Costs:
    """Put an activity at time `t` with the candidates drawn, and back when that costs too much.

    Giving back what it uses, done already when it is `lifted`, changes the overflow by `gone`. What it chose
    adds `taken`, and more only where two of its slots chose one resource: so it is occupied last.
    """
    a, t, lifted, gone, taken = step
    was = m[m[of.TIME] + a]
    if was < 0 or gone + taken <= 0 or run.weight * (gone + taken) <= limit:
        hard, soft = alter(m, a, t, 0 if t >= 0 else 1)
        if was < 0 or hard + gone + taken <= 0 or run.weight * (hard + gone + taken) <= limit:
            group_hard, group_soft = settle(m)
            hard, soft = hard + group_hard * m[of.UNIT], soft + group_soft
            if run.weight * (hard + gone + taken) + soft <= limit:
                if was >= 0 and not lifted:
                    assign(m, a, was, 1)
                    gone = occupy(m, a, -1)
                    assign(m, a, t, 0 if t >= 0 else 1)
                exact = occupy(m, a, 1) if t >= 0 else 0
                if exact == taken or run.weight * (hard + gone + exact) + soft <= limit:
                    commit(m)
                    return hard + gone + exact, soft
                occupy(m, a, -1)
                lifted = was >= 0
        restore(m, a, was, 1)
        forget(m)
    if lifted:
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
    if apart(m, moment(m, a), moment(m, b)):
        more = fixed_overflow(m, a, moment(m, b), b)
        if more == 0 or run.weight * more <= limit:
            more += fixed_overflow(m, b, moment(m, a), a)
        if more > 0 and run.weight * (more - caused(m, a) - caused(m, b)) > limit:
            return 0, 0
    trade(m, a, b, 0)
    trade(m, b, a, 2)
    remember(m, a, 1)
    remember(m, b, 3)
    hard = occupy(m, a, -1) + occupy(m, b, -1)
    hard_a, soft_a = alter(m, a, to_a, 0)
    hard_b, soft_b = alter(m, b, to_b, 2)
    hard, soft = hard + hard_a + hard_b, soft_a + soft_b
    taken = loaded(m, a)
    if hard + taken <= 0 or run.weight * (hard + taken) <= limit:
        taken += loaded(m, b)
    if hard + taken <= 0 or run.weight * (hard + taken) <= limit:
        group_hard, group_soft = settle(m)
        hard, soft = hard + group_hard * m[of.UNIT], soft + group_soft
        if run.weight * (hard + taken) + soft <= limit:
            exact = occupy(m, a, 1) + occupy(m, b, 1)
            if exact == taken or run.weight * (hard + exact) + soft <= limit:
                commit(m)
                return hard + exact, soft
            occupy(m, a, -1)
            occupy(m, b, -1)
    restore(m, b, was_b, 3)
    restore(m, a, was_a, 1)
    forget(m)
    occupy(m, a, 1)
    occupy(m, b, 1)
    return 0, 0


@compiled
def anneal(memory: Memory, run: Run, moves: int) -> Run:
    """Make `moves` moves; the plan, its cost and the best plan are where `layout` says."""
    m = pointer(memory)
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
def sample(memory: Memory, moves: int) -> tuple[float, float]:
    """Mean and least soft cost that random moves would add without breaking more; (0, 0) when none would.

    Nothing is accepted: a limit below every change makes `move` and `swap` put everything back.
    """
    m = pointer(memory)
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
    hard += fixed_overflow(m, a, code(m, a, t), -1) + choose(m, a, t, inf)
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
