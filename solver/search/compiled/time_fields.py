"""Compiled: what times are. Own times t of an activity a; distinct times u; days d; lists of cells."""

from __future__ import annotations

from solver.jit import Memory, compiled
from solver.search.compiled import layout
from solver.search.compiled.field_kinds import cell, column, count, entry, nested, number, rows
from solver.times import PatternTuple

segment_count = number(layout.SEGMENTS)
day_count = number(layout.DAYS)
weekday_count = number(layout.WEEKDAYS)
week_count = number(layout.WEEKS)
most_pad = number(layout.MOST_PAD)

time_count = count(layout.TIME_PTR)  # of a
time_cost = nested(layout.TIME_PTR, layout.TIME_COST)  # of (a, t)
distinct_time = nested(layout.TIME_PTR, layout.TIME_CODE)  # (a, t) -> u
own_time = cell(layout.FIND_TIME, layout.TIMES)  # (a, u) -> t or -1

days_of = column(layout.QUAD, 0, 4)  # of u, as a mask
weeks_of = column(layout.QUAD, 1, 4)
start_of = column(layout.QUAD, 2, 4)
end_of = column(layout.QUAD, 3, 4)
first_segment = entry(layout.LOW)  # of the day, of u
end_segment = entry(layout.HIGH)

meetings_of = rows(layout.DAY_PTR)  # of u
meeting_day = entry(layout.DAY_IDX)  # of a meeting -> d
weeks_of_day = entry(layout.DAY_WEEKS)  # how many weeks day d stands for

padded = cell(layout.PATTERN, layout.PADS)  # (u, pad) -> list of cells
cells_of = rows(layout.CELL_PTR)  # of a list of cells
cell_at = entry(layout.CELL_IDX)


@compiled
def pattern_of(state: Memory, u: int) -> PatternTuple:
    """Days, weeks, first slot and first slot after of a distinct time."""
    return days_of(state, u), weeks_of(state, u), start_of(state, u), end_of(state, u)
