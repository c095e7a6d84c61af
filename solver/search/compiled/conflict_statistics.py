"""Compiled: which placed activities are in the way of another one, and how much trouble they have had.

They break a hard rule with it at the time and candidates it has been given. `note_conflict` notes them; the
sum of their trouble is what guides `ejection`.
"""

from __future__ import annotations

from solver.jit import Memory, compiled
from solver.pairs import DIFFERENT_ROOM, MAX_DAY_LOAD, MAX_DAYS, SAME_ATTENDEES, SAME_ROOM
from solver.search.compiled.activity_costs import alone, held_time, locate, resource_of
from solver.search.compiled.conflict_fields import (
    add_conflict_count,
    conflict_at,
    conflict_count,
    first_user,
    in_conflict,
    next_user,
    owner_of,
    pad_after,
    pad_before,
    set_conflict_at,
    set_in_conflict,
    trouble_of,
)
from solver.search.compiled.encode_rules import TRAVEL
from solver.search.compiled.occupancy import wanted
from solver.search.compiled.pair_costs import pair_broken
from solver.search.compiled.plan_fields import capacity, capacity_left, set_location, set_time, time_of
from solver.search.compiled.rule_fields import (
    member,
    members_of,
    pair_cost,
    pair_first,
    pair_kind,
    pair_other,
    pairs_of,
    whole_cost,
    whole_kind,
    whole_limit,
    whole_rule,
    wholes_of,
)
from solver.search.compiled.slot_fields import first_slot, pad_of, slots_of, units_of
from solver.search.compiled.time_fields import cell_at, cells_of, padded, pattern_of
from solver.search.compiled.whole_rules import whole

IMPOSSIBLE = 1 << 40
"""Weight of a place that an activity can never have."""


@compiled
def note_conflict(stats: Memory, b: int) -> int:
    """Note that an activity is in the way; its trouble, 0 when it was noted before."""
    if in_conflict(stats, b) == 1:
        return 0
    set_in_conflict(stats, b, 1)
    set_conflict_at(stats, conflict_count(stats), b)
    add_conflict_count(stats, 1)
    return trouble_of(stats, b)


@compiled
def shrink(stats: Memory, count: int) -> None:
    """Forget the activities in the way but the first `count`."""
    while conflict_count(stats) > count:
        add_conflict_count(stats, -1)
        set_in_conflict(stats, conflict_at(stats, conflict_count(stats)), 0)


@compiled
def by_time(state: Memory, stats: Memory, a: int, limit: int) -> int:
    """Trouble of those that break a rule with the time of `a`, wherever it is; stops above `limit`."""
    weight = 0
    set_location(state, a, -1)
    for at in pairs_of(state, a):
        kind, b = pair_kind(state, at), pair_other(state, at)
        if kind in (SAME_ROOM, DIFFERENT_ROOM, TRAVEL) or pair_cost(state, at) > 0:
            continue
        if time_of(state, b) >= 0 and in_conflict(stats, b) == 0:
            pair = (a, b) if pair_first(state, at) == 1 else (b, a)
            if pair_broken(state, at, pair):
                weight += note_conflict(stats, b)
                if weight > limit:
                    return weight
    return weight


@compiled
def by_place(state: Memory, stats: Memory, a: int, limit: int) -> int:
    """Further trouble of the activities in the way of `a` at its time and candidates; stops above `limit`."""
    locate(state, a)
    if alone(state, a)[0] > 0:
        return IMPOSSIBLE
    weight = 0
    for slot in slots_of(state, a):
        weight += by_resource(state, stats, a, slot)
        if weight > limit:
            return weight
    for at in pairs_of(state, a):
        kind, b = pair_kind(state, at), pair_other(state, at)
        if kind not in (SAME_ROOM, DIFFERENT_ROOM, TRAVEL, SAME_ATTENDEES) or pair_cost(state, at) > 0:
            continue
        if time_of(state, b) >= 0 and in_conflict(stats, b) == 0:
            pair = (a, b) if pair_first(state, at) == 1 else (b, a)
            if pair_broken(state, at, pair):
                weight += note_conflict(stats, b)
                if weight > limit:
                    return weight
    for at in wholes_of(state, a):
        weight += by_whole(state, stats, a, whole_rule(state, at))
    return weight


@compiled
def by_resource(state: Memory, stats: Memory, a: int, slot: int) -> int:
    """Trouble of the users of a slot's resource that must go for it: few, and the least troubled."""
    r, u = resource_of(state, slot), held_time(state, a)
    units = wanted(state, slot, r)
    for other in range(first_slot(state, a), slot):
        units += wanted(state, other, r) if resource_of(state, other) == r else 0
    cells = padded(state, u, pad_of(state, slot))
    full = False
    for index in cells_of(state, cells):
        c = cell_at(state, index)
        if units > capacity(state, r, c):
            return IMPOSSIBLE
        full = full or units > capacity_left(state, r, c)
    weight, user = 0, first_user(stats, r) if full else -1
    if full and units < units_of(state, r):
        for index in cells_of(state, cells):
            weight += by_cell(state, stats, (slot, u, r, cell_at(state, index)), units)
        return weight
    while user >= 0:
        b = owner_of(stats, user)
        if in_conflict(stats, b) == 0 and meets(state, stats, slot, user, (u, held_time(state, b))):
            weight += note_conflict(stats, b)
        user = next_user(stats, user)
    return weight


@compiled
def by_cell(state: Memory, stats: Memory, where: tuple[int, int, int, int], units: int) -> int:
    """Trouble of the users that must go from one cell of a resource so that a slot's units fit."""
    slot, u, r, c = where
    weight = 0
    while True:
        over = units - capacity_left(state, r, c)
        best, user = -1, first_user(stats, r) if over > 0 else -1
        while user >= 0:
            b = owner_of(stats, user)
            theirs = held_time(state, b)
            if meets(state, stats, slot, user, (u, theirs)) and covers(state, user, theirs, c):
                if in_conflict(stats, b) == 1:
                    over -= wanted(state, user, r)
                elif best < 0 or trouble_of(stats, b) < trouble_of(stats, best):
                    best = b
            user = next_user(stats, user)
        if over <= 0 or best < 0:
            return weight
        weight += note_conflict(stats, best)


@compiled
def covers(state: Memory, slot: int, u: int, c: int) -> bool:
    """Whether a slot held at a distinct time takes a cell."""
    cells = padded(state, u, pad_of(state, slot))
    for index in cells_of(state, cells):
        if cell_at(state, index) == c:
            return True
    return False


@compiled
def meets(state: Memory, stats: Memory, slot: int, user: int, times: tuple[int, int]) -> bool:
    """Whether two slots meet, set-up and tear-down included, when held at two distinct times."""
    days, weeks, start, end = pattern_of(state, times[0])
    other_days, other_weeks, other_start, other_end = pattern_of(state, times[1])
    if days & other_days == 0 or weeks & other_weeks == 0:
        return False
    mine, theirs = pad_of(state, slot), pad_of(state, user)
    return start - pad_before(stats, mine) < other_end + pad_after(
        stats, theirs
    ) and other_start - pad_before(stats, theirs) < end + pad_after(stats, mine)


@compiled
def by_whole(state: Memory, stats: Memory, a: int, rule: int) -> int:
    """Trouble of the member whose absence heals a hard rule on the whole, of all when none alone does."""
    if whole_cost(state, rule) != 0 or whole(state, rule) == 0:
        return 0
    if a >= 0 and breaks_alone(state, a, rule):
        return IMPOSSIBLE
    best, least = -1, IMPOSSIBLE
    for at in members_of(state, rule):
        b = member(state, at)
        was = time_of(state, b)
        if b == a or was < 0:
            continue
        set_time(state, b, -1)
        trouble = 0 if in_conflict(stats, b) == 1 else trouble_of(stats, b)
        if trouble < least and whole(state, rule) == 0:
            best, least = b, trouble
        set_time(state, b, was)
    if best >= 0:
        return note_conflict(stats, best)
    weight = 0
    for at in members_of(state, rule):
        b = member(state, at)
        if b != a and time_of(state, b) >= 0:
            weight += note_conflict(stats, b)
    return weight


@compiled
def breaks_alone(state: Memory, a: int, rule: int) -> bool:
    """Whether an activity exceeds a rule on the whole without any other member."""
    days, _, start, end = pattern_of(state, held_time(state, a))
    kind, limit = whole_kind(state, rule), whole_limit(state, rule)
    if kind == MAX_DAYS:
        while days and limit >= 0:
            days &= days - 1
            limit -= 1
        return bool(limit < 0)
    return bool(kind == MAX_DAY_LOAD and end - start > limit)
