"""Compiled: what one activity costs by itself and against each other activity, where it is now.

Every function returns broken hard rules (in units of `layout.UNIT` cells) and soft cost.
"""

from __future__ import annotations

from solver.jit import Memory, compiled
from solver.pairs import keeps
from solver.search.compiled import layout as of
from solver.search.compiled.encode_rules import TRAVEL

Costs = tuple[int, int]
SAME_ROOM, DIFFERENT_ROOM, SAME_ATTENDEES = 9, 10, 11


@compiled
def code(m: Memory, a: int, t: int) -> int:
    """The distinct time of an activity's time."""
    return m[m[of.TIME_CODE] + m[m[of.TIME_PTR] + a] + t]


@compiled
def moment(m: Memory, a: int) -> int:
    """The distinct time a placed activity is at."""
    return m[m[of.TIME_CODE] + m[m[of.TIME_PTR] + a] + m[m[of.TIME] + a]]


@compiled
def span(m: Memory, u: int) -> tuple[int, int, int, int]:
    """Days, weeks, first slot and first slot after of a distinct time."""
    first = m[of.QUAD] + 4 * u
    return m[first], m[first + 1], m[first + 2], m[first + 3]


@compiled
def resource_of(m: Memory, slot: int) -> int:
    """The resource a slot has chosen."""
    return m[m[of.CLASS_RES] + m[m[of.CLASS_PTR] + m[m[of.SLOT_CLASS] + slot]] + m[m[of.PICK] + slot]]


@compiled
def locate(m: Memory, a: int) -> None:
    """Set the location of a placed activity: that of its first located resource."""
    m[m[of.LOC] + a] = -1
    for at in range(m[m[of.TOLD_PTR] + a], m[m[of.TOLD_PTR] + a + 1]):
        place = m[m[of.RES_LOC] + resource_of(m, m[m[of.TOLD_IDX] + at])]
        if place >= 0:
            m[m[of.LOC] + a] = place
            return


@compiled
def pins_left(m: Memory, a: int) -> Costs:
    """Pins that the activity has left; an unplaced activity has left its priced pins."""
    hard, soft = 0, 0
    for pin in range(m[m[of.PIN_PTR] + a], m[m[of.PIN_PTR] + a + 1]):
        left = m[m[of.TIME] + a] < 0 or (
            m[m[of.PIN_TIME] + pin] >= 0 and m[m[of.PIN_TIME] + pin] != m[m[of.TIME] + a]
        )
        for want in range(m[m[of.WANT_PTR] + pin], m[m[of.WANT_PTR] + pin + 1]):
            if left:
                break
            left = not _has(m, a, m[m[of.WANT_NEED] + want], m[m[of.WANT_RES] + want])
        if left and m[m[of.PIN_COST] + pin] > 0:
            soft += m[m[of.PIN_COST] + pin]
        elif left and m[m[of.TIME] + a] >= 0:
            hard += 1
    return hard, soft


@compiled
def _has(m: Memory, a: int, need: int, resource: int) -> bool:
    for slot in range(m[m[of.SLOT_PTR] + a], m[m[of.SLOT_PTR] + a + 1]):
        if m[m[of.SLOT_NEED] + slot] == need and resource_of(m, slot) == resource:
            return True
    return False


@compiled
def alone(m: Memory, a: int) -> Costs:
    """What the activity costs by itself: time, candidates, seats, pins, being unplaced; spread or doubled."""
    hard, soft = pins_left(m, a)
    if m[m[of.TIME] + a] < 0:
        return hard + m[m[of.DROP_HARD] + a], soft + m[m[of.DROP_SOFT] + a]
    soft += m[m[of.TIME_COST] + m[m[of.TIME_PTR] + a] + m[m[of.TIME] + a]]
    for at in range(m[m[of.TOLD_PTR] + a], m[m[of.TOLD_PTR] + a + 1]):
        slot = m[m[of.TOLD_IDX] + at]
        soft += m[m[of.CAND_COST] + m[m[of.COST_PTR] + slot] + m[m[of.PICK] + slot]]
        place = m[m[of.RES_LOC] + resource_of(m, slot)]
        if place >= 0 and place != m[m[of.LOC] + a]:
            hard += 1
    return hard + _doubled(m, a), soft


@compiled
def _doubled(m: Memory, a: int) -> int:
    """Pairs of slots of one need that have chosen the same resource."""
    found = 0
    if m[m[of.MANY] + a] == 0:
        return found
    for slot in range(m[m[of.SLOT_PTR] + a], m[m[of.SLOT_PTR] + a + 1]):
        for twin in range(m[m[of.SLOT_PTR] + a], slot):
            if (
                m[m[of.SLOT_NEED] + twin] == m[m[of.SLOT_NEED] + slot]
                and m[m[of.PICK] + twin] == m[m[of.PICK] + slot]
            ):
                found += 1
    return found


@compiled
def rooms_keep(m: Memory, kind: int, role: int, pair: tuple[int, int]) -> bool:
    """SameRoom and DifferentRoom on the resources of a role."""
    a, b = pair
    seen, missing, common = False, False, False
    for mine in range(m[m[of.SLOT_PTR] + a], m[m[of.SLOT_PTR] + a + 1]):
        if m[m[of.SLOT_ROLE] + mine] != role:
            continue
        found, any_other = False, False
        for other in range(m[m[of.SLOT_PTR] + b], m[m[of.SLOT_PTR] + b + 1]):
            if m[m[of.SLOT_ROLE] + other] == role:
                any_other = True
                if resource_of(m, other) == resource_of(m, mine):
                    found = True
        seen = seen or any_other
        common = common or found
        missing = missing or (any_other and not found)
    if kind == DIFFERENT_ROOM:
        return not common
    return not seen or not missing


@compiled
def pair_broken(m: Memory, at: int, pair: tuple[int, int]) -> bool:
    """Whether entry `at` of the relations is broken by its two placed activities (in the rule's order)."""
    a, b = pair
    kind = m[m[of.PAIR_KIND] + at]
    x, y = span(m, moment(m, a)), span(m, moment(m, b))
    if kind in (TRAVEL, SAME_ATTENDEES):
        slots = 0
        if m[m[of.LOC] + a] >= 0 and m[m[of.LOC] + b] >= 0:
            slots = m[m[of.DIST] + m[m[of.LOC] + a] * m[of.LOCATIONS] + m[m[of.LOC] + b]]
        if kind == SAME_ATTENDEES:
            return not keeps(kind, slots, x, y)
        if slots == 0 or keeps(SAME_ATTENDEES, slots, x, y):
            return False
        r = m[m[of.PAIR_LIMIT] + at]
        return uses(m, a, r) and uses(m, b, r)
    if kind in (SAME_ROOM, DIFFERENT_ROOM):
        # The sets have the same size in almost every problem; where not, each must hold the other.
        role = m[m[of.PAIR_ROLE] + at]
        if not rooms_keep(m, kind, role, (a, b)):
            return True
        return not rooms_keep(m, kind, role, (b, a))
    return not keeps(kind, m[m[of.PAIR_LIMIT] + at], x, y)


@compiled
def uses(m: Memory, a: int, resource: int) -> bool:
    """Whether a placed activity has chosen the resource for any need."""
    for slot in range(m[m[of.SLOT_PTR] + a], m[m[of.SLOT_PTR] + a + 1]):
        if resource_of(m, slot) == resource:
            return True
    return False


@compiled
def against_others(m: Memory, a: int) -> Costs:
    """What the activity's rules on pairs cost."""
    hard, soft = 0, 0
    if m[m[of.TIME] + a] < 0:
        return hard, soft
    for at in range(m[m[of.PAIR_PTR] + a], m[m[of.PAIR_PTR] + a + 1]):
        b = m[m[of.PAIR_OTHER] + at]
        if m[m[of.TIME] + b] < 0:
            continue
        pair = (a, b) if m[m[of.PAIR_FIRST] + at] == 1 else (b, a)
        if pair_broken(m, at, pair):
            if m[m[of.PAIR_COST] + at] > 0:
                soft += m[m[of.PAIR_COST] + at]
            else:
                hard += 1
    return hard, soft
