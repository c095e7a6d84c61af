"""Compiled: students of a sectioning change their ways through courses, or two of a course change places.

Simulated annealing over keys, a student and a course each. `section_fields` says what the
array holds. `pairs[i, j]` is what two sections cost
a student of both: CLASH where they clash, less where they do not but might at other times.
"""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from solver.jit import Memory, compiled, pointer
from solver.pairs import SAME_ATTENDEES, keeps
from solver.search.compiled.section_fields import (
    add_filled,
    course_of,
    end_key,
    filled,
    first_key,
    key_at,
    key_count,
    keys_of,
    limit_of,
    open_count,
    open_key,
    section_at,
    sections_of,
    set_way,
    set_way_before,
    way_before,
    way_of,
    ways_of,
)

Pairs = NDArray[np.uint8]
"""What every two sections cost a student of both."""

CLASH = 200
"""The cost of a clash, in the units of `Pairs`."""

OVERFULL = 50 * CLASH
"""The cost of every student above a section's limit."""

SWAP = 0.3
"""Share of moves that let two students of a course change places."""


@compiled
def enter(sections: Memory, way: int, sign: int) -> int:
    """Let a student enter (1) or leave (-1) the sections of a way; the change of students above limits."""
    change = 0
    for at in sections_of(sections, way):
        section = section_at(sections, at)
        before = filled(sections, section) - limit_of(sections, section)
        add_filled(sections, section, sign)
        change += max(0, before + sign) - max(0, before)
    return change


@compiled
def price(sections: Memory, pairs: Pairs, key: int, way: int) -> int:
    """What a way through the course of a key costs with the student's other courses, and within itself."""
    total = 0
    mine = sections_of(sections, way)
    for at in mine:
        section = section_at(sections, at)
        for other in range(first_key(sections, key), end_key(sections, key)):
            if other != key:
                theirs = way_of(sections, other)
                for there in sections_of(sections, theirs):
                    total += pairs[section, section_at(sections, there)]
        for before in range(mine.start, at):
            total += pairs[section, section_at(sections, before)]
    return total


@compiled
def change(sections: Memory, pairs: Pairs, key: int, limit: float) -> int:
    """Try another way for one key; what it costs more, 0 when that is above `limit`."""
    course, was = course_of(sections, key), way_of(sections, key)
    ways = ways_of(sections, course)
    way = ways.start + np.random.randint(0, len(ways) - 1)
    way += 1 if way >= was else 0
    more = price(sections, pairs, key, way) - price(sections, pairs, key, was)
    if more > limit + OVERFULL:
        return 0
    more += OVERFULL * (enter(sections, was, -1) + enter(sections, way, 1))
    if more > limit:
        enter(sections, way, -1)
        enter(sections, was, 1)
        return 0
    set_way(sections, key, way)
    return more


@compiled
def trade(sections: Memory, pairs: Pairs, key: int, limit: float) -> int:
    """Try to let another student of the course change places with this one; as `change`."""
    course, mine = course_of(sections, key), way_of(sections, key)
    keys = keys_of(sections, course)
    other = key_at(sections, np.random.randint(keys.start, keys.stop))
    theirs = way_of(sections, other)
    if theirs == mine:
        return 0
    more = price(sections, pairs, key, theirs) - price(sections, pairs, key, mine)
    more += price(sections, pairs, other, mine) - price(sections, pairs, other, theirs)
    if more > limit:
        return 0
    set_way(sections, key, theirs)
    set_way(sections, other, mine)
    return more


@compiled
def count(memory: Memory) -> None:
    """Count who is in which section from the ways taken."""
    sections = pointer(memory)
    for key in range(key_count(sections)):
        enter(sections, way_of(sections, key), 1)


@compiled
def fill(memory: Memory) -> None:
    """Give every key the way that lacks the fewest places, and of these the fullest."""
    sections = pointer(memory)
    for key in range(key_count(sections)):
        course = course_of(sections, key)
        least, fullest, best = 1 << 40, -1, -1
        for way in ways_of(sections, course):
            over, full = enter(sections, way, 1), 1 << 40
            for at in sections_of(sections, way):
                full = min(full, filled(sections, section_at(sections, at)))
            enter(sections, way, -1)
            if over < least or (over == least and full > fullest):
                least, fullest, best = over, full, way
        set_way(sections, key, best)
        enter(sections, best, 1)


@compiled
def remember_ways(sections: Memory) -> None:
    """Note the way of every key, to go back to."""
    for key in range(key_count(sections)):
        set_way_before(sections, key, way_of(sections, key))


@compiled
def improve(memory: Memory, pairs: Pairs, moves: int, heat: tuple[float, float], seed: int) -> int:
    """Make `moves` moves from the first temperature of `heat` down to the second.

    Returns what the sectioning costs less than before; when that would be nothing it is left as it was.
    """
    sections = pointer(memory)
    np.random.seed(seed)
    temperature, factor = heat[0], (heat[1] / heat[0]) ** (1.0 / max(1, moves))
    more = 0
    remember_ways(sections)
    for _ in range(moves if open_count(sections) else 0):
        key = open_key(sections, np.random.randint(0, open_count(sections)))
        limit = -temperature * log(1.0 - np.random.random())
        if np.random.random() < SWAP:
            more += trade(sections, pairs, key, limit)
        else:
            more += change(sections, pairs, key, limit)
        temperature *= factor
    if more < 0:
        return -more
    for key in range(key_count(sections)):
        enter(sections, way_of(sections, key), -1)
        enter(sections, way_before(sections, key), 1)
        set_way(sections, key, way_before(sections, key))
    return 0


@compiled
def clashing(quads: Memory, slots: Memory, pairs: Pairs) -> None:
    """Write into `pairs` which sections clash.

    Rows of `quads` are days, weeks, start, end, location, section; `slots` is the travel between locations.
    """
    for i in range(len(quads)):
        x = (quads[i, 0], quads[i, 1], quads[i, 2], quads[i, 3])
        for j in range(i):
            y = (quads[j, 0], quads[j, 1], quads[j, 2], quads[j, 3])
            if not keeps(SAME_ATTENDEES, slots[quads[i, 4], quads[j, 4]], x, y):
                one, other = quads[i, 5], quads[j, 5]
                pairs[one, other] = pairs[other, one] = CLASH


@compiled
def chances(pointers: Memory, quads: Memory, wanted: Pairs, most: int) -> None:
    """Turn every 1 in `wanted` into the share of the two sections' times that clash, times `most`.

    Section i may be at the times `pointers[i]` up to `pointers[i + 1]` of `quads`.
    """
    for i in range(len(pointers) - 1):
        for j in range(i):
            if wanted[i, j] == 0:
                continue
            bad, pairs = 0, 0
            for t in range(pointers[i], pointers[i + 1]):
                x = (quads[t, 0], quads[t, 1], quads[t, 2], quads[t, 3])
                for v in range(pointers[j], pointers[j + 1]):
                    y = (quads[v, 0], quads[v, 1], quads[v, 2], quads[v, 3])
                    bad += not keeps(SAME_ATTENDEES, 0, x, y)
                    pairs += 1
            wanted[i, j] = wanted[j, i] = most * bad // max(1, pairs)
