"""Compiled: what activities ask for. Slots s of an activity a, candidates k of a slot, resources r."""

from __future__ import annotations

from solver.search.compiled import layout
from solver.search.compiled.field_kinds import cell, count, entry, nested, number, rows

resource_count = number(layout.RESOURCES)
location_count = number(layout.LOCATIONS)
traveller_count = number(layout.TRAVELLERS)
cell_count = number(layout.CELLS)

slots_of = rows(layout.SLOT_PTR)  # of a
first_slot = entry(layout.SLOT_PTR)
open_slots_of = rows(layout.OPEN_PTR)  # where a has a choice
open_count = count(layout.OPEN_PTR)
first_open = entry(layout.OPEN_PTR)
open_slot = entry(layout.OPEN_IDX)
fixed_slots_of = rows(layout.FIXED_PTR)  # where a has none
fixed_slot = entry(layout.FIXED_IDX)
priced_slots_of = rows(layout.PRICED_PTR)  # which may cost something or lie somewhere
priced_slot = entry(layout.PRICED_IDX)
asks_several = entry(layout.MANY)  # whether a need of a asks for more than one resource

candidate_list = entry(layout.SLOT_CLASS)  # of s
pad_of = entry(layout.SLOT_PAD)
need_of = entry(layout.SLOT_NEED)
role_of = entry(layout.SLOT_ROLE)
units_asked = entry(layout.SLOT_UNITS)  # -1: all there are
candidate_cost = nested(layout.COST_PTR, layout.CAND_COST)  # of (s, k)
candidate_count = count(layout.CLASS_PTR)  # of a list
candidate = nested(layout.CLASS_PTR, layout.CLASS_RES)  # (list, k) -> r
find_candidate = cell(layout.FIND_CAND, layout.RESOURCES)  # (list, r) -> k or -1

units_of = entry(layout.RES_UNITS)  # of r
resource_location = entry(layout.RES_LOC)  # of r, or -1
traveller_of = entry(layout.RES_TRAVELLER)  # number of r among the priced travellers, or -1
travel_slots = cell(layout.DIST, layout.LOCATIONS)  # between two locations

unplaced_hard = entry(layout.DROP_HARD)  # what leaving a out costs, in units
unplaced_soft = entry(layout.DROP_SOFT)
may_be_unplaced = entry(layout.DROPPABLE)
