"""What work costs in nominal seconds: about what it took on one core of 2026 with nothing beside it.

A count of moves alone would not do: one move of a lecture that meets once is 0.6 microseconds, one of a class
with 270 rules is 7. The prices are functions of the problem, so the same on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.search.compiled import layout as of

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


def of_move(m: Memory) -> float:
    """Nominal seconds of one move of annealing: cells to look at and rules on pairs make it dear."""
    count = max(1, int(m[of.ACTIVITIES]))
    return MICRO * (0.5 + 0.01 * _cells(m) * _slots(m) / count + 0.02 * _pairs(m) / count)


def of_step(m: Memory) -> float:
    """Nominal seconds of one placement by ejection, which looks at every time with every candidate."""
    count = max(1, int(m[of.ACTIVITIES]))
    times = int(m[m[of.TIME_PTR] + m[of.ACTIVITIES]]) / count
    sizes = np.diff(m[m[of.CLASS_PTR] : m[of.CLASS_RES]])
    candidates = sizes[m[m[of.SLOT_CLASS] :][: _slots(m)]].sum() / count
    return MICRO * (5.0 + 0.3 * times * float(candidates) + 0.5 * _pairs(m) / count)


def _slots(m: Memory) -> int:
    return int(m[m[of.SLOT_PTR] + m[of.ACTIVITIES]])


def _pairs(m: Memory) -> int:
    return int(m[m[of.PAIR_PTR] + m[of.ACTIVITIES]])


def _cells(m: Memory) -> float:
    """How many cells a time takes on average."""
    sizes = np.diff(m[m[of.CELL_PTR] : m[of.CELL_IDX]])
    return float(sizes.mean()) if len(sizes) else 0.0
