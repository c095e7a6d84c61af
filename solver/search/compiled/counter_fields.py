"""Compiled: what soft rules count, and the groups that price it (see `soft_rules`)."""

from __future__ import annotations

from solver.search.compiled import layout
from solver.search.compiled.field_kinds import (
    add_cell,
    add_entry,
    add_number,
    cell,
    clear,
    entry,
    number,
    set_entry,
    set_number,
)

clear_counters = clear(layout.BUSY, layout.FRESH)

# (curriculum on a day, segment) -> sessions, and sessions that start
sessions_in, add_session_in = cell(layout.BUSY, layout.SEGMENTS), add_cell(layout.BUSY, layout.SEGMENTS)
starts_in, add_start_in = cell(layout.STARTS, layout.SEGMENTS), add_cell(layout.STARTS, layout.SEGMENTS)
# (working-days rule, day of the week) -> sessions; rule -> days with any
add_session_on = add_cell(layout.SPREAD_USED, layout.WEEKDAYS)
days_used, add_days_used = entry(layout.SPREAD_DAYS), add_entry(layout.SPREAD_DAYS)
# (stability rule, resource) -> uses; rule -> resources with any
add_use_of = add_cell(layout.STAY_USED, layout.RESOURCES)
resources_used, add_resources_used = entry(layout.STAY_COUNT), add_entry(layout.STAY_COUNT)
# (traveller on a day, location) -> sessions
visits_to, add_visit_to = cell(layout.VISITS, layout.LOCATIONS), add_cell(layout.VISITS, layout.LOCATIONS)

group_price, set_group_price = entry(layout.VALUE), set_entry(layout.VALUE)
new_price, set_new_price = entry(layout.FRESH), set_entry(layout.FRESH)
is_touched, set_touched = entry(layout.MARK), set_entry(layout.MARK)
touched_at, set_touched_at = entry(layout.TOUCHED), set_entry(layout.TOUCHED)
touched_count = number(layout.TOUCHED_COUNT)
set_touched_count, add_touched_count = set_number(layout.TOUCHED_COUNT), add_number(layout.TOUCHED_COUNT)
