"""Compiled: soft rules counted in groups, each evaluated anew when a move touches it.

A group is a curriculum on one day (lonely blocks), a working-days rule, a stability rule, a traveller on one
day (further locations), or a rule on the whole. Moves change counters and touch groups; `settle` prices the
touched groups, `commit` makes the prices stand.
"""

from __future__ import annotations

from solver.jit import Memory, compiled
from solver.search.compiled import layout as of
from solver.search.compiled.pair_costs import moment, resource_of

Costs = tuple[int, int]
MAX_DAYS, MAX_DAY_LOAD, MAX_BREAKS = 15, 16, 17


@compiled
def touch(m: Memory, group: int) -> None:
    """Have the group priced by the next `settle`."""
    if m[m[of.MARK] + group] == 0:
        m[m[of.MARK] + group] = 1
        m[m[of.TOUCHED] + m[of.TOUCHED_COUNT]] = group
        m[of.TOUCHED_COUNT] += 1


@compiled
def tally(m: Memory, counter: int, sign: int, kinds: int) -> None:
    """Change a counter by 1 or -1; `kinds` is the place that counts the counters above 0."""
    m[counter] += sign
    if m[counter] == (1 if sign > 0 else 0):
        m[kinds] += sign


@compiled
def count(m: Memory, a: int, sign: int) -> None:
    """Add (`sign` 1) or take away (-1) a placed activity in every counter, and touch its groups."""
    u = moment(m, a)
    base = 0
    for at in range(m[m[of.COMP_PTR] + a], m[m[of.COMP_PTR] + a + 1]):
        rule = m[m[of.COMP_IDX] + at]
        for index in range(m[m[of.DAY_PTR] + u], m[m[of.DAY_PTR] + u + 1]):
            group = rule * m[of.DAYS] + m[m[of.DAY_IDX] + index]
            m[m[of.STARTS] + group * m[of.SEGMENTS] + m[m[of.LOW] + u]] += sign
            busy = m[of.BUSY] + group * m[of.SEGMENTS]
            for segment in range(m[m[of.LOW] + u], m[m[of.HIGH] + u]):
                m[busy + segment] += sign
            touch(m, group)
    base += m[of.COMPACTS] * m[of.DAYS]
    for at in range(m[m[of.SPREAD_PTR] + a], m[m[of.SPREAD_PTR] + a + 1]):
        rule = m[m[of.SPREAD_IDX] + at]
        for day in range(m[of.WEEKDAYS]):
            if m[m[of.QUAD] + u * 4 + 0] >> day & 1:
                tally(m, m[of.SPREAD_USED] + rule * m[of.WEEKDAYS] + day, sign, m[of.SPREAD_DAYS] + rule)
        touch(m, base + rule)
    base += m[of.SPREADS]
    _count_resources(m, a, sign, base)
    base += m[of.STAYS] + m[of.TRAVELLERS] * m[of.DAYS]
    for at in range(m[m[of.WHOLE_PTR] + a], m[m[of.WHOLE_PTR] + a + 1]):
        touch(m, base + m[m[of.WHOLE_IDX] + at])


@compiled
def _count_resources(m: Memory, a: int, sign: int, base: int) -> None:
    for at in range(m[m[of.STAY_PTR] + a], m[m[of.STAY_PTR] + a + 1]):
        rule = m[m[of.STAY_IDX] + at]
        used = m[of.STAY_USED] + rule * m[of.RESOURCES] + resource_of(m, m[m[of.STAY_SLOT] + at])
        tally(m, used, sign, m[of.STAY_COUNT] + rule)
        touch(m, base + rule)
    if m[of.TRAVELLERS] == 0 or m[m[of.LOC] + a] < 0:
        return
    base += m[of.STAYS]
    u = moment(m, a)
    for slot in range(m[m[of.SLOT_PTR] + a], m[m[of.SLOT_PTR] + a + 1]):
        traveller = m[m[of.RES_TRAVELLER] + resource_of(m, slot)]
        if traveller >= 0:
            for index in range(m[m[of.DAY_PTR] + u], m[m[of.DAY_PTR] + u + 1]):
                day = m[m[of.DAY_IDX] + index]
                m[m[of.VISITS] + (traveller * m[of.DAYS] + day) * m[of.LOCATIONS] + m[m[of.LOC] + a]] += sign
                touch(m, base + traveller * m[of.DAYS] + day)


@compiled
def lonely(m: Memory, group: int) -> int:
    """Runs of busy segments with a single start."""
    found, starts, inside = 0, 0, False
    for segment in range(m[of.SEGMENTS]):
        if m[m[of.BUSY] + group * m[of.SEGMENTS] + segment] == 0:
            found += inside and starts == 1
            inside = False
            continue
        if not inside:
            inside, starts = True, 0
        starts += m[m[of.STARTS] + group * m[of.SEGMENTS] + segment] > 0
    return found + (inside and starts == 1)


@compiled
def price(m: Memory, group: int) -> int:
    """What a group costs now; rules on the whole that are hard cost what they exceed."""
    at = group
    if at < m[of.COMPACTS] * m[of.DAYS]:
        found = lonely(m, group)
        if found == 0:
            return 0
        return m[m[of.COMP_COST] + at // m[of.DAYS]] * m[m[of.DAY_WEEKS] + at % m[of.DAYS]] * found
    at -= m[of.COMPACTS] * m[of.DAYS]
    if at < m[of.SPREADS]:
        return m[m[of.SPREAD_COST] + at] * max(0, m[m[of.SPREAD_MIN] + at] - m[m[of.SPREAD_DAYS] + at])
    at -= m[of.SPREADS]
    if at < m[of.STAYS]:
        return m[m[of.STAY_COST] + at] * max(0, m[m[of.STAY_COUNT] + at] - 1)
    at -= m[of.STAYS]
    if at < m[of.TRAVELLERS] * m[of.DAYS]:
        traveller, day = at // m[of.DAYS], at % m[of.DAYS]
        used = 0
        for place in range(m[of.LOCATIONS]):
            used += m[m[of.VISITS] + (traveller * m[of.DAYS] + day) * m[of.LOCATIONS] + place] > 0
        return m[of.TRAVEL_PRICE] * m[m[of.DAY_WEEKS] + day] * max(0, used - 1)
    return whole(m, at - m[of.TRAVELLERS] * m[of.DAYS])


@compiled
def whole(m: Memory, rule: int) -> int:
    """A rule on the whole: what it exceeds when it is hard, what it costs when it is soft."""
    kind, limit = m[m[of.WHOLE_KIND] + rule], m[m[of.WHOLE_LIMITS] + rule * 2 + 0]
    excess, weeks = 0, m[of.WEEKS]
    if kind == MAX_DAYS:
        mask, used, weeks = 0, 0, 1
        for at in range(m[m[of.MEMBER_PTR] + rule], m[m[of.MEMBER_PTR] + rule + 1]):
            a = m[m[of.MEMBER_IDX] + at]
            if m[m[of.TIME] + a] >= 0:
                mask |= m[m[of.QUAD] + moment(m, a) * 4 + 0]
        while mask:
            mask &= mask - 1
            used += 1
        excess = max(0, used - limit)
    else:
        for day in range(m[of.DAYS]):
            excess += m[m[of.DAY_WEEKS] + day] * _day_excess(m, rule, day)
    cost = m[m[of.WHOLE_COST] + rule]
    return excess if cost == 0 else m[of.WHOLE_WEIGHT] * (cost * excess // weeks)


@compiled
def _day_excess(m: Memory, rule: int, day: int) -> int:
    """MaxDayLoad, MaxBreaks and MaxBlock on one day of one week."""
    kind = m[m[of.WHOLE_KIND] + rule]
    limit, gap = m[m[of.WHOLE_LIMITS] + rule * 2 + 0], m[m[of.WHOLE_LIMITS] + rule * 2 + 1]
    load, blocks, long_blocks, reach, begin, members = 0, 0, 0, -1, 0, 0
    after = -1
    while True:
        # The next start on this day: rules have few members, so no list is kept sorted.
        start, end, number = _next_start(m, (rule, day, after))
        if number == 0:
            break
        after = start
        load += _load_at(m, (rule, day, start))
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
def _on(m: Memory, a: int, day: int) -> int:
    """The distinct time of an activity that meets on the day, else -1."""
    if m[m[of.TIME] + a] < 0:
        return -1
    u = moment(m, a)
    for index in range(m[m[of.DAY_PTR] + u], m[m[of.DAY_PTR] + u + 1]):
        if m[m[of.DAY_IDX] + index] == day:
            return u
    return -1


@compiled
def _next_start(m: Memory, where: tuple[int, int, int]) -> tuple[int, int, int]:
    """The first start after `after`, the last end of the members that start there, and their number."""
    rule, day, after = where
    start, end, number = -1, -1, 0
    for at in range(m[m[of.MEMBER_PTR] + rule], m[m[of.MEMBER_PTR] + rule + 1]):
        u = _on(m, m[m[of.MEMBER_IDX] + at], day)
        if u < 0 or m[m[of.QUAD] + u * 4 + 2] <= after:
            continue
        if number == 0 or m[m[of.QUAD] + u * 4 + 2] < start:
            start, end, number = m[m[of.QUAD] + u * 4 + 2], m[m[of.QUAD] + u * 4 + 3], 1
        elif m[m[of.QUAD] + u * 4 + 2] == start:
            end, number = max(end, m[m[of.QUAD] + u * 4 + 3]), number + 1
    return start, end, number


@compiled
def _load_at(m: Memory, where: tuple[int, int, int]) -> int:
    rule, day, start = where
    load = 0
    for at in range(m[m[of.MEMBER_PTR] + rule], m[m[of.MEMBER_PTR] + rule + 1]):
        u = _on(m, m[m[of.MEMBER_IDX] + at], day)
        if u >= 0 and m[m[of.QUAD] + u * 4 + 2] == start:
            load += m[m[of.QUAD] + u * 4 + 3] - m[m[of.QUAD] + u * 4 + 2]
    return load


@compiled
def settle(m: Memory) -> Costs:
    """Price the touched groups: what hard and soft cost would change."""
    hard, soft = 0, 0
    base = m[of.GROUPS] - m[of.WHOLES]
    for index in range(m[of.TOUCHED_COUNT]):
        group = m[m[of.TOUCHED] + index]
        m[m[of.FRESH] + group] = price(m, group)
        change = m[m[of.FRESH] + group] - m[m[of.VALUE] + group]
        if group >= base and m[m[of.WHOLE_COST] + group - base] == 0:
            hard += change
        else:
            soft += change
    return hard, soft


@compiled
def commit(m: Memory) -> None:
    """Let the prices of the touched groups stand."""
    for index in range(m[of.TOUCHED_COUNT]):
        group = m[m[of.TOUCHED] + index]
        m[m[of.VALUE] + group] = m[m[of.FRESH] + group]
        m[m[of.MARK] + group] = 0
    m[of.TOUCHED_COUNT] = 0


@compiled
def forget(m: Memory) -> None:
    """Untouch every group without changing its price."""
    for index in range(m[of.TOUCHED_COUNT]):
        m[m[of.MARK] + m[m[of.TOUCHED] + index]] = 0
    m[of.TOUCHED_COUNT] = 0
