"""Compiled: the cells of resources that activities take, and where more is taken than there is."""

from __future__ import annotations

from solver.jit import Memory, compiled
from solver.search.compiled.activity_costs import held_time, resource_of, uses
from solver.search.compiled.plan_fields import (
    add_overflow_total,
    capacity,
    capacity_left,
    overflow_total,
    pick_of,
    set_capacity_left,
)
from solver.search.compiled.slot_fields import (
    candidate,
    candidate_list,
    cell_count,
    fixed_slot,
    fixed_slots_of,
    pad_of,
    resource_count,
    slots_of,
    units_asked,
    units_of,
)
from solver.search.compiled.time_fields import cell_at, cells_of, most_pad, padded, pattern_of


@compiled
def wanted(state: Memory, slot: int, r: int) -> int:
    """Units a slot takes of a resource."""
    return units_asked(state, slot) if units_asked(state, slot) > 0 else units_of(state, r)


@compiled
def occupy(state: Memory, a: int, sign: int) -> int:
    """Take (`sign` 1) or give back (-1) what a placed activity uses; the change of overflow in cells."""
    u = held_time(state, a)
    change = 0
    for slot in slots_of(state, a):
        r = resource_of(state, slot)
        units = sign * wanted(state, slot, r)
        cells = padded(state, u, pad_of(state, slot))
        for index in cells_of(state, cells):
            c = cell_at(state, index)
            before = capacity_left(state, r, c)
            left = before - units
            change += max(0, -left) - max(0, -before)
            set_capacity_left(state, r, c, left)
    add_overflow_total(state, change)
    return change


@compiled
def overflow(state: Memory, slot: int, k: int, u: int) -> int:
    """Cells of overflow that candidate `k` would add to its resource at time `u`."""
    r = candidate(state, candidate_list(state, slot), k)
    units = wanted(state, slot, r)
    cells = padded(state, u, pad_of(state, slot))
    added = 0
    for index in cells_of(state, cells):
        left = capacity_left(state, r, cell_at(state, index))
        added += max(0, units - left) - max(0, -left)
    return added


@compiled
def loaded(state: Memory, a: int) -> int:
    """Cells of overflow that a lifted activity would add where it is put, each slot counted by itself."""
    u, added = held_time(state, a), 0
    for slot in slots_of(state, a):
        added += overflow(state, slot, pick_of(state, slot), u)
    return added


@compiled
def caused(state: Memory, a: int) -> int:
    """Cells of overflow that would go if a placed activity gave back what it uses."""
    u, gone = held_time(state, a), 0
    if overflow_total(state) == 0:
        return gone
    for slot in slots_of(state, a):
        r = resource_of(state, slot)
        units = wanted(state, slot, r)
        cells = padded(state, u, pad_of(state, slot))
        for index in cells_of(state, cells):
            left = capacity_left(state, r, cell_at(state, index))
            gone += max(0, -left) - max(0, -left - units)
    return gone


@compiled
def apart(state: Memory, u: int, v: int) -> bool:
    """Whether two distinct times share no cell, whatever the padding."""
    days, weeks, start, end = pattern_of(state, u)
    other_days, other_weeks, other_start, other_end = pattern_of(state, v)
    if days & other_days == 0 or weeks & other_weeks == 0:
        return True
    return start >= other_end + most_pad(state) or other_start >= end + most_pad(state)


@compiled
def fixed_overflow(state: Memory, a: int, u: int, leaving: int) -> int:
    """Cells of overflow that the fixed resources of `a` would add at time `u`.

    True where `a` uses none of them then: it is lifted, or placed apart from `u`. Resources of activity
    `leaving` (-1: none), which would go from there, are passed over.
    """
    added = 0
    for at in fixed_slots_of(state, a):
        slot = fixed_slot(state, at)
        more = overflow(state, slot, 0, u)
        if more > 0 and (leaving < 0 or not uses(state, leaving, resource_of(state, slot))):
            added += more
    return added


@compiled
def empty_resources(state: Memory) -> None:
    """Let every resource have all its units left in every cell."""
    for r in range(resource_count(state)):
        for c in range(cell_count(state)):
            set_capacity_left(state, r, c, capacity(state, r, c))
