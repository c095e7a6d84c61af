"""Compiled: placing every activity without breaking a hard rule, by ejecting what is in the way.

Nagata and Bräysy, "A powerful route minimization heuristic for the vehicle routing problem with time
windows", 2009 (guided ejection search): an activity without a free place takes the one whose occupants have
been in trouble the least, and they look for another (as in Müller's iterative forward search, 2005). The
plan is partial and breaks no hard rule at any held_time.
"""

from __future__ import annotations

from solver.jit import Memory, compiled, pointer
from solver.search.compiled.activity_costs import locate, resource_of
from solver.search.compiled.conflict_fields import (
    add_left_out,
    add_trouble,
    add_waiting_count,
    best_left_out,
    conflict_at,
    conflict_count,
    first_user,
    left_out,
    next_user,
    previous_user,
    price_of,
    set_best_left_out,
    set_first_user,
    set_next_user,
    set_previous_user,
    set_waiting_at,
    trouble_of,
    waiting_at,
    waiting_count,
)
from solver.search.compiled.conflict_statistics import IMPOSSIBLE, by_place, by_time, by_whole, shrink
from solver.search.compiled.ejection_places import draw, only_open_slot, seek
from solver.search.compiled.moves import assign, keep_best, remember
from solver.search.compiled.occupancy import empty_resources, occupy
from solver.search.compiled.plan_fields import (
    activity_count,
    best_pick,
    best_time,
    set_location,
    set_pick,
    set_time,
    time_of,
)
from solver.search.compiled.random_draws import below, uniform
from solver.search.compiled.rule_fields import whole_rule, wholes_count, wholes_of
from solver.search.compiled.slot_fields import slots_of
from solver.search.compiled.time_fields import time_count

GIVE_UP = 100
"""Draws of a place that never was possible after which an activity with many choices is left out."""

PERTURBATIONS = 8
"""Random moves to free places after every ejection."""


@compiled
def search(memory: Memory, statistics: Memory, steps: int) -> int:
    """Make up to `steps` placements; the best plan is kept in `state`. Returns the placements made."""
    state, stats = pointer(memory), pointer(statistics)
    for step in range(steps):
        if waiting_count(stats) == 0:
            return step
        a = next_waiting(state, stats)
        t = seek(state, stats, a)
        if t < 0:
            wait_again(state, stats, a)
            continue
        if settle_in(state, stats, a, t):
            add_trouble(stats, a, 1)
            for _ in range(PERTURBATIONS):
                perturb(state, stats)
        if left_out(stats) < best_left_out(stats):
            set_best_left_out(stats, left_out(stats))
            keep_best(state)
    return steps


@compiled
def next_waiting(state: Memory, stats: Memory) -> int:
    """Take an activity out of the queue: mostly the last one ejected, sometimes any."""
    at = waiting_count(stats) - 1
    if uniform(state) < 0.1:
        at = below(state, waiting_count(stats))
    a = waiting_at(stats, at)
    add_waiting_count(stats, -1)
    set_waiting_at(stats, at, waiting_at(stats, waiting_count(stats)))
    return int(a)


@compiled
def settle_in(state: Memory, stats: Memory, a: int, t: int) -> bool:
    """Place a waiting activity at `t` with scratch row 0, ejecting what is in the way; whether any was."""
    assign(state, a, t, 0)
    by_time(state, stats, a, IMPOSSIBLE)
    by_place(state, stats, a, IMPOSSIBLE)
    ejected = conflict_count(stats) > 0
    while conflict_count(stats) > 0:
        b = conflict_at(stats, conflict_count(stats) - 1)
        shrink(stats, conflict_count(stats) - 1)
        eject(state, stats, b)
        heal(state, stats, a, b)
    add_left_out(stats, -price_of(stats, a))
    take(state, stats, a)
    return ejected


@compiled
def heal(state: Memory, stats: Memory, a: int, b: int) -> None:
    """Note who must go, besides `b`, for rules on the whole that its absence has broken (MaxBreaks)."""
    for at in wholes_of(state, b):
        by_whole(state, stats, a, whole_rule(state, at))


@compiled
def perturb(state: Memory, stats: Memory) -> None:
    """Move a random placed activity to a random place, if nothing is in the way there."""
    a = below(state, activity_count(state))
    was = time_of(state, a)
    if was < 0 or wholes_count(state, a) > 0:
        return
    leave(state, stats, a)
    remember(state, a, 1)
    set_time(state, a, below(state, time_count(state, a)))
    draw(state, a)
    if by_time(state, stats, a, 0) > 0 or by_place(state, stats, a, 0) > 0:
        assign(state, a, was, 1)
    shrink(stats, 0)
    take(state, stats, a)


@compiled
def wait_again(state: Memory, stats: Memory, a: int) -> None:
    """Put an activity without any place to the front of the queue, if only draws have missed its places."""
    add_trouble(stats, a, 1)
    if only_open_slot(state, a) == -2 and trouble_of(stats, a) < GIVE_UP:
        set_waiting_at(stats, waiting_count(stats), waiting_at(stats, 0))
        set_waiting_at(stats, 0, a)
        add_waiting_count(stats, 1)


@compiled
def adopt(memory: Memory, statistics: Memory) -> None:
    """Start from the best plan kept in `state`: place what nothing is in the way of; the others wait."""
    state, stats = pointer(memory), pointer(statistics)
    empty_resources(state)
    for a in range(activity_count(state)):
        set_time(state, a, -1)
        set_location(state, a, -1)
    for a in range(activity_count(state)):
        if best_time(state, a) >= 0:
            set_time(state, a, best_time(state, a))
            for slot in slots_of(state, a):
                set_pick(state, slot, best_pick(state, slot))
            fits = by_time(state, stats, a, 0) == 0 and by_place(state, stats, a, 0) == 0
            shrink(stats, 0)
            if fits:
                add_left_out(stats, -price_of(stats, a))
                take(state, stats, a)
                continue
            set_time(state, a, -1)
        set_waiting_at(stats, waiting_count(stats), a)
        add_waiting_count(stats, 1)
    set_best_left_out(stats, left_out(stats))
    keep_best(state)


@compiled
def take(state: Memory, stats: Memory, a: int) -> None:
    """Let an activity occupy its time and candidates."""
    locate(state, a)
    occupy(state, a, 1)
    for slot in slots_of(state, a):
        r = resource_of(state, slot)
        after = first_user(stats, r)
        set_next_user(stats, slot, after)
        set_previous_user(stats, slot, -1)
        if after >= 0:
            set_previous_user(stats, after, slot)
        set_first_user(stats, r, slot)


@compiled
def leave(state: Memory, stats: Memory, a: int) -> None:
    """Let a placed activity give back what it occupies; its time stays written."""
    occupy(state, a, -1)
    for slot in slots_of(state, a):
        before, after = previous_user(stats, slot), next_user(stats, slot)
        if before >= 0:
            set_next_user(stats, before, after)
        else:
            set_first_user(stats, resource_of(state, slot), after)
        if after >= 0:
            set_previous_user(stats, after, before)


@compiled
def eject(state: Memory, stats: Memory, a: int) -> None:
    """Take a placed activity out; it waits for another place."""
    leave(state, stats, a)
    set_time(state, a, -1)
    set_location(state, a, -1)
    add_left_out(stats, price_of(stats, a))
    set_waiting_at(stats, waiting_count(stats), a)
    add_waiting_count(stats, 1)
