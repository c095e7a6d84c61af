"""Compiled: which placed activities are in the way of another one, and how much trouble they have had.

They break a hard rule with it at the time and candidates it has been given. `found` notes them; the sum of
their trouble is what guides `ejection`.
"""

from __future__ import annotations

from solver.jit import Memory, compiled
from solver.search.compiled import layout as of
from solver.search.compiled.encode_rules import TRAVEL
from solver.search.compiled.moves import wanted
from solver.search.compiled.pair_costs import (
    DIFFERENT_ROOM,
    SAME_ATTENDEES,
    SAME_ROOM,
    alone,
    locate,
    moment,
    pair_broken,
    resource_of,
    span,
)
from solver.search.compiled.soft_rules import MAX_DAY_LOAD, MAX_DAYS, whole

IMPOSSIBLE = 1 << 40
"""Weight of a place that an activity can never have."""

# The second array: numbers, then where lists begin, as in `layout`. WAITING counts the activities in QUEUE,
# which look for a place; FOUND_COUNT those in FOUND, which are in the way of the place looked at; OUT and
# BEST_OUT are what the plan and the best plan leave out, in prices.
NUMBERS = 4
WAITING, FOUND_COUNT, OUT, BEST_OUT = range(NUMBERS)
(
    # a -> how often it was in trouble, the price of leaving it out, 1 while it is in FOUND.
    TROUBLE,
    PRICE,
    MARKED,
    QUEUE,
    FOUND,
    # r -> first slot that uses it or -1; slot -> next and previous user, its activity.
    FIRST,
    NEXT,
    PREVIOUS,
    OWNER,
    # pad -> slots before and after.
    BEFORE,
    AFTER,
) = range(NUMBERS, NUMBERS + 11)
HEAD = NUMBERS + 11


@compiled
def found(s: Memory, b: int) -> int:
    """Note that an activity is in the way; its trouble, 0 when it was noted before."""
    if s[s[MARKED] + b] == 1:
        return 0
    s[s[MARKED] + b] = 1
    s[s[FOUND] + s[FOUND_COUNT]] = b
    s[FOUND_COUNT] += 1
    return s[s[TROUBLE] + b]


@compiled
def shrink(s: Memory, count: int) -> None:
    """Forget the activities in the way but the first `count`."""
    while s[FOUND_COUNT] > count:
        s[FOUND_COUNT] -= 1
        s[s[MARKED] + s[s[FOUND] + s[FOUND_COUNT]]] = 0


@compiled
def by_time(m: Memory, s: Memory, a: int, limit: int) -> int:
    """Trouble of those that break a rule with the time of `a`, wherever it is; stops above `limit`."""
    weight = 0
    m[m[of.LOC] + a] = -1
    for at in range(m[m[of.PAIR_PTR] + a], m[m[of.PAIR_PTR] + a + 1]):
        kind, b = m[m[of.PAIR_KIND] + at], m[m[of.PAIR_OTHER] + at]
        if kind in (SAME_ROOM, DIFFERENT_ROOM, TRAVEL) or m[m[of.PAIR_COST] + at] > 0:
            continue
        if m[m[of.TIME] + b] >= 0 and s[s[MARKED] + b] == 0:
            pair = (a, b) if m[m[of.PAIR_FIRST] + at] == 1 else (b, a)
            if pair_broken(m, at, pair):
                weight += found(s, b)
                if weight > limit:
                    return weight
    return weight


@compiled
def by_place(m: Memory, s: Memory, a: int, limit: int) -> int:
    """Further trouble of the activities in the way of `a` at its time and candidates; stops above `limit`."""
    locate(m, a)
    if alone(m, a)[0] > 0:
        return IMPOSSIBLE
    weight = 0
    for slot in range(m[m[of.SLOT_PTR] + a], m[m[of.SLOT_PTR] + a + 1]):
        weight += by_resource(m, s, a, slot)
        if weight > limit:
            return weight
    for at in range(m[m[of.PAIR_PTR] + a], m[m[of.PAIR_PTR] + a + 1]):
        kind, b = m[m[of.PAIR_KIND] + at], m[m[of.PAIR_OTHER] + at]
        if kind not in (SAME_ROOM, DIFFERENT_ROOM, TRAVEL, SAME_ATTENDEES) or m[m[of.PAIR_COST] + at] > 0:
            continue
        if m[m[of.TIME] + b] >= 0 and s[s[MARKED] + b] == 0:
            pair = (a, b) if m[m[of.PAIR_FIRST] + at] == 1 else (b, a)
            if pair_broken(m, at, pair):
                weight += found(s, b)
                if weight > limit:
                    return weight
    for at in range(m[m[of.WHOLE_PTR] + a], m[m[of.WHOLE_PTR] + a + 1]):
        weight += by_whole(m, s, a, m[m[of.WHOLE_IDX] + at])
    return weight


@compiled
def by_resource(m: Memory, s: Memory, a: int, slot: int) -> int:
    """Trouble of the users of a slot's resource that must go for it: few, and the least troubled."""
    r, u = resource_of(m, slot), moment(m, a)
    units = wanted(m, slot, r)
    for other in range(m[m[of.SLOT_PTR] + a], slot):
        units += wanted(m, other, r) if resource_of(m, other) == r else 0
    cells = m[m[of.PATTERN] + u * m[of.PADS] + m[m[of.SLOT_PAD] + slot]]
    full = False
    for index in range(m[m[of.CELL_PTR] + cells], m[m[of.CELL_PTR] + cells + 1]):
        c = r * m[of.CELLS] + m[m[of.CELL_IDX] + index]
        if units > m[m[of.CAP] + c]:
            return IMPOSSIBLE
        full = full or units > m[m[of.LEFT] + c]
    weight, user = 0, s[s[FIRST] + r] if full else -1
    if full and units < m[m[of.RES_UNITS] + r]:
        for index in range(m[m[of.CELL_PTR] + cells], m[m[of.CELL_PTR] + cells + 1]):
            weight += by_cell(m, s, (slot, u, r, m[m[of.CELL_IDX] + index]), units)
        return weight
    while user >= 0:
        b = s[s[OWNER] + user]
        if s[s[MARKED] + b] == 0 and meets(m, s, slot, user, (u, moment(m, b))):
            weight += found(s, b)
        user = s[s[NEXT] + user]
    return weight


@compiled
def by_cell(m: Memory, s: Memory, where: tuple[int, int, int, int], units: int) -> int:
    """Trouble of the users that must go from one cell of a resource so that a slot's units fit."""
    slot, u, r, c = where
    weight = 0
    while True:
        over = units - m[m[of.LEFT] + r * m[of.CELLS] + c]
        best, user = -1, s[s[FIRST] + r] if over > 0 else -1
        while user >= 0:
            b = s[s[OWNER] + user]
            if meets(m, s, slot, user, (u, moment(m, b))) and covers(m, user, moment(m, b), c):
                if s[s[MARKED] + b] == 1:
                    over -= wanted(m, user, r)
                elif best < 0 or s[s[TROUBLE] + b] < s[s[TROUBLE] + best]:
                    best = b
            user = s[s[NEXT] + user]
        if over <= 0 or best < 0:
            return weight
        weight += found(s, best)


@compiled
def covers(m: Memory, slot: int, u: int, c: int) -> bool:
    """Whether a slot held at a distinct time takes a cell."""
    cells = m[m[of.PATTERN] + u * m[of.PADS] + m[m[of.SLOT_PAD] + slot]]
    for index in range(m[m[of.CELL_PTR] + cells], m[m[of.CELL_PTR] + cells + 1]):
        if m[m[of.CELL_IDX] + index] == c:
            return True
    return False


@compiled
def meets(m: Memory, s: Memory, slot: int, user: int, times: tuple[int, int]) -> bool:
    """Whether two slots meet, set-up and tear-down included, when held at two distinct times."""
    a, b = span(m, times[0]), span(m, times[1])
    if a[0] & b[0] == 0 or a[1] & b[1] == 0:
        return False
    mine, theirs = m[m[of.SLOT_PAD] + slot], m[m[of.SLOT_PAD] + user]
    return (
        a[2] - s[s[BEFORE] + mine] < b[3] + s[s[AFTER] + theirs]
        and b[2] - s[s[BEFORE] + theirs] < a[3] + s[s[AFTER] + mine]
    )


@compiled
def by_whole(m: Memory, s: Memory, a: int, rule: int) -> int:
    """Trouble of the member whose absence heals a hard rule on the whole, of all when none alone does."""
    if m[m[of.WHOLE_COST] + rule] != 0 or whole(m, rule) == 0:
        return 0
    if a >= 0 and breaks_alone(m, a, rule):
        return IMPOSSIBLE
    best, least = -1, IMPOSSIBLE
    for at in range(m[m[of.MEMBER_PTR] + rule], m[m[of.MEMBER_PTR] + rule + 1]):
        b = m[m[of.MEMBER_IDX] + at]
        was = m[m[of.TIME] + b]
        if b == a or was < 0:
            continue
        m[m[of.TIME] + b] = -1
        trouble = 0 if s[s[MARKED] + b] == 1 else s[s[TROUBLE] + b]
        if trouble < least and whole(m, rule) == 0:
            best, least = b, trouble
        m[m[of.TIME] + b] = was
    if best >= 0:
        return found(s, best)
    weight = 0
    for at in range(m[m[of.MEMBER_PTR] + rule], m[m[of.MEMBER_PTR] + rule + 1]):
        b = m[m[of.MEMBER_IDX] + at]
        if b != a and m[m[of.TIME] + b] >= 0:
            weight += found(s, b)
    return weight


@compiled
def breaks_alone(m: Memory, a: int, rule: int) -> bool:
    """Whether an activity exceeds a rule on the whole without any other member."""
    days, _, start, end = span(m, moment(m, a))
    kind, limit = m[m[of.WHOLE_KIND] + rule], m[m[of.WHOLE_LIMITS] + rule * 2]
    if kind == MAX_DAYS:
        while days and limit >= 0:
            days &= days - 1
            limit -= 1
        return bool(limit < 0)
    return bool(kind == MAX_DAY_LOAD and end - start > limit)
