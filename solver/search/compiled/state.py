"""A problem and a plan in the one array of `layout`, and plans back out of it."""

from __future__ import annotations

import numpy as np

from solver.grid import SlotGrid
from solver.jit import Memory
from solver.problem import Problem
from solver.search.compiled import encode_problem, encode_rules, layout
from solver.search.compiled.encode_problem import Codes, Parts
from solver.search.compiled.layout import list_in
from solver.search.compiled.moves import rebuild
from solver.solution import Placement, Solution

NUMBERS = {value: name for name, value in vars(layout).items() if name.isupper()}


class StateEncoder:
    """Builds the array of a problem and moves plans in and out of it."""

    def __init__(self, problem: Problem, grid: SlotGrid) -> None:
        self.problem = problem
        self.grid = grid
        self.codes = Codes(problem)
        self.tables = encode_problem.build(problem, grid)
        self._find = np.asarray(self.tables["find_cand"])

    def memory(self, plan: Solution, seed: int) -> Memory:
        """The array of the problem holding `plan`, its students and a random sequence; counted and priced."""
        parts = self.tables | encode_rules.build(self.problem, plan)
        parts |= _counters(parts, len(self.tables["slot_class"]))  # type: ignore[arg-type]
        parts["rng"] = (0x1E3779B97F4A7C15 ^ (seed * 2654435761 + 1)) & 0x7FFFFFFFFFFFFFFF
        memory = assemble(parts)
        self.load(memory, plan)
        return memory

    def load(self, state: Memory, plan: Solution) -> None:
        """Put a plan (with the same students) into the array; count and price it."""
        times, picks = self._lists(state, layout.TIME, layout.PICK)
        lists = list_in(state, layout.SLOT_CLASS, len(picks))
        first = list_in(state, layout.SLOT_PTR, len(times))
        times[:] = -1
        for at, activity in enumerate(self.problem.activities):
            assignment = plan.assignments.get(activity.id)
            if assignment is None:
                continue
            times[at] = assignment.time
            names = (name for names in assignment.resources for name in names)
            for slot, name in enumerate(names, int(first[at])):
                picks[slot] = self._find[lists[slot], self.codes.resource[name]]
        state[layout.HARD], state[layout.SOFT] = rebuild(state)

    def plan(self, state: Memory, students: Solution, *, best: bool = True) -> Solution:
        """The best plan in the array, or the current one, with the students of another plan."""
        kept = (layout.BEST_TIME, layout.BEST_PICK) if best else (layout.TIME, layout.PICK)
        times, picks = self._lists(state, *kept)
        first = list_in(state, layout.SLOT_PTR, len(times))
        assignments = {}
        for at, activity in enumerate(self.problem.activities):
            if times[at] < 0:
                continue
            slot = int(first[at])
            chosen = []
            for need in activity.needs:
                mine = picks[slot : slot + need.count].tolist()
                chosen.append(tuple(need.candidates[each].resource for each in mine))
                slot += need.count
            assignments[activity.id] = Placement(int(times[at]), tuple(chosen))
        return Solution(assignments, students=students.students)

    def _lists(self, state: Memory, times: int, picks: int) -> tuple[Memory, Memory]:
        """Two lists of the array: one entry an activity, and one a slot."""
        slots = len(np.asarray(self.tables["slot_class"]))
        return list_in(state, times, len(self.problem.activities)), list_in(state, picks, slots)


def assemble(parts: Parts) -> Memory:
    """One array: the head of numbers and beginnings, then every list in the order of `layout`."""
    head = np.zeros(layout.HEAD, dtype=np.int64)
    lists, end = [head], layout.HEAD
    for place in range(layout.HEAD):
        value = parts.get(NUMBERS[place].lower(), 0)
        if place < layout.NUMBERS:
            head[place] = value
            continue
        flat = np.asarray(value, dtype=np.int64).ravel()
        head[place] = end
        end += len(flat)
        lists.append(flat)
    return np.concatenate(lists)


def _counters(parts: Parts, slots: int) -> Parts:
    """Empty lists for the plan and its counters, and the number of groups."""
    size = {name: int(value) for name, value in parts.items() if isinstance(value, int)}
    days = size["days"]
    compact = size["compacts"] * days
    visits = size["travellers"] * days
    groups = compact + size["spreads"] + size["stays"] + visits + size["wholes"]
    lengths = {
        "time": size["activities"],
        "pick": slots,
        "loc": size["activities"],
        "picks": 4 * size["most_slots"],
        "best_time": size["activities"],
        "best_pick": slots,
        "left": size["resources"] * size["cells"],
        "busy": compact * size["segments"],
        "starts": compact * size["segments"],
        "spread_used": size["spreads"] * size["weekdays"],
        "spread_days": size["spreads"],
        "stay_used": size["stays"] * size["resources"],
        "stay_count": size["stays"],
        "visits": visits * size["locations"],
        "value": groups,
        "fresh": groups,
        "mark": groups,
        "touched": groups,
    }
    empty: Parts = {name: np.zeros(length, dtype=np.int64) for name, length in lengths.items()}
    empty["groups"] = groups
    return empty
