"""Forward search: from a plan that leaves activities out to one that places them, no hard rule broken."""

from __future__ import annotations

import numpy as np

from solver.jit import Memory
from solver.search.clock import SearchClock
from solver.search.compiled import conflict_fields, ejection, layout
from solver.search.compiled.layout import number_in, sizes_in
from solver.search.compiled.moves import keep_best
from solver.search.compiled.state import StateEncoder
from solver.search.effort import of_step
from solver.solution import Solution

CHUNK = 0.1
"""Seconds of compiled search between two looks at the clock."""


MOST_STEPS = 100_000
"""Placements after which what still waits is given up: it may have no place at all."""


class Forward:
    """Guided ejection search from a plan; what is in its way in the plan waits for another place."""

    def __init__(self, translation: StateEncoder, plan: Solution, clock: SearchClock, seed: int) -> None:
        self.translation = translation
        self.plan = plan
        self.clock = clock
        self.memory = translation.memory(Solution(plan.assignments), seed)
        keep_best(self.memory)
        self.state = self._state()
        self.price = of_step(self.memory)
        self.rate = 1.0 / self.price
        ejection.adopt(self.memory, self.state)

    def run(self, seconds: float, steps: int = MOST_STEPS) -> Solution:
        """Place everything that can be, or as much as `seconds` and `steps` allow; students as before."""
        until = self.clock.elapsed + seconds
        while self._waiting and steps > 0 and self.clock.elapsed < until and not self.clock.stopped:
            chunk = min(steps, max(1, int(self.rate * CHUNK)))
            steps -= chunk
            before = self.clock.elapsed
            made = ejection.search(self.memory, self.state, chunk)
            self.clock.spend(made * self.price)
            self.rate = max(1, made) / max(1e-6, self.clock.elapsed - before)
        return self.translation.plan(self.memory, self.plan)

    @property
    def _waiting(self) -> int:
        return number_in(self.state, conflict_fields.WAITING)

    @property
    def left(self) -> int:
        """What the best plan leaves out, in the units of its prices."""
        return number_in(self.state, conflict_fields.BEST_OUT)

    def _state(self) -> Memory:
        problem = self.translation.problem
        slots_each = sizes_in(self.memory, layout.SLOT_PTR, len(problem.activities))
        pads = [(int(pad[0]), int(pad[1])) for pad in self.translation.codes.pad]  # type: ignore[index]
        ones = np.ones(len(problem.activities), dtype=np.int64)
        nothing = np.full(int(slots_each.sum()), -1, dtype=np.int64)
        prices = np.array(self._prices(), dtype=np.int64)
        lists = [
            ones,
            prices,
            ones * 0,
            np.arange(len(ones), dtype=np.int64),
            ones * 0,
            np.full(len(problem.resources), -1, dtype=np.int64),
            nothing,
            nothing,
            np.repeat(np.arange(len(ones), dtype=np.int64), slots_each),
            np.array([before for before, _ in pads], dtype=np.int64),
            np.array([after for _, after in pads], dtype=np.int64),
        ]
        head = np.zeros(conflict_fields.HEAD, dtype=np.int64)
        head[conflict_fields.NUMBERS :] = conflict_fields.HEAD + np.cumsum(
            [0, *(len(each) for each in lists[:-1])]
        )
        head[conflict_fields.OUT] = head[conflict_fields.BEST_OUT] = prices.sum()
        return np.concatenate([head, *lists])

    def _prices(self) -> list[int]:
        """Prices of leaving out: what must be placed is dearer than all that need not be."""
        activities, weight = self.translation.problem.activities, self.translation.problem.weights.unplaced
        most = 1 + sum((each.drop or 0) * weight for each in activities)
        return [most if each.drop is None else each.drop * weight for each in activities]
