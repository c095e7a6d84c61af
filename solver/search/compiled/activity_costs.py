"""Compiled: where an activity is, what it uses, and what it costs by itself.

Costs are broken hard rules (in units of `layout.UNIT` cells) and soft cost.
"""

from __future__ import annotations

from solver.jit import Memory, compiled
from solver.search.compiled.plan_fields import location_of, pick_of, set_location, time_of
from solver.search.compiled.rule_fields import (
    pin_cost,
    pin_time,
    pinned_need,
    pinned_of,
    pinned_resource,
    pins_of,
)
from solver.search.compiled.slot_fields import (
    asks_several,
    candidate,
    candidate_cost,
    candidate_list,
    first_slot,
    need_of,
    priced_slot,
    priced_slots_of,
    resource_location,
    slots_of,
    unplaced_hard,
    unplaced_soft,
)
from solver.search.compiled.time_fields import distinct_time, time_cost

Costs = tuple[int, int]


@compiled
def held_time(state: Memory, a: int) -> int:
    """The distinct time a placed activity is at."""
    return distinct_time(state, a, time_of(state, a))


@compiled
def resource_of(state: Memory, slot: int) -> int:
    """The resource a slot has chosen."""
    return candidate(state, candidate_list(state, slot), pick_of(state, slot))


@compiled
def locate(state: Memory, a: int) -> None:
    """Set the location of a placed activity: that of its first located resource."""
    set_location(state, a, -1)
    for at in priced_slots_of(state, a):
        place = resource_location(state, resource_of(state, priced_slot(state, at)))
        if place >= 0:
            set_location(state, a, place)
            return


@compiled
def uses(state: Memory, a: int, resource: int) -> bool:
    """Whether a placed activity has chosen the resource for any need."""
    for slot in slots_of(state, a):
        if resource_of(state, slot) == resource:
            return True
    return False


@compiled
def alone(state: Memory, a: int) -> Costs:
    """What the activity costs by itself: time, candidates, seats, pins, being unplaced; spread or doubled."""
    hard, soft = pins_left(state, a)
    if time_of(state, a) < 0:
        return hard + unplaced_hard(state, a), soft + unplaced_soft(state, a)
    soft += time_cost(state, a, time_of(state, a))
    for at in priced_slots_of(state, a):
        slot = priced_slot(state, at)
        soft += candidate_cost(state, slot, pick_of(state, slot))
        place = resource_location(state, resource_of(state, slot))
        if place >= 0 and place != location_of(state, a):
            hard += 1
    return hard + _doubled(state, a), soft


@compiled
def pins_left(state: Memory, a: int) -> Costs:
    """Pins that the activity has left; an unplaced activity has left its priced pins."""
    hard, soft = 0, 0
    for pin in pins_of(state, a):
        left = time_of(state, a) < 0 or (
            pin_time(state, pin) >= 0 and pin_time(state, pin) != time_of(state, a)
        )
        for want in pinned_of(state, pin):
            if left:
                break
            left = not _has(state, a, pinned_need(state, want), pinned_resource(state, want))
        if left and pin_cost(state, pin) > 0:
            soft += pin_cost(state, pin)
        elif left and time_of(state, a) >= 0:
            hard += 1
    return hard, soft


@compiled
def _has(state: Memory, a: int, need: int, resource: int) -> bool:
    for slot in slots_of(state, a):
        if need_of(state, slot) == need and resource_of(state, slot) == resource:
            return True
    return False


@compiled
def _doubled(state: Memory, a: int) -> int:
    """Pairs of slots of one need that have chosen the same resource."""
    found = 0
    if asks_several(state, a) == 0:
        return found
    for slot in slots_of(state, a):
        for twin in range(first_slot(state, a), slot):
            if need_of(state, twin) == need_of(state, slot) and pick_of(state, twin) == pick_of(state, slot):
                found += 1
    return found
