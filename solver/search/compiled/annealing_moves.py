"""Compiled: the moves of annealing: an activity takes another place, or two activities swap theirs.

Moves and two-stage acceptance follow Bellio, Ceschia, Di Gaspero, Schaerf and Urli, "Feature-based tuning of
simulated annealing applied to the curriculum-based course timetabling problem", 2016: a random activity moves
to a random time with random free candidates, or two activities swap their places.
"""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from solver.jit import Memory, compiled
from solver.search.compiled.activity_costs import Costs, held_time, resource_of
from solver.search.compiled.moves import alter, assign, remember, restore
from solver.search.compiled.occupancy import apart, caused, fixed_overflow, loaded, occupy
from solver.search.compiled.plan_fields import activity_count, pick_of, set_scratch_pick, time_of
from solver.search.compiled.random_draws import below, choose, draw_activity, uniform
from solver.search.compiled.rule_fields import hard_unit
from solver.search.compiled.slot_fields import (
    candidate_list,
    find_candidate,
    first_slot,
    may_be_unplaced,
    open_count,
    open_slot,
    open_slots_of,
)
from solver.search.compiled.soft_rules import commit, forget, settle
from solver.search.compiled.time_fields import distinct_time, own_time, time_count

STAY = 0.15
"""Share of moves that change candidates only."""


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
def move(state: Memory, run: Run, limit: float) -> Costs:
    """Try to give one activity another place; the change of hard and soft cost (0, 0 when refused)."""
    a = draw_activity(state)
    n = time_count(state, a)
    was = time_of(state, a)
    t = below(state, n) if n > 0 else -1
    if was >= 0 and uniform(state) < STAY:
        t = was
    elif was >= 0 and may_be_unplaced(state, a) == 1 and uniform(state) < 0.02:
        t = -1
    if (t < 0 and was < 0) or (t == was and open_count(state, a) == 0):
        return 0, 0
    lifted = was >= 0 and t >= 0 and not apart(state, distinct_time(state, a, t), held_time(state, a))
    gone, taken = 0, 0
    if was >= 0:
        gone = occupy(state, a, -1) if lifted else -caused(state, a)
    if t >= 0:
        taken = fixed_overflow(state, a, distinct_time(state, a, t), -1)
    if was >= 0 and taken > 0 and run.weight * (gone + taken) > limit:
        if lifted:
            occupy(state, a, 1)
        return 0, 0
    remember(state, a, 1)
    if t >= 0:
        taken += choose(state, a, t, limit)
    return attempt(state, run, limit, (a, t, lifted, gone, taken))


@compiled
def attempt(state: Memory, run: Run, limit: float, step: tuple[int, int, bool, int, int]) -> Costs:
    """Put an activity at time `t` with the candidates drawn, and back when that costs too much.

    Giving back what it uses, done already when it is `lifted`, changes the overflow by `gone`. What it chose
    adds `taken`, and more only where two of its slots chose one resource: so it is occupied last.
    """
    a, t, lifted, gone, taken = step
    was = time_of(state, a)
    if was < 0 or gone + taken <= 0 or run.weight * (gone + taken) <= limit:
        hard, soft = alter(state, a, t, 0 if t >= 0 else 1)
        if was < 0 or hard + gone + taken <= 0 or run.weight * (hard + gone + taken) <= limit:
            group_hard, group_soft = settle(state)
            hard, soft = hard + group_hard * hard_unit(state), soft + group_soft
            if run.weight * (hard + gone + taken) + soft <= limit:
                if was >= 0 and not lifted:
                    assign(state, a, was, 1)
                    gone = occupy(state, a, -1)
                    assign(state, a, t, 0 if t >= 0 else 1)
                exact = occupy(state, a, 1) if t >= 0 else 0
                if exact == taken or run.weight * (hard + gone + exact) + soft <= limit:
                    commit(state)
                    return hard + gone + exact, soft
                occupy(state, a, -1)
                lifted = was >= 0
        restore(state, a, was, 1)
        forget(state)
    if lifted:
        occupy(state, a, 1)
    return 0, 0


@compiled
def trade(state: Memory, a: int, b: int, row: int) -> None:
    """Write what `a` would choose at the place of `b` into scratch row `row`."""
    mine, theirs = first_slot(state, a), first_slot(state, b)
    for at in open_slots_of(state, a):
        slot = open_slot(state, at)
        k = pick_of(state, slot)
        which = candidate_list(state, slot)
        other = theirs + slot - mine
        if other < first_slot(state, b + 1):
            r = resource_of(state, other)
            found = find_candidate(state, which, r)
            k = found if found >= 0 else k
        set_scratch_pick(state, row, slot - mine, k)


@compiled
def swap(state: Memory, run: Run, limit: float) -> Costs:
    """Try to let two placed activities change places; as `move`."""
    a, b = below(state, activity_count(state)), below(state, activity_count(state))
    was_a, was_b = time_of(state, a), time_of(state, b)
    if a == b or was_a < 0 or was_b < 0:
        return 0, 0
    to_a = own_time(state, a, held_time(state, b))
    to_b = own_time(state, b, held_time(state, a))
    if to_a < 0 or to_b < 0:
        return 0, 0
    if apart(state, held_time(state, a), held_time(state, b)):
        more = fixed_overflow(state, a, held_time(state, b), b)
        if more == 0 or run.weight * more <= limit:
            more += fixed_overflow(state, b, held_time(state, a), a)
        if more > 0 and run.weight * (more - caused(state, a) - caused(state, b)) > limit:
            return 0, 0
    trade(state, a, b, 0)
    trade(state, b, a, 2)
    remember(state, a, 1)
    remember(state, b, 3)
    hard = occupy(state, a, -1) + occupy(state, b, -1)
    hard_a, soft_a = alter(state, a, to_a, 0)
    hard_b, soft_b = alter(state, b, to_b, 2)
    hard, soft = hard + hard_a + hard_b, soft_a + soft_b
    taken = loaded(state, a)
    if hard + taken <= 0 or run.weight * (hard + taken) <= limit:
        taken += loaded(state, b)
    if hard + taken <= 0 or run.weight * (hard + taken) <= limit:
        group_hard, group_soft = settle(state)
        hard, soft = hard + group_hard * hard_unit(state), soft + group_soft
        if run.weight * (hard + taken) + soft <= limit:
            exact = occupy(state, a, 1) + occupy(state, b, 1)
            if exact == taken or run.weight * (hard + exact) + soft <= limit:
                commit(state)
                return hard + exact, soft
            occupy(state, a, -1)
            occupy(state, b, -1)
    restore(state, b, was_b, 3)
    restore(state, a, was_a, 1)
    forget(state)
    occupy(state, a, 1)
    occupy(state, b, 1)
    return 0, 0


@compiled
def probe(state: Memory) -> int:
    """The soft cost that one random move would add; 0 when it breaks more or cannot be made."""
    a = draw_activity(state)
    was = time_of(state, a)
    n = time_count(state, a)
    if was < 0 or n == 0:
        return 0
    remember(state, a, 1)
    hard = occupy(state, a, -1)
    t = below(state, n)
    hard += fixed_overflow(state, a, distinct_time(state, a, t), -1) + choose(state, a, t, inf)
    more_hard, soft = alter(state, a, t, 0)
    group_hard, group_soft = settle(state)
    restore(state, a, was, 1)
    forget(state)
    occupy(state, a, 1)
    return 0 if hard + more_hard + group_hard > 0 else soft + group_soft
