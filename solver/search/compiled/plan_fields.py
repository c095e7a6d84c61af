"""Compiled: the plan. Where each activity a is, what its slots have picked, what is left, and the best."""

from __future__ import annotations

from solver.search.compiled import layout
from solver.search.compiled.field_kinds import (
    add_number,
    cell,
    entry,
    number,
    set_cell,
    set_entry,
    set_number,
)

activity_count = number(layout.ACTIVITIES)
random_word, set_random_word = number(layout.RNG), set_number(layout.RNG)
set_hard_cost, set_soft_cost = set_number(layout.HARD), set_number(layout.SOFT)
overflow_total = number(layout.OVERFLOW)  # cells of overflow in the plan
set_overflow_total, add_overflow_total = set_number(layout.OVERFLOW), add_number(layout.OVERFLOW)

time_of, set_time = entry(layout.TIME), set_entry(layout.TIME)  # a -> t or -1
pick_of, set_pick = entry(layout.PICK), set_entry(layout.PICK)  # slot -> candidate k
location_of, set_location = entry(layout.LOC), set_entry(layout.LOC)  # a -> location or -1
best_time, set_best_time = entry(layout.BEST_TIME), set_entry(layout.BEST_TIME)
best_pick, set_best_pick = entry(layout.BEST_PICK), set_entry(layout.BEST_PICK)

# (row, place of the slot in its activity) -> k
scratch_pick = cell(layout.PICKS, layout.MOST_SLOTS)
set_scratch_pick = set_cell(layout.PICKS, layout.MOST_SLOTS)

# (resource, cell) -> units there are, and units left: below 0 where more is taken than there is
capacity = cell(layout.CAP, layout.CELLS)
capacity_left = cell(layout.LEFT, layout.CELLS)
set_capacity_left = set_cell(layout.LEFT, layout.CELLS)
