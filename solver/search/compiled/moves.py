"""Compiled: moving one activity, with the change of hard and soft cost, and taking a move back."""

from __future__ import annotations

from solver.jit import Memory, compiled, pointer
from solver.search.compiled.activity_costs import Costs, alone, locate
from solver.search.compiled.counter_fields import (
    clear_counters,
    set_touched,
    set_touched_at,
    set_touched_count,
)
from solver.search.compiled.occupancy import empty_resources, occupy
from solver.search.compiled.pair_costs import against_others
from solver.search.compiled.plan_fields import (
    activity_count,
    pick_of,
    scratch_pick,
    set_best_pick,
    set_best_time,
    set_location,
    set_overflow_total,
    set_pick,
    set_scratch_pick,
    set_time,
    time_of,
)
from solver.search.compiled.rule_fields import group_count, hard_unit
from solver.search.compiled.slot_fields import first_slot, open_slot, open_slots_of
from solver.search.compiled.soft_rules import commit, count, forget, settle


@compiled
def alter(state: Memory, a: int, t: int, row: int) -> Costs:
    """Give an activity time `t` (-1: none) and the candidates in scratch row `row`, without occupying.

    Returns the change of hard (in cells) and soft cost of what it costs alone and against others; groups are
    counted and touched but not priced.
    """
    hard_alone, soft_alone = alone(state, a)
    hard_pairs, soft_pairs = against_others(state, a)
    if time_of(state, a) >= 0:
        count(state, a, -1)
    assign(state, a, t, row)
    if t >= 0:
        count(state, a, 1)
    hard, soft = alone(state, a)
    more_hard, more_soft = against_others(state, a)
    hard += more_hard - hard_alone - hard_pairs
    soft += more_soft - soft_alone - soft_pairs
    return hard * hard_unit(state), soft


@compiled
def assign(state: Memory, a: int, t: int, row: int) -> None:
    """Set time, candidates and location of an activity."""
    set_time(state, a, t)
    first = first_slot(state, a)
    for at in open_slots_of(state, a):
        slot = open_slot(state, at)
        set_pick(state, slot, scratch_pick(state, row, slot - first))
    if t >= 0:
        locate(state, a)
    else:
        set_location(state, a, -1)


@compiled
def remember(state: Memory, a: int, row: int) -> None:
    """Copy an activity's candidates into a scratch row."""
    first = first_slot(state, a)
    for at in open_slots_of(state, a):
        slot = open_slot(state, at)
        set_scratch_pick(state, row, slot - first, pick_of(state, slot))


@compiled
def restore(state: Memory, a: int, t: int, row: int) -> None:
    """Put an altered activity back to time `t` and scratch row `row`, counters included, not occupying."""
    if time_of(state, a) >= 0:
        count(state, a, -1)
    assign(state, a, t, row)
    if t >= 0:
        count(state, a, 1)


@compiled
def keep_best(memory: Memory) -> None:
    """Copy the plan to where the best is kept."""
    state = pointer(memory)
    for a in range(activity_count(state)):
        set_best_time(state, a, time_of(state, a))
    for slot in range(first_slot(state, activity_count(state))):
        set_best_pick(state, slot, pick_of(state, slot))


@compiled
def rebuild(memory: Memory) -> Costs:
    """Count everything anew from times and candidates; the whole hard (in cells) and soft cost."""
    state = pointer(memory)
    clear_counters(state)
    empty_resources(state)
    forget(state)
    set_overflow_total(state, 0)
    hard, soft, pair_hard, pair_soft = 0, 0, 0, 0
    for a in range(activity_count(state)):
        if time_of(state, a) >= 0:
            locate(state, a)
            hard += occupy(state, a, 1)
            count(state, a, 1)
        else:
            set_location(state, a, -1)
    touch_all(state)
    group_hard, group_soft = settle(state)
    commit(state)
    for a in range(activity_count(state)):
        own_hard, own_soft = alone(state, a)
        hard, soft = hard + own_hard * hard_unit(state), soft + own_soft
        own_hard, own_soft = against_others(state, a)
        pair_hard, pair_soft = pair_hard + own_hard, pair_soft + own_soft
    hard += (pair_hard // 2 + group_hard) * hard_unit(state)
    return hard, soft + pair_soft // 2 + group_soft


@compiled
def touch_all(state: Memory) -> None:
    """Touch every group."""
    for group in range(group_count(state)):
        set_touched(state, group, 1)
        set_touched_at(state, group, group)
    set_touched_count(state, group_count(state))
