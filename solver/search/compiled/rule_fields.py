"""Compiled: what the rules say: pins, families of rules, rules on pairs and on the whole."""

from __future__ import annotations

from solver.search.compiled import layout
from solver.search.compiled.field_kinds import column, count, entry, number, rows

compactness_count = number(layout.COMPACTS)
working_days_count = number(layout.SPREADS)
stability_count = number(layout.STAYS)
whole_count = number(layout.WHOLES)
group_count = number(layout.GROUPS)
hard_unit = number(layout.UNIT)  # what one broken hard rule weighs, in cells of overflow
travel_price = number(layout.TRAVEL_PRICE)
whole_weight = number(layout.WHOLE_WEIGHT)

pins_of = rows(layout.PIN_PTR)  # of activity a
pin_time = entry(layout.PIN_TIME)  # or -1
pin_cost = entry(layout.PIN_COST)  # 0: hard
pinned_of = rows(layout.WANT_PTR)  # what a pin wants
pinned_need = entry(layout.WANT_NEED)
pinned_resource = entry(layout.WANT_RES)  # -1: none can do

compactness_of = rows(layout.COMP_PTR)  # of a
compactness_rule = entry(layout.COMP_IDX)
compactness_cost = entry(layout.COMP_COST)  # of a rule
working_days_of = rows(layout.SPREAD_PTR)
working_days_rule = entry(layout.SPREAD_IDX)
working_days_cost = entry(layout.SPREAD_COST)
least_days = entry(layout.SPREAD_MIN)
stability_of = rows(layout.STAY_PTR)  # a slot at a time
stability_rule = entry(layout.STAY_IDX)
stability_slot = entry(layout.STAY_SLOT)
stability_cost = entry(layout.STAY_COST)

pairs_of = rows(layout.PAIR_PTR)  # of a, listed from both sides
pair_other = entry(layout.PAIR_OTHER)
pair_kind = entry(layout.PAIR_KIND)
pair_limit = entry(layout.PAIR_LIMIT)
pair_cost = entry(layout.PAIR_COST)  # 0: hard
pair_first = entry(layout.PAIR_FIRST)  # 1 when a comes first
pair_role = entry(layout.PAIR_ROLE)

wholes_of = rows(layout.WHOLE_PTR)  # of a
wholes_count = count(layout.WHOLE_PTR)
whole_rule = entry(layout.WHOLE_IDX)
whole_kind = entry(layout.WHOLE_KIND)  # of a rule
whole_limit = column(layout.WHOLE_LIMITS, 0, 2)
whole_gap = column(layout.WHOLE_LIMITS, 1, 2)
whole_cost = entry(layout.WHOLE_COST)  # 0: hard
members_of = rows(layout.MEMBER_PTR)
member = entry(layout.MEMBER_IDX)
