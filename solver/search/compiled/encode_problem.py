"""A problem as the lists of `layout`: what single activities, resources and families say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from solver.activities import PlanActivity, Requirement
from solver.grid import SlotGrid
from solver.problem import Problem
from solver.rules import Stability
from solver.times import TimePattern, bits

Ints = NDArray[np.int64]


def ragged(lists: Iterable[Iterable[int]]) -> tuple[Ints, Ints]:
    """Pointers and flat values of a list of lists."""
    pointers = [0]
    flat: list[int] = []
    for each in lists:
        flat.extend(each)
        pointers.append(len(flat))
    return np.array(pointers, dtype=np.int64), np.array(flat, dtype=np.int64)


def numbered(keys: Iterable[object]) -> dict[object, int]:
    """Distinct keys in order of appearance."""
    return {key: number for number, key in enumerate(dict.fromkeys(keys))}


class Codes:
    """Numbers of everything a table refers to by number."""

    def __init__(self, problem: Problem) -> None:
        self.activity = numbered(each.id for each in problem.activities)
        self.resource = numbered(each.id for each in problem.resources)
        every = (time for each in problem.activities for time in each.times)
        self.time = numbered(time.as_tuple for time in every)
        self.role = numbered(need.role for each in problem.activities for need in each.needs)
        self.location = numbered(each.location for each in problem.resources if each.location is not None)
        self.pad = numbered(
            [(0, 0), *((n.before, n.after) for each in problem.activities for n in each.needs)]
        )
        self.candidates = numbered(
            tuple(candidate.resource for candidate in need.candidates)
            for each in problem.activities
            for need in each.needs
        )


def times_of(activity: PlanActivity) -> tuple[TimePattern, ...]:
    """The activity's times; none when a need has too few candidates, so that it is never placed."""
    possible = all(len(need.candidates) >= need.count for need in activity.needs)
    return activity.times if possible else ()


Parts = dict[str, Ints | int]
"""Lists and numbers by their name in `layout`, in lower case."""


def build(problem: Problem, grid: SlotGrid) -> Parts:
    """What a problem says about single activities, resources and families."""
    codes = Codes(problem)
    parts: Parts = {}
    parts |= _times(problem, grid, codes)
    parts |= _slots(problem, codes)
    parts |= _resources(problem, grid, codes)
    parts |= _pins(problem, codes)
    parts |= _families(problem, codes)
    return parts


def _times(problem: Problem, grid: SlotGrid, codes: Codes) -> Parts:
    weight = problem.weights
    flat = [time for each in problem.activities for time in times_of(each)]
    quads = [(int(key[0]), int(key[1]), int(key[2]), int(key[3])) for key in codes.time]  # type: ignore[index]
    day_lists = [
        [each * grid.days + day for each in grid.classes_of(w) for day in bits(d)] for d, w, _, _ in quads
    ]
    day_ptr, day_idx = ragged(day_lists)
    pads = [(int(pad[0]), int(pad[1])) for pad in codes.pad]  # type: ignore[index]
    cells = [
        grid.cells(d, w, start - before, end + after) for d, w, start, end in quads for before, after in pads
    ]
    cell_ptr, cell_idx = ragged(each.tolist() for each in cells)
    find = np.full((len(problem.activities), max(1, len(quads))), -1, dtype=np.int64)
    for row, activity in enumerate(problem.activities):
        for index, time in reversed(list(enumerate(times_of(activity)))):
            find[row, codes.time[time.as_tuple]] = index
    sizes = [len(each) for each in cells] or [1]
    first = [grid.cells(d, w, start, end) for d, w, start, end in quads]
    return {
        "unit": max(1, round(sum(sizes) / len(sizes))),
        "times": len(quads),
        "pads": len(pads),
        "cells": grid.size,
        "segments": grid.segments,
        "weekdays": problem.horizon.days,
        "days": grid.classes * grid.days,
        "time_ptr": np.cumsum([0, *(len(times_of(each)) for each in problem.activities)], dtype=np.int64),
        "time_cost": np.array([time.penalty * weight.time for time in flat], dtype=np.int64),
        "time_code": np.array([codes.time[time.as_tuple] for time in flat], dtype=np.int64),
        "find_time": find,
        "quad": np.array(quads, dtype=np.int64).reshape(-1, 4),
        "day_ptr": day_ptr,
        "day_idx": day_idx,
        "low": np.array([each[0] % grid.segments for each in first], dtype=np.int64),
        "high": np.array([each[-1] % grid.segments + 1 for each in first], dtype=np.int64),
        "pattern": np.arange(len(cells), dtype=np.int64).reshape(len(quads), len(pads)),
        "cell_ptr": cell_ptr,
        "cell_idx": cell_idx,
        "day_weeks": np.repeat(np.array(grid.class_weeks, dtype=np.int64), grid.days),
    }


def _slots(problem: Problem, codes: Codes) -> Parts:
    rows: list[tuple[int, int, int, int, int]] = []
    costs: list[list[int]] = []
    pointers = [0]
    for activity in problem.activities:
        for number, need in enumerate(activity.needs):
            names = tuple(candidate.resource for candidate in need.candidates)
            pad = codes.pad[need.before, need.after]
            row = (codes.candidates[names], pad, number, codes.role[need.role], need.units or -1)
            rows.extend([row] * need.count)
            costs.extend([_candidate_costs(problem, activity, number)] * need.count)
        pointers.append(len(rows))
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5)
    classes = [[codes.resource[name] for name in names] for names in codes.candidates]  # type: ignore[attr-defined]
    class_ptr, class_res = ragged(classes)
    find = np.full((max(1, len(classes)), max(1, len(problem.resources))), -1, dtype=np.int64)
    for number, members in enumerate(classes):
        for index, resource in enumerate(members):
            find[number, resource] = index
    return _kinds_of_slots(problem, costs, pointers) | {
        "most_slots": max(1, *np.diff(pointers).tolist(), 1),
        "most_pad": max((pad[0] + pad[1] for pad in codes.pad), default=0),  # type: ignore[index]
        "slot_ptr": np.array(pointers, dtype=np.int64),
        "slot_class": columns[:, 0].copy(),
        "slot_pad": columns[:, 1].copy(),
        "slot_need": columns[:, 2].copy(),
        "slot_role": columns[:, 3].copy(),
        "slot_units": columns[:, 4].copy(),
        "cost_ptr": np.cumsum([0, *(len(each) for each in costs)], dtype=np.int64),
        "cand_cost": np.array([cost for each in costs for cost in each], dtype=np.int64),
        "class_ptr": class_ptr,
        "class_res": class_res,
        "find_cand": find,
    }


def _kinds_of_slots(problem: Problem, costs: list[list[int]], pointers: list[int]) -> Parts:
    """Which slots of an activity have a choice, which have none, and which may cost or lie somewhere."""
    choices: list[list[int]] = []
    fixed: list[list[int]] = []
    priced: list[list[int]] = []
    for activity, first in zip(problem.activities, pointers, strict=False):
        needs = [need for need in activity.needs for _ in range(need.count)]
        slots = list(enumerate(needs, first))
        choices.append([slot for slot, need in slots if len(need.candidates) > 1])
        fixed.append([slot for slot, need in slots if len(need.candidates) == 1])
        priced.append([slot for slot, need in slots if any(costs[slot]) or _located(problem, need)])
    parts: Parts = {}
    for name, lists in (("open", choices), ("fixed", fixed), ("priced", priced)):
        parts[f"{name}_ptr"], parts[f"{name}_idx"] = ragged(lists)
    many = [any(need.count > 1 for need in activity.needs) for activity in problem.activities]
    return parts | {"many": np.array(many, dtype=np.int64)}


def _located(problem: Problem, need: Requirement) -> bool:
    return any(problem.resource_by_id[each.resource].location is not None for each in need.candidates)


def _candidate_costs(problem: Problem, activity: PlanActivity, number: int) -> list[int]:
    weights, found = problem.weights, []
    for candidate in activity.needs[number].candidates:
        seats = problem.resource_by_id[candidate.resource].seats
        short = 0 if seats is None else max(0, activity.size - seats)
        found.append(candidate.penalty * weights.resource + short * weights.capacity)
    return found


def _resources(problem: Problem, grid: SlotGrid, codes: Codes) -> Parts:
    places = list(codes.location)
    dist = [[problem.slots_between(str(one), str(other)) for other in places] for one in places]
    travellers = numbered(each.id for each in problem.resources if each.travels)
    priced = problem.weights.travel > 0 and len(places) > 1
    caps = [grid.capacity(each) for each in problem.resources] or [np.zeros(grid.size, dtype=np.int64)]
    return {
        "cap": np.array(caps, dtype=np.int64),
        "res_units": np.array([each.units for each in problem.resources], dtype=np.int64),
        "res_loc": np.array(
            [codes.location.get(each.location, -1) for each in problem.resources], dtype=np.int64
        ),
        "res_traveller": np.array(
            [travellers.get(each.id, -1) if priced else -1 for each in problem.resources], dtype=np.int64
        ),
        "dist": np.array(dist or [[0]], dtype=np.int64),
        "activities": len(problem.activities),
        "resources": len(problem.resources),
        "locations": len(places),
        "travellers": len(travellers) if priced else 0,
        "travel_price": problem.weights.travel,
        "drop_soft": np.array(
            [(each.drop or 0) * problem.weights.unplaced for each in problem.activities], dtype=np.int64
        ),
        "droppable": np.array([each.drop is not None for each in problem.activities], dtype=np.int64),
        # Leaving out what must be placed is worse than any one clash.
        "drop_hard": np.array(
            [0 if each.drop is not None else 4 for each in problem.activities], dtype=np.int64
        ),
    }


def _pins(problem: Problem, codes: Codes) -> Parts:
    by_activity: dict[str, list[int]] = {each.id: [] for each in problem.activities}
    pins: list[tuple[int, int, list[tuple[int, int]]]] = []
    for pin in problem.pins:
        cost = None if pin.penalty is None else pin.penalty * problem.weights.change
        if cost == 0:
            continue
        by_activity[pin.activity].append(len(pins))
        wants: list[tuple[int, int]] = []
        for need, names in enumerate(pin.resources or ()):
            wrong = bool(names) and len(set(names)) != problem.activity_by_id[pin.activity].needs[need].count
            wants.extend((need, -1 if wrong else codes.resource.get(name, -1)) for name in names)
        pins.append((-1 if pin.time is None else pin.time, cost or 0, wants))
    order = [number for numbers in by_activity.values() for number in numbers]
    want_ptr, want_need = ragged([[need for need, _ in pins[number][2]] for number in order])
    _, want_res = ragged([[resource for _, resource in pins[number][2]] for number in order])
    return {
        "pin_ptr": np.cumsum([0, *(len(each) for each in by_activity.values())], dtype=np.int64),
        "pin_time": np.array([pins[number][0] for number in order], dtype=np.int64),
        "pin_cost": np.array([pins[number][1] for number in order], dtype=np.int64),
        "want_ptr": want_ptr,
        "want_need": want_need,
        "want_res": want_res,
    }


def _families(problem: Problem, codes: Codes) -> Parts:
    weights = problem.weights
    compact = [rule for rule in problem.compactness if rule.penalty * weights.compactness]
    spread = [rule for rule in problem.working_days if rule.penalty * weights.working_days]
    stay = [rule for rule in problem.stability if rule.penalty * weights.stability]
    comp_ptr, comp_idx = membership(codes.activity, [rule.activities for rule in compact])
    spread_ptr, spread_idx = membership(codes.activity, [rule.activities for rule in spread])
    stay_ptr, stay_idx, stay_slot = _stays(problem, codes, stay)
    return {
        "compacts": len(compact),
        "spreads": len(spread),
        "stays": len(stay),
        "comp_ptr": comp_ptr,
        "comp_idx": comp_idx,
        "comp_cost": np.array([rule.penalty * weights.compactness for rule in compact], dtype=np.int64),
        "spread_ptr": spread_ptr,
        "spread_idx": spread_idx,
        "spread_cost": np.array([rule.penalty * weights.working_days for rule in spread], dtype=np.int64),
        "spread_min": np.array([rule.minimum for rule in spread], dtype=np.int64),
        "stay_ptr": stay_ptr,
        "stay_idx": stay_idx,
        "stay_slot": stay_slot,
        "stay_cost": np.array([rule.penalty * weights.stability for rule in stay], dtype=np.int64),
    }


def _stays(problem: Problem, codes: Codes, rules: list[Stability]) -> tuple[Ints, Ints, Ints]:
    """Per activity the stability rules it is in and the slots that each of them counts."""
    entries: list[list[tuple[int, int]]] = [[] for _ in problem.activities]
    first = np.cumsum([0, *(sum(need.count for need in each.needs) for each in problem.activities)])
    for number, rule in enumerate(rules):
        for name in rule.activities:
            at = codes.activity[name]
            roles = [need.role for need in problem.activities[at].needs for _ in range(need.count)]
            slots = [int(first[at]) + place for place, role in enumerate(roles) if role == rule.role]
            entries[at].extend((number, slot) for slot in slots)
    pointers, numbers = ragged([number for number, _ in each] for each in entries)
    _, slots_of = ragged([slot for _, slot in each] for each in entries)
    return pointers, numbers, slots_of


def membership(number: Mapping[object, int], groups: list[tuple[str, ...]]) -> tuple[Ints, Ints]:
    """Per activity the numbers of the groups it is in."""
    lists: list[list[int]] = [[] for _ in number]
    for group, names in enumerate(groups):
        for name in names:
            lists[number[name]].append(group)
    return ragged(lists)
