"""Where everything lies in the one array that compiled search works on.

numba counts references to every array it passes, so functions over dozens of arrays spend their time
counting. Instead all numbers lie in one array: place X holds a number itself (the first names) or where the
list X begins (the others). Ragged lists have a `*_PTR` list of where each begins. Compiled code reads and
writes the array by the names in the `*_fields` modules, Python by `number_in` and `list_in`.

Indices: a activity, t an activity's own time, u a distinct time of the problem, s a slot (one resource that
one need asks for), k a slot's candidate, r resource, d a day of a week class, c a grid cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Whoever asks for the size of a problem should not wait for the compiler.
    from solver.jit import Memory

# Sizes and single numbers. UNIT is what one broken hard rule weighs, in cells of overflow; DAYS counts the
# days of all week classes; OVERFLOW the cells of overflow in the plan; TOUCHED_COUNT the groups touched.
NUMBERS = 26
(
    ACTIVITIES,
    RESOURCES,
    LOCATIONS,
    TRAVELLERS,
    TIMES,
    PADS,
    CELLS,
    SEGMENTS,
    DAYS,
    WEEKDAYS,
    WEEKS,
    MOST_SLOTS,
    MOST_PAD,
    COMPACTS,
    SPREADS,
    STAYS,
    WHOLES,
    GROUPS,
    UNIT,
    TRAVEL_PRICE,
    WHOLE_WEIGHT,
    OVERFLOW,
    TOUCHED_COUNT,
    RNG,
    HARD,
    SOFT,
) = range(NUMBERS)

LISTS = 84
(
    # Times: a -> first flat time; flat time -> cost and u; (a, u) -> t or -1; u -> days, weeks, start, end;
    # u -> its days d; u -> first segment of the day and first after; (u, pad) -> list of cells.
    TIME_PTR,
    TIME_COST,
    TIME_CODE,
    FIND_TIME,
    QUAD,
    DAY_PTR,
    DAY_IDX,
    DAY_WEEKS,
    LOW,
    HIGH,
    PATTERN,
    CELL_PTR,
    CELL_IDX,
    # Slots: a -> first; s -> list of candidates, padding, need, role, units (-1 for all), costs; the
    # candidates' resources; (list, r) -> k or -1. a -> its slots with a choice, those without one, and those
    # that may cost something or lie somewhere; whether a need of a asks for more than one resource.
    SLOT_PTR,
    SLOT_CLASS,
    SLOT_PAD,
    SLOT_NEED,
    SLOT_ROLE,
    SLOT_UNITS,
    COST_PTR,
    CAND_COST,
    CLASS_PTR,
    CLASS_RES,
    FIND_CAND,
    OPEN_PTR,
    OPEN_IDX,
    FIXED_PTR,
    FIXED_IDX,
    PRICED_PTR,
    PRICED_IDX,
    MANY,
    # Resources: (r, c) -> units there are; units, location or -1, number among priced travellers or -1;
    # (location, location) -> slots.
    CAP,
    RES_UNITS,
    RES_LOC,
    RES_TRAVELLER,
    DIST,
    # What being unplaced costs, in units and in money; whether it is allowed.
    DROP_HARD,
    DROP_SOFT,
    DROPPABLE,
    # a -> its pins: time or -1, cost (0 for hard), and what each wants: need and resource (-1: none).
    PIN_PTR,
    PIN_TIME,
    PIN_COST,
    WANT_PTR,
    WANT_NEED,
    WANT_RES,
    # a -> its rules of each family, and their prices and limits; stability a slot at a time.
    COMP_PTR,
    COMP_IDX,
    COMP_COST,
    SPREAD_PTR,
    SPREAD_IDX,
    SPREAD_COST,
    SPREAD_MIN,
    STAY_PTR,
    STAY_IDX,
    STAY_SLOT,
    STAY_COST,
    # a -> its rules on pairs, listed from both sides: other activity, kind, limit, cost (0 for hard), 1 when
    # a comes first, role.
    PAIR_PTR,
    PAIR_OTHER,
    PAIR_KIND,
    PAIR_LIMIT,
    PAIR_COST,
    PAIR_FIRST,
    PAIR_ROLE,
    # a -> its rules on the whole: kind, two limits, cost (0 for hard), members.
    WHOLE_PTR,
    WHOLE_IDX,
    WHOLE_KIND,
    WHOLE_LIMITS,
    WHOLE_COST,
    MEMBER_PTR,
    MEMBER_IDX,
    # The plan: a -> t or -1; s -> k; a -> location or -1; four scratch rows of candidates; the best plan.
    TIME,
    PICK,
    LOC,
    PICKS,
    BEST_TIME,
    BEST_PICK,
    # (r, c) -> units left, below 0 where more is taken than there is.
    LEFT,
    # Counters, from BUSY up to VALUE zeroed together: (compactness, d, segment) -> sessions and starts;
    # (working days, day of the week) -> sessions, and the days with any; (stability, r) -> uses, and the
    # resources with any; (traveller, d, location) -> sessions; group -> what it costs.
    BUSY,
    STARTS,
    SPREAD_USED,
    SPREAD_DAYS,
    STAY_USED,
    STAY_COUNT,
    VISITS,
) = range(NUMBERS, NUMBERS + LISTS)

# Groups: what each costs, would cost, whether it is touched, and which are.
VALUE, FRESH, MARK, TOUCHED = range(NUMBERS + LISTS, NUMBERS + LISTS + 4)
HEAD = NUMBERS + LISTS + 4


def number_in(memory: Memory, name: int) -> int:
    """A number of an array."""
    return int(memory[name])


def list_in(memory: Memory, name: int, length: int) -> Memory:
    """The first `length` entries of a list of an array, to read and to write."""
    begin = number_in(memory, name)
    return memory[begin : begin + length]


def sizes_in(memory: Memory, begins: int, count: int) -> Memory:
    """How many entries the first `count` members of a ragged list have."""
    bounds = list_in(memory, begins, count + 1)
    return bounds[1:] - bounds[:-1]
