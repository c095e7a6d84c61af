"""Compiled: placing every activity without breaking a hard rule, by ejecting what is in the way.

Nagata and Bräysy, "A powerful route minimization heuristic for the vehicle routing problem with time
windows", 2009 (guided ejection search): an activity without a free place takes the one whose occupants have
been in trouble the least, and they look for another (as in Müller's iterative forward search, 2005). The
plan is partial and breaks no hard rule at any moment.
"""

from __future__ import annotations

from solver.jit import Memory, compiled, pointer
from solver.search.compiled import layout as of
from solver.search.compiled.conflict_statistics import (
    BEST_OUT,
    FIRST,
    FOUND,
    FOUND_COUNT,
    IMPOSSIBLE,
    NEXT,
    OUT,
    PREVIOUS,
    PRICE,
    QUEUE,
    TROUBLE,
    WAITING,
    by_place,
    by_time,
    by_whole,
    shrink,
)
from solver.search.compiled.moves import assign, keep_best, occupy, remember, wanted
from solver.search.compiled.pair_costs import alone, locate, moment, resource_of
from solver.search.compiled.random_draws import below, uniform

DRAWS = 4
"""Draws of candidates per time for an activity that chooses in more than one slot."""

SCANNED = 12
"""Candidates looked at for a free one before a taken one is drawn."""

FREE = 0.7
"""Share of draws that look for a free candidate first."""

GIVE_UP = 100
"""Draws of a place that never was possible after which an activity with many choices is left out."""

WANDER = 8
"""Random moves to free places after every ejection."""


@compiled
def take(m: Memory, s: Memory, a: int) -> None:
    """Let an activity occupy its time and candidates."""
    locate(m, a)
    occupy(m, a, 1)
    for slot in range(m[m[of.SLOT_PTR] + a], m[m[of.SLOT_PTR] + a + 1]):
        r = resource_of(m, slot)
        after = s[s[FIRST] + r]
        s[s[NEXT] + slot], s[s[PREVIOUS] + slot] = after, -1
        if after >= 0:
            s[s[PREVIOUS] + after] = slot
        s[s[FIRST] + r] = slot


@compiled
def leave(m: Memory, s: Memory, a: int) -> None:
    """Let a placed activity give back what it occupies; its time stays written."""
    occupy(m, a, -1)
    for slot in range(m[m[of.SLOT_PTR] + a], m[m[of.SLOT_PTR] + a + 1]):
        before, after = s[s[PREVIOUS] + slot], s[s[NEXT] + slot]
        if before >= 0:
            s[s[NEXT] + before] = after
        else:
            s[s[FIRST] + resource_of(m, slot)] = after
        if after >= 0:
            s[s[PREVIOUS] + after] = before


@compiled
def eject(m: Memory, s: Memory, a: int) -> None:
    """Take a placed activity out; it waits for another place."""
    leave(m, s, a)
    m[m[of.TIME] + a] = -1
    m[m[of.LOC] + a] = -1
    s[OUT] += s[s[PRICE] + a]
    s[s[QUEUE] + s[WAITING]] = a
    s[WAITING] += 1


@compiled
def next_waiting(m: Memory, s: Memory) -> int:
    """Take an activity out of the queue: mostly the last one ejected, sometimes any."""
    at = s[WAITING] - 1
    if uniform(m) < 0.1:
        at = below(m, s[WAITING])
    a = s[s[QUEUE] + at]
    s[WAITING] -= 1
    s[s[QUEUE] + at] = s[s[QUEUE] + s[WAITING]]
    return int(a)


@compiled
def open_slot(m: Memory, a: int) -> int:
    """The one slot in which an activity has a choice; -1 when there is none, -2 when there are more."""
    one = -1
    for slot in range(m[m[of.SLOT_PTR] + a], m[m[of.SLOT_PTR] + a + 1]):
        if candidates(m, slot) > 1:
            if one >= 0:
                return -2
            one = slot
    return one


@compiled
def candidates(m: Memory, slot: int) -> int:
    """How many candidates a slot has."""
    which = m[m[of.SLOT_CLASS] + slot]
    return int(m[m[of.CLASS_PTR] + which + 1] - m[m[of.CLASS_PTR] + which])


@compiled
def draw(m: Memory, a: int) -> None:
    """Random candidates for every slot, new to the activity and at one location; mostly free ones."""
    u, place = moment(m, a), -1
    for slot in range(m[m[of.SLOT_PTR] + a], m[m[of.SLOT_PTR] + a + 1]):
        n = candidates(m, slot)
        start, picky = below(m, n), uniform(m) < FREE
        fallback = start
        for step in range(min(n, SCANNED)):
            m[m[of.PICK] + slot] = (start + step) % n
            here = m[m[of.RES_LOC] + resource_of(m, slot)]
            if (here >= 0 and place >= 0 and here != place) or is_own(m, a, slot):
                continue
            fallback = (start + step) % n
            if not picky or is_free(m, slot, u):
                break
        m[m[of.PICK] + slot] = fallback
        here = m[m[of.RES_LOC] + resource_of(m, slot)]
        place = here if place < 0 else place


@compiled
def is_own(m: Memory, a: int, slot: int) -> bool:
    """Whether an earlier slot of the activity has picked the same resource."""
    used = 0
    for other in range(m[m[of.SLOT_PTR] + a], slot):
        used += resource_of(m, other) == resource_of(m, slot)
    return used > 0


@compiled
def is_free(m: Memory, slot: int, u: int) -> bool:
    """Whether the resource a slot has picked has room for it at a distinct time."""
    r = resource_of(m, slot)
    units = wanted(m, slot, r)
    cells = m[m[of.PATTERN] + u * m[of.PADS] + m[m[of.SLOT_PAD] + slot]]
    for index in range(m[m[of.CELL_PTR] + cells], m[m[of.CELL_PTR] + cells + 1]):
        c = r * m[of.CELLS] + m[m[of.CELL_IDX] + index]
        if units > m[m[of.LEFT] + c]:
            return False
    return True


@compiled
def seek(m: Memory, s: Memory, a: int) -> int:
    """The place of least trouble for a waiting activity: its time, or -1; candidates into scratch row 0.

    Among places of equal trouble the cheapest is taken where nothing is in the way, else any.
    """
    n = m[m[of.TIME_PTR] + a + 1] - m[m[of.TIME_PTR] + a]
    one = open_slot(m, a)
    first, least, cheapest, best, ties = below(m, max(1, n)), IMPOSSIBLE - 1, 0, -1, 0
    for step in range(n):
        t = (first + step) % n
        m[m[of.TIME] + a] = t
        base = by_time(m, s, a, least)
        count = s[FOUND_COUNT]
        tries = candidates(m, one) if one >= 0 else (1 if one == -1 else DRAWS)
        turn = below(m, tries)
        for number in range(tries if base <= least else 0):
            if one >= 0:
                m[m[of.PICK] + one] = (turn + number) % tries
            elif one == -2:
                draw(m, a)
            weight = base + by_place(m, s, a, least - base)
            shrink(s, count)
            if weight > least:
                continue
            cost = alone(m, a)[1] if weight == 0 else 0
            if weight < least or cost < cheapest:
                ties = 0
            elif cost > cheapest:
                continue
            ties += 1
            if uniform(m) * ties < 1.0:
                least, cheapest, best = weight, cost, t
                remember(m, a, 0)
        shrink(s, 0)
    m[m[of.TIME] + a] = -1
    m[m[of.LOC] + a] = -1
    return int(best)


@compiled
def settle_in(m: Memory, s: Memory, a: int, t: int) -> bool:
    """Place a waiting activity at `t` with scratch row 0, ejecting what is in the way; whether any was."""
    assign(m, a, t, 0)
    by_time(m, s, a, IMPOSSIBLE)
    by_place(m, s, a, IMPOSSIBLE)
    ejected = s[FOUND_COUNT] > 0
    while s[FOUND_COUNT] > 0:
        b = s[s[FOUND] + s[FOUND_COUNT] - 1]
        shrink(s, s[FOUND_COUNT] - 1)
        eject(m, s, b)
        heal(m, s, a, b)
    s[OUT] -= s[s[PRICE] + a]
    take(m, s, a)
    return ejected


@compiled
def heal(m: Memory, s: Memory, a: int, b: int) -> None:
    """Note who must go, besides `b`, for rules on the whole that its absence has broken (MaxBreaks)."""
    for at in range(m[m[of.WHOLE_PTR] + b], m[m[of.WHOLE_PTR] + b + 1]):
        by_whole(m, s, a, m[m[of.WHOLE_IDX] + at])


@compiled
def adopt(memory: Memory, state: Memory) -> None:
    """Start from the best plan kept in `m`: place what nothing is in the way of; the others wait."""
    m, s = pointer(memory), pointer(state)
    for at in range(m[of.RESOURCES] * m[of.CELLS]):
        m[m[of.LEFT] + at] = m[m[of.CAP] + at]
    for a in range(m[of.ACTIVITIES]):
        m[m[of.TIME] + a] = m[m[of.LOC] + a] = -1
    for a in range(m[of.ACTIVITIES]):
        if m[m[of.BEST_TIME] + a] >= 0:
            m[m[of.TIME] + a] = m[m[of.BEST_TIME] + a]
            for slot in range(m[m[of.SLOT_PTR] + a], m[m[of.SLOT_PTR] + a + 1]):
                m[m[of.PICK] + slot] = m[m[of.BEST_PICK] + slot]
            fits = by_time(m, s, a, 0) == 0 and by_place(m, s, a, 0) == 0
            shrink(s, 0)
            if fits:
                s[OUT] -= s[s[PRICE] + a]
                take(m, s, a)
                continue
            m[m[of.TIME] + a] = -1
        s[s[QUEUE] + s[WAITING]] = a
        s[WAITING] += 1
    s[BEST_OUT] = s[OUT]
    keep_best(m)


@compiled
def wander(m: Memory, s: Memory) -> None:
    """Move a random placed activity to a random place, if nothing is in the way there."""
    a = below(m, m[of.ACTIVITIES])
    was = m[m[of.TIME] + a]
    if was < 0 or m[m[of.WHOLE_PTR] + a] < m[m[of.WHOLE_PTR] + a + 1]:
        return
    leave(m, s, a)
    remember(m, a, 1)
    m[m[of.TIME] + a] = below(m, m[m[of.TIME_PTR] + a + 1] - m[m[of.TIME_PTR] + a])
    draw(m, a)
    if by_time(m, s, a, 0) > 0 or by_place(m, s, a, 0) > 0:
        assign(m, a, was, 1)
    shrink(s, 0)
    take(m, s, a)


@compiled
def wait_again(m: Memory, s: Memory, a: int) -> None:
    """Put an activity without any place to the front of the queue, if only draws have missed its places."""
    s[s[TROUBLE] + a] += 1
    if open_slot(m, a) == -2 and s[s[TROUBLE] + a] < GIVE_UP:
        s[s[QUEUE] + s[WAITING]] = s[s[QUEUE]]
        s[s[QUEUE]] = a
        s[WAITING] += 1


@compiled
def search(memory: Memory, state: Memory, steps: int) -> int:
    """Make up to `steps` placements; the best plan is kept in `m`. Returns the placements made."""
    m, s = pointer(memory), pointer(state)
    for step in range(steps):
        if s[WAITING] == 0:
            return step
        a = next_waiting(m, s)
        t = seek(m, s, a)
        if t < 0:
            wait_again(m, s, a)
            continue
        if settle_in(m, s, a, t):
            s[s[TROUBLE] + a] += 1
            for _ in range(WANDER):
                wander(m, s)
        if s[OUT] < s[BEST_OUT]:
            s[BEST_OUT] = s[OUT]
            keep_best(m)
    return steps
