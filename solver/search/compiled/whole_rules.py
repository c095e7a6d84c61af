"""Compiled: rules on the whole, which look at all their activities at once: MaxDays to MaxBlock."""

from __future__ import annotations

from solver.jit import Memory, compiled
from solver.pairs import MAX_BREAKS, MAX_DAY_LOAD, MAX_DAYS
from solver.search.compiled.activity_costs import held_time
from solver.search.compiled.plan_fields import time_of
from solver.search.compiled.rule_fields import (
    member,
    members_of,
    whole_cost,
    whole_gap,
    whole_kind,
    whole_limit,
    whole_weight,
)
from solver.search.compiled.time_fields import (
    day_count,
    days_of,
    end_of,
    meeting_day,
    meetings_of,
    start_of,
    week_count,
    weeks_of_day,
)


@compiled
def whole(state: Memory, rule: int) -> int:
    """A rule on the whole: what it exceeds when it is hard, what it costs when it is soft."""
    kind, limit = whole_kind(state, rule), whole_limit(state, rule)
    excess, weeks = 0, week_count(state)
    if kind == MAX_DAYS:
        mask, used, weeks = 0, 0, 1
        for at in members_of(state, rule):
            a = member(state, at)
            if time_of(state, a) >= 0:
                mask |= days_of(state, held_time(state, a))
        while mask:
            mask &= mask - 1
            used += 1
        excess = max(0, used - limit)
    else:
        for day in range(day_count(state)):
            excess += weeks_of_day(state, day) * _day_excess(state, rule, day)
    cost = whole_cost(state, rule)
    return excess if cost == 0 else whole_weight(state) * (cost * excess // weeks)


@compiled
def _day_excess(state: Memory, rule: int, day: int) -> int:
    """MaxDayLoad, MaxBreaks and MaxBlock on one day of one week."""
    kind = whole_kind(state, rule)
    limit, gap = whole_limit(state, rule), whole_gap(state, rule)
    load, blocks, long_blocks, reach, begin, members = 0, 0, 0, -1, 0, 0
    after = -1
    while True:
        # The next start on this day: rules have few members, so no list is kept sorted.
        start, end, number = _next_start(state, (rule, day, after))
        if number == 0:
            break
        after = start
        load += _load_at(state, (rule, day, start))
        if blocks > 0 and reach + gap >= start:
            reach, members = max(reach, end), members + number
        else:
            long_blocks += members > 1 and reach - begin > limit
            blocks, reach, begin, members = blocks + 1, end, start, number
    long_blocks += members > 1 and reach - begin > limit
    if kind == MAX_DAY_LOAD:
        return max(0, load - limit)
    if kind == MAX_BREAKS:
        return max(0, blocks - 1 - limit)
    return long_blocks


@compiled
def _on(state: Memory, a: int, day: int) -> int:
    """The distinct time of an activity that meets on the day, else -1."""
    if time_of(state, a) < 0:
        return -1
    u = held_time(state, a)
    for index in meetings_of(state, u):
        if meeting_day(state, index) == day:
            return u
    return -1


@compiled
def _next_start(state: Memory, where: tuple[int, int, int]) -> tuple[int, int, int]:
    """The first start after `after`, the last end of the members that start there, and their number."""
    rule, day, after = where
    start, end, number = -1, -1, 0
    for at in members_of(state, rule):
        u = _on(state, member(state, at), day)
        if u < 0 or start_of(state, u) <= after:
            continue
        if number == 0 or start_of(state, u) < start:
            start, end, number = start_of(state, u), end_of(state, u), 1
        elif start_of(state, u) == start:
            end, number = max(end, end_of(state, u)), number + 1
    return start, end, number


@compiled
def _load_at(state: Memory, where: tuple[int, int, int]) -> int:
    rule, day, start = where
    load = 0
    for at in members_of(state, rule):
        u = _on(state, member(state, at), day)
        if u >= 0 and start_of(state, u) == start:
            load += end_of(state, u) - start_of(state, u)
    return load
