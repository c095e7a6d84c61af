"""Compiled: what one activity costs against each other activity, where it is now.

Costs are broken hard rules (in units of `layout.UNIT` cells) and soft cost.
"""

from __future__ import annotations

from solver.jit import Memory, compiled
from solver.pairs import DIFFERENT_ROOM, SAME_ATTENDEES, SAME_ROOM, keeps
from solver.search.compiled.activity_costs import Costs, held_time, resource_of, uses
from solver.search.compiled.encode_rules import TRAVEL
from solver.search.compiled.plan_fields import location_of, time_of
from solver.search.compiled.rule_fields import (
    pair_cost,
    pair_first,
    pair_kind,
    pair_limit,
    pair_other,
    pair_role,
    pairs_of,
)
from solver.search.compiled.slot_fields import role_of, slots_of, travel_slots
from solver.search.compiled.time_fields import pattern_of


@compiled
def rooms_keep(state: Memory, kind: int, role: int, pair: tuple[int, int]) -> bool:
    """SameRoom and DifferentRoom on the resources of a role."""
    a, b = pair
    seen, missing, common = False, False, False
    for mine in slots_of(state, a):
        if role_of(state, mine) != role:
            continue
        found, any_other = False, False
        for other in slots_of(state, b):
            if role_of(state, other) == role:
                any_other = True
                if resource_of(state, other) == resource_of(state, mine):
                    found = True
        seen = seen or any_other
        common = common or found
        missing = missing or (any_other and not found)
    if kind == DIFFERENT_ROOM:
        return not common
    return not seen or not missing


@compiled
def pair_broken(state: Memory, at: int, pair: tuple[int, int]) -> bool:
    """Whether entry `at` of the relations is broken by its two placed activities (in the rule's order)."""
    a, b = pair
    kind = pair_kind(state, at)
    x, y = pattern_of(state, held_time(state, a)), pattern_of(state, held_time(state, b))
    if kind in (TRAVEL, SAME_ATTENDEES):
        slots = 0
        if location_of(state, a) >= 0 and location_of(state, b) >= 0:
            slots = travel_slots(state, location_of(state, a), location_of(state, b))
        if kind == SAME_ATTENDEES:
            return not keeps(kind, slots, x, y)
        if slots == 0 or keeps(SAME_ATTENDEES, slots, x, y):
            return False
        r = pair_limit(state, at)
        return uses(state, a, r) and uses(state, b, r)
    if kind in (SAME_ROOM, DIFFERENT_ROOM):
        # The sets have the same size in almost every problem; where not, each must hold the other.
        role = pair_role(state, at)
        if not rooms_keep(state, kind, role, (a, b)):
            return True
        return not rooms_keep(state, kind, role, (b, a))
    return not keeps(kind, pair_limit(state, at), x, y)


@compiled
def against_others(state: Memory, a: int) -> Costs:
    """What the activity's rules on pairs cost."""
    hard, soft = 0, 0
    if time_of(state, a) < 0:
        return hard, soft
    for at in pairs_of(state, a):
        b = pair_other(state, at)
        if time_of(state, b) < 0:
            continue
        pair = (a, b) if pair_first(state, at) == 1 else (b, a)
        if pair_broken(state, at, pair):
            if pair_cost(state, at) > 0:
                soft += pair_cost(state, at)
            else:
                hard += 1
    return hard, soft
