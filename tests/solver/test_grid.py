"""Cells of time: which of them say something, and which weeks look alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from solver.grid import SlotGrid
from solver.problem import Horizon, Problem

Week = Callable[..., Problem]
Uses = list[tuple[int, int, int]]

USES: st.SearchStrategy[Uses] = st.lists(
    st.tuples(st.integers(0, 14), st.integers(1, 6), st.integers(1, 3)), min_size=1, max_size=6
)
"""First cell, number of cells and units of what is taken."""


@given(uses=USES, left=st.lists(st.integers(0, 6), min_size=16, max_size=16))
def test_what_fits_in_the_binding_cells_fits_in_all(uses: Uses, left: list[int]) -> None:
    grid = SlotGrid(Problem("empty", Horizon(1, 1, 1), (), ()))
    grid.segments = 8
    capacity = np.array(left, dtype=np.int32)
    spans = [np.arange(first, min(first + length, 16), dtype=np.int32) for first, length, _ in uses]
    taken = np.zeros(16, dtype=np.int32)
    for cells, (_, _, units) in zip(spans, uses, strict=True):
        taken[cells] += units

    binding = grid.binding(capacity, spans)

    over = (taken > capacity) & (taken > 0)
    assert bool((over & binding).any()) == bool(over.any())


def test_weeks_look_alike_that_the_same_masks_are_on_in() -> None:
    grid = SlotGrid(Problem("weeks", Horizon(5, 6, 8), (), ()))

    found = grid.alike([0b001111, 0b001100])

    assert sorted(found, key=lambda each: len(each[1])) == [
        (2, frozenset({0b001111})),
        (2, frozenset({0b001111, 0b001100})),
    ]
