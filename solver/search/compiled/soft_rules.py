"""Compiled: soft rules counted in groups, each evaluated anew when a move touches it.

A group is a curriculum on one day (lonely blocks), a working-days rule, a stability rule, a traveller on one
day (further locations), or a rule on the whole. Moves change counters and touch groups; `settle` prices the
touched groups, `commit` makes the prices stand.
"""

from __future__ import annotations

from solver.jit import Memory, compiled
from solver.search.compiled.activity_costs import Costs, held_time, resource_of
from solver.search.compiled.counter_fields import (
    add_days_used,
    add_resources_used,
    add_session_in,
    add_session_on,
    add_start_in,
    add_touched_count,
    add_use_of,
    add_visit_to,
    days_used,
    group_price,
    is_touched,
    new_price,
    resources_used,
    sessions_in,
    set_group_price,
    set_new_price,
    set_touched,
    set_touched_at,
    set_touched_count,
    starts_in,
    touched_at,
    touched_count,
    visits_to,
)
from solver.search.compiled.plan_fields import location_of
from solver.search.compiled.rule_fields import (
    compactness_cost,
    compactness_count,
    compactness_of,
    compactness_rule,
    group_count,
    least_days,
    stability_cost,
    stability_count,
    stability_of,
    stability_rule,
    stability_slot,
    travel_price,
    whole_cost,
    whole_count,
    whole_rule,
    wholes_of,
    working_days_cost,
    working_days_count,
    working_days_of,
    working_days_rule,
)
from solver.search.compiled.slot_fields import location_count, slots_of, traveller_count, traveller_of
from solver.search.compiled.time_fields import (
    day_count,
    days_of,
    end_segment,
    first_segment,
    meeting_day,
    meetings_of,
    segment_count,
    weekday_count,
    weeks_of_day,
)
from solver.search.compiled.whole_rules import whole


@compiled
def touch(state: Memory, group: int) -> None:
    """Have the group priced by the next `settle`."""
    if is_touched(state, group) == 0:
        set_touched(state, group, 1)
        set_touched_at(state, touched_count(state), group)
        add_touched_count(state, 1)


@compiled
def count(state: Memory, a: int, sign: int) -> None:
    """Add (`sign` 1) or take away (-1) a placed activity in every counter, and touch its groups."""
    u = held_time(state, a)
    base = 0
    for at in compactness_of(state, a):
        rule = compactness_rule(state, at)
        for index in meetings_of(state, u):
            group = rule * day_count(state) + meeting_day(state, index)
            add_start_in(state, group, first_segment(state, u), sign)
            for segment in range(first_segment(state, u), end_segment(state, u)):
                add_session_in(state, group, segment, sign)
            touch(state, group)
    base += compactness_count(state) * day_count(state)
    for at in working_days_of(state, a):
        rule = working_days_rule(state, at)
        for day in range(weekday_count(state)):
            if days_of(state, u) >> day & 1:
                _use_day(state, rule, day, sign)
        touch(state, base + rule)
    base += working_days_count(state)
    _count_resources(state, a, sign, base)
    base += stability_count(state) + traveller_count(state) * day_count(state)
    for at in wholes_of(state, a):
        touch(state, base + whole_rule(state, at))


@compiled
def _use_day(state: Memory, rule: int, day: int, sign: int) -> None:
    """Add or take away a session of a working-days rule on a day; the days with any follow."""
    if add_session_on(state, rule, day, sign) == (1 if sign > 0 else 0):
        add_days_used(state, rule, sign)


@compiled
def _count_resources(state: Memory, a: int, sign: int, base: int) -> None:
    for at in stability_of(state, a):
        rule = stability_rule(state, at)
        r = resource_of(state, stability_slot(state, at))
        if add_use_of(state, rule, r, sign) == (1 if sign > 0 else 0):
            add_resources_used(state, rule, sign)
        touch(state, base + rule)
    if traveller_count(state) == 0 or location_of(state, a) < 0:
        return
    base += stability_count(state)
    u = held_time(state, a)
    for slot in slots_of(state, a):
        traveller = traveller_of(state, resource_of(state, slot))
        if traveller >= 0:
            for index in meetings_of(state, u):
                day = meeting_day(state, index)
                add_visit_to(state, traveller * day_count(state) + day, location_of(state, a), sign)
                touch(state, base + traveller * day_count(state) + day)


@compiled
def lonely(state: Memory, group: int) -> int:
    """Runs of busy segments with a single start."""
    found, starts, inside = 0, 0, False
    for segment in range(segment_count(state)):
        if sessions_in(state, group, segment) == 0:
            found += inside and starts == 1
            inside = False
            continue
        if not inside:
            inside, starts = True, 0
        starts += starts_in(state, group, segment) > 0
    return found + (inside and starts == 1)


@compiled
def price(state: Memory, group: int) -> int:
    """What a group costs now; rules on the whole that are hard cost what they exceed."""
    at = group
    if at < compactness_count(state) * day_count(state):
        found = lonely(state, group)
        if found == 0:
            return 0
        rule, day = at // day_count(state), at % day_count(state)
        return compactness_cost(state, rule) * weeks_of_day(state, day) * found
    at -= compactness_count(state) * day_count(state)
    if at < working_days_count(state):
        return working_days_cost(state, at) * max(0, least_days(state, at) - days_used(state, at))
    at -= working_days_count(state)
    if at < stability_count(state):
        return stability_cost(state, at) * max(0, resources_used(state, at) - 1)
    at -= stability_count(state)
    if at < traveller_count(state) * day_count(state):
        traveller, day = at // day_count(state), at % day_count(state)
        used = 0
        for place in range(location_count(state)):
            used += visits_to(state, traveller * day_count(state) + day, place) > 0
        return travel_price(state) * weeks_of_day(state, day) * max(0, used - 1)
    return whole(state, at - traveller_count(state) * day_count(state))


@compiled
def settle(state: Memory) -> Costs:
    """Price the touched groups: what hard and soft cost would change."""
    hard, soft = 0, 0
    base = group_count(state) - whole_count(state)
    for index in range(touched_count(state)):
        group = touched_at(state, index)
        set_new_price(state, group, price(state, group))
        change = new_price(state, group) - group_price(state, group)
        if group >= base and whole_cost(state, group - base) == 0:
            hard += change
        else:
            soft += change
    return hard, soft


@compiled
def commit(state: Memory) -> None:
    """Let the prices of the touched groups stand."""
    for index in range(touched_count(state)):
        group = touched_at(state, index)
        set_group_price(state, group, new_price(state, group))
        set_touched(state, group, 0)
    set_touched_count(state, 0)


@compiled
def forget(state: Memory) -> None:
    """Untouch every group without changing its price."""
    for index in range(touched_count(state)):
        set_touched(state, touched_at(state, index), 0)
    set_touched_count(state, 0)
