"""What work costs in nominal seconds: about what it took on one core of 2026 with nothing beside it.

A count of moves alone would not do: one move of a lecture that meets once is 0.6 microseconds, one of a class
with 270 rules is 7. The prices are functions of the problem, so the same on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.compiled import layout
from solver.search.compiled.layout import list_in, number_in, sizes_in

if TYPE_CHECKING:
    # The incumbent asks for prices, and whoever reads a problem should not wait for the compiler.
    from solver.jit import Memory

MICRO = 1e-6

JUDGED = 60 * MICRO
"""For the judge to price one activity of a plan."""

SEATED = 1 * MICRO
"""To try another way through a course for one student."""

STATED = 25 * MICRO
"""To state one variable or constraint of a model and to presolve it."""

DETERMINISTIC = 2.0
"""For CP-SAT to search for one unit of its deterministic time."""

STARTED = 0.01
"""To begin one run of CP-SAT, however small."""


def of_move(state: Memory) -> float:
    """Nominal seconds of one move of annealing: cells to look at and rules on pairs make it dear."""
    count = _activities(state)
    return MICRO * (0.5 + 0.01 * _cells(state) * _slots(state) / count + 0.02 * _pairs(state) / count)


def of_step(state: Memory) -> float:
    """Nominal seconds of one placement by ejection, which looks at every time with every candidate."""
    count = _activities(state)
    times = _entries(state, layout.TIME_PTR) / count
    lists = number_in(state, layout.CLASS_RES) - number_in(state, layout.CLASS_PTR) - 1
    sizes = sizes_in(state, layout.CLASS_PTR, lists)
    candidates = sizes[list_in(state, layout.SLOT_CLASS, _slots(state))].sum() / count
    return MICRO * (5.0 + 0.3 * times * float(candidates) + 0.5 * _pairs(state) / count)


def _activities(state: Memory) -> int:
    return max(1, number_in(state, layout.ACTIVITIES))


def _entries(state: Memory, begins: int) -> int:
    """How many entries all activities have together in a ragged list."""
    count = number_in(state, layout.ACTIVITIES)
    return int(list_in(state, begins, count + 1)[count])


def _slots(state: Memory) -> int:
    return _entries(state, layout.SLOT_PTR)


def _pairs(state: Memory) -> int:
    return _entries(state, layout.PAIR_PTR)


def _cells(state: Memory) -> float:
    """How many cells a time takes on average."""
    lists = number_in(state, layout.CELL_IDX) - number_in(state, layout.CELL_PTR) - 1
    sizes = sizes_in(state, layout.CELL_PTR, lists)
    return float(sizes.mean()) if len(sizes) else 0.0
