"""Compiled: moving one activity, with the change of hard and soft cost, and taking a move back."""

from __future__ import annotations

from solver.jit import Memory, compiled, pointer
from solver.search.compiled import layout as of
from solver.search.compiled.pair_costs import against_others, alone, locate, moment, resource_of, span, uses
from solver.search.compiled.soft_rules import Costs, commit, count, forget, settle


@compiled
def wanted(m: Memory, slot: int, r: int) -> int:
    """Units a slot takes of a resource."""
    return m[m[of.SLOT_UNITS] + slot] if m[m[of.SLOT_UNITS] + slot] > 0 else m[m[of.RES_UNITS] + r]


@compiled
def occupy(m: Memory, a: int, sign: int) -> int:
    """Take (`sign` 1) or give back (-1) what a placed activity uses; the change of overflow in cells."""
    u = moment(m, a)
    change = 0
    for slot in range(m[m[of.SLOT_PTR] + a], m[m[of.SLOT_PTR] + a + 1]):
        r = resource_of(m, slot)
        units = sign * wanted(m, slot, r)
        cells = m[m[of.PATTERN] + u * m[of.PADS] + m[m[of.SLOT_PAD] + slot]]
        for index in range(m[m[of.CELL_PTR] + cells], m[m[of.CELL_PTR] + cells + 1]):
            at = m[of.LEFT] + r * m[of.CELLS] + m[m[of.CELL_IDX] + index]
            left = m[at] - units
            change += max(0, -left) - max(0, -m[at])
            m[at] = left
    m[of.OVERFLOW] += change
    return change


@compiled
def overflow(m: Memory, slot: int, k: int, u: int) -> int:
    """Cells of overflow that candidate `k` would add to its resource at time `u`."""
    r = m[m[of.CLASS_RES] + m[m[of.CLASS_PTR] + m[m[of.SLOT_CLASS] + slot]] + k]
    units = wanted(m, slot, r)
    cells = m[m[of.PATTERN] + u * m[of.PADS] + m[m[of.SLOT_PAD] + slot]]
    added = 0
    for index in range(m[m[of.CELL_PTR] + cells], m[m[of.CELL_PTR] + cells + 1]):
        left = m[m[of.LEFT] + r * m[of.CELLS] + m[m[of.CELL_IDX] + index]]
        added += max(0, units - left) - max(0, -left)
    return added


@compiled
def loaded(m: Memory, a: int) -> int:
    """Cells of overflow that a lifted activity would add where it is put, each slot counted by itself."""
    u, added = moment(m, a), 0
    for slot in range(m[m[of.SLOT_PTR] + a], m[m[of.SLOT_PTR] + a + 1]):
        added += overflow(m, slot, m[m[of.PICK] + slot], u)
    return added


@compiled
def caused(m: Memory, a: int) -> int:
    """Cells of overflow that would go if a placed activity gave back what it uses."""
    u, gone = moment(m, a), 0
    if m[of.OVERFLOW] == 0:
        return gone
    for slot in range(m[m[of.SLOT_PTR] + a], m[m[of.SLOT_PTR] + a + 1]):
        r = resource_of(m, slot)
        units = wanted(m, slot, r)
        cells = m[m[of.PATTERN] + u * m[of.PADS] + m[m[of.SLOT_PAD] + slot]]
        for index in range(m[m[of.CELL_PTR] + cells], m[m[of.CELL_PTR] + cells + 1]):
            left = m[m[of.LEFT] + r * m[of.CELLS] + m[m[of.CELL_IDX] + index]]
            gone += max(0, -left) - max(0, -left - units)
    return gone


@compiled
def apart(m: Memory, u: int, v: int) -> bool:
    """Whether two distinct times share no cell, whatever the padding."""
    days, weeks, start, end = span(m, u)
    other_days, other_weeks, other_start, other_end = span(m, v)
    if days & other_days == 0 or weeks & other_weeks == 0:
        return True
    return start >= other_end + m[of.MOST_PAD] or other_start >= end + m[of.MOST_PAD]


@compiled
def fixed_overflow(m: Memory, a: int, u: int, leaving: int) -> int:
    """Cells of overflow that the fixed resources of `a` would add at time `u`.

    True where `a` uses none of them then: it is lifted, or placed apart from `u`. Resources of activity
    `leaving` (-1: none), which would go from there, are passed over.
    """
    added = 0
    for at in range(m[m[of.FIXED_PTR] + a], m[m[of.FIXED_PTR] + a + 1]):
        slot = m[m[of.FIXED_IDX] + at]
        more = overflow(m, slot, 0, u)
        if more > 0 and (leaving < 0 or not uses(m, leaving, resource_of(m, slot))):
            added += more
    return added


@compiled
def alter(m: Memory, a: int, t: int, row: int) -> Costs:
    """Give an activity time `t` (-1: none) and the candidates in scratch row `row`, without occupying.

    Returns the change of hard (in cells) and soft cost of what it costs alone and against others; groups are
    counted and touched but not priced.
    """
    hard_alone, soft_alone = alone(m, a)
    hard_pairs, soft_pairs = against_others(m, a)
    if m[m[of.TIME] + a] >= 0:
        count(m, a, -1)
    assign(m, a, t, row)
    if t >= 0:
        count(m, a, 1)
    hard, soft = alone(m, a)
    more_hard, more_soft = against_others(m, a)
    hard += more_hard - hard_alone - hard_pairs
    soft += more_soft - soft_alone - soft_pairs
    return hard * m[of.UNIT], soft


@compiled
def assign(m: Memory, a: int, t: int, row: int) -> None:
    """Set time, candidates and location of an activity."""
    m[m[of.TIME] + a] = t
    row_at = m[of.PICKS] + row * m[of.MOST_SLOTS] - m[m[of.SLOT_PTR] + a]
    for at in range(m[m[of.OPEN_PTR] + a], m[m[of.OPEN_PTR] + a + 1]):
        slot = m[m[of.OPEN_IDX] + at]
        m[m[of.PICK] + slot] = m[row_at + slot]
    if t >= 0:
        locate(m, a)
    else:
        m[m[of.LOC] + a] = -1


@compiled
def remember(m: Memory, a: int, row: int) -> None:
    """Copy an activity's candidates into a scratch row."""
    row_at = m[of.PICKS] + row * m[of.MOST_SLOTS] - m[m[of.SLOT_PTR] + a]
    for at in range(m[m[of.OPEN_PTR] + a], m[m[of.OPEN_PTR] + a + 1]):
        slot = m[m[of.OPEN_IDX] + at]
        m[row_at + slot] = m[m[of.PICK] + slot]


@compiled
def restore(m: Memory, a: int, t: int, row: int) -> None:
    """Put an altered activity back to time `t` and scratch row `row`, counters included, not occupying."""
    if m[m[of.TIME] + a] >= 0:
        count(m, a, -1)
    assign(m, a, t, row)
    if t >= 0:
        count(m, a, 1)


@compiled
def keep_best(memory: Memory) -> None:
    """Copy the plan to where the best is kept."""
    m = pointer(memory)
    for a in range(m[of.ACTIVITIES]):
        m[m[of.BEST_TIME] + a] = m[m[of.TIME] + a]
    for slot in range(m[m[of.SLOT_PTR] + m[of.ACTIVITIES]]):
        m[m[of.BEST_PICK] + slot] = m[m[of.PICK] + slot]


@compiled
def rebuild(memory: Memory) -> Costs:
    """Count everything anew from times and candidates; the whole hard (in cells) and soft cost."""
    m = pointer(memory)
    for at in range(m[of.BUSY], m[of.FRESH]):
        m[at] = 0
    for at in range(m[of.RESOURCES] * m[of.CELLS]):
        m[m[of.LEFT] + at] = m[m[of.CAP] + at]
    forget(m)
    m[of.OVERFLOW] = 0
    hard, soft, pair_hard, pair_soft = 0, 0, 0, 0
    for a in range(m[of.ACTIVITIES]):
        if m[m[of.TIME] + a] >= 0:
            locate(m, a)
            hard += occupy(m, a, 1)
            count(m, a, 1)
        else:
            m[m[of.LOC] + a] = -1
    touch_all(m)
    group_hard, group_soft = settle(m)
    commit(m)
    for a in range(m[of.ACTIVITIES]):
        own_hard, own_soft = alone(m, a)
        hard, soft = hard + own_hard * m[of.UNIT], soft + own_soft
        own_hard, own_soft = against_others(m, a)
        pair_hard, pair_soft = pair_hard + own_hard, pair_soft + own_soft
    hard += (pair_hard // 2 + group_hard) * m[of.UNIT]
    return hard, soft + pair_soft // 2 + group_soft


@compiled
def touch_all(m: Memory) -> None:
    """Touch every group."""
    for group in range(m[of.GROUPS]):
        m[m[of.MARK] + group] = 1
        m[m[of.TOUCHED] + group] = group
    m[of.TOUCHED_COUNT] = m[of.GROUPS]
