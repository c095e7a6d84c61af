"""Compiled: students of a sectioning change their ways through courses, or two of a course change places.

Simulated annealing over keys, a student and a course each. The array `s` holds one sectioning as `layout`
holds a plan: the first names are numbers or say where a list begins. `pairs[i, j]` is what two sections cost
a student of both: CLASH where they clash, less where they do not but might at other times.
"""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from solver.jit import Memory, compiled, pointer
from solver.pairs import SAME_ATTENDEES_NUMBER, keeps

Pairs = NDArray[np.uint8]
"""What every two sections cost a student of both."""

CLASH = 200
"""The cost of a clash, in the units of `Pairs`."""

OVERFULL = 50 * CLASH
"""The cost of every student above a section's limit."""

SWAP = 0.3
"""Share of moves that let two students of a course change places."""

# Numbers: keys, and keys with a choice.
NUMBERS = 2
KEYS, OPENS = range(NUMBERS)
(
    # Keys with a choice; key -> its course, the first key of its student and the first key after;
    # course -> its keys.
    OPEN,
    COURSE,
    FIRST,
    LAST,
    CLASS_PTR,
    CLASS_KEYS,
    # course -> its ways; way -> its sections.
    WAY_PTR,
    SECTION_PTR,
    SECTION,
    # section -> limit and students; key -> way, and way before.
    LIMIT,
    FILLED,
    TAKEN,
    BEFORE,
) = range(NUMBERS, NUMBERS + 13)
HEAD = NUMBERS + 13


@compiled
def enter(s: Memory, way: int, sign: int) -> int:
    """Let a student enter (1) or leave (-1) the sections of a way; the change of students above limits."""
    change = 0
    for at in range(s[s[SECTION_PTR] + way], s[s[SECTION_PTR] + way + 1]):
        section = s[s[SECTION] + at]
        before = s[s[FILLED] + section] - s[s[LIMIT] + section]
        s[s[FILLED] + section] += sign
        change += max(0, before + sign) - max(0, before)
    return change


@compiled
def price(s: Memory, pairs: Pairs, key: int, way: int) -> int:
    """What a way through the course of a key costs with the student's other courses, and within itself."""
    total = 0
    first, last = s[s[SECTION_PTR] + way], s[s[SECTION_PTR] + way + 1]
    for at in range(first, last):
        section = s[s[SECTION] + at]
        for other in range(s[s[FIRST] + key], s[s[LAST] + key]):
            if other != key:
                theirs = s[s[TAKEN] + other]
                for there in range(s[s[SECTION_PTR] + theirs], s[s[SECTION_PTR] + theirs + 1]):
                    total += pairs[section, s[s[SECTION] + there]]
        for before in range(first, at):
            total += pairs[section, s[s[SECTION] + before]]
    return total


@compiled
def change(s: Memory, pairs: Pairs, key: int, limit: float) -> int:
    """Try another way for one key; what it costs more, 0 when that is above `limit`."""
    course, was = s[s[COURSE] + key], s[s[TAKEN] + key]
    first, last = s[s[WAY_PTR] + course], s[s[WAY_PTR] + course + 1]
    way = first + np.random.randint(0, last - first - 1)
    way += 1 if way >= was else 0
    more = price(s, pairs, key, way) - price(s, pairs, key, was)
    if more > limit + OVERFULL:
        return 0
    more += OVERFULL * (enter(s, was, -1) + enter(s, way, 1))
    if more > limit:
        enter(s, way, -1)
        enter(s, was, 1)
        return 0
    s[s[TAKEN] + key] = way
    return more


@compiled
def trade(s: Memory, pairs: Pairs, key: int, limit: float) -> int:
    """Try to let another student of the course change places with this one; as `change`."""
    course, mine = s[s[COURSE] + key], s[s[TAKEN] + key]
    first, last = s[s[CLASS_PTR] + course], s[s[CLASS_PTR] + course + 1]
    other = s[s[CLASS_KEYS] + np.random.randint(first, last)]
    theirs = s[s[TAKEN] + other]
    if theirs == mine:
        return 0
    more = price(s, pairs, key, theirs) - price(s, pairs, key, mine)
    more += price(s, pairs, other, mine) - price(s, pairs, other, theirs)
    if more > limit:
        return 0
    s[s[TAKEN] + key], s[s[TAKEN] + other] = theirs, mine
    return more


@compiled
def count(state: Memory) -> None:
    """Count who is in which section from the ways taken."""
    s = pointer(state)
    for key in range(s[KEYS]):
        enter(s, s[s[TAKEN] + key], 1)


@compiled
def fill(state: Memory) -> None:
    """Give every key the way that lacks the fewest places, and of these the fullest."""
    s = pointer(state)
    for key in range(s[KEYS]):
        course = s[s[COURSE] + key]
        least, fullest, best = 1 << 40, -1, -1
        for way in range(s[s[WAY_PTR] + course], s[s[WAY_PTR] + course + 1]):
            over, full = enter(s, way, 1), 1 << 40
            for at in range(s[s[SECTION_PTR] + way], s[s[SECTION_PTR] + way + 1]):
                full = min(full, s[s[FILLED] + s[s[SECTION] + at]])
            enter(s, way, -1)
            if over < least or (over == least and full > fullest):
                least, fullest, best = over, full, way
        s[s[TAKEN] + key] = best
        enter(s, best, 1)


@compiled
def keep(s: Memory, source: int, target: int) -> None:
    """Copy the ways of all keys from one list to another."""
    for key in range(s[KEYS]):
        s[s[target] + key] = s[s[source] + key]


@compiled
def improve(state: Memory, pairs: Pairs, moves: int, heat: tuple[float, float], seed: int) -> int:
    """Make `moves` moves from the first temperature of `heat` down to the second.

    Returns what the sectioning costs less than before; when that would be nothing it is left as it was.
    """
    s = pointer(state)
    np.random.seed(seed)
    temperature, factor = heat[0], (heat[1] / heat[0]) ** (1.0 / max(1, moves))
    more = 0
    keep(s, TAKEN, BEFORE)
    for _ in range(moves if s[OPENS] else 0):
        key = s[s[OPEN] + np.random.randint(0, s[OPENS])]
        limit = -temperature * log(1.0 - np.random.random())
        more += trade(s, pairs, key, limit) if np.random.random() < SWAP else change(s, pairs, key, limit)
        temperature *= factor
    if more < 0:
        return -more
    for key in range(s[KEYS]):
        enter(s, s[s[TAKEN] + key], -1)
        enter(s, s[s[BEFORE] + key], 1)
    keep(s, BEFORE, TAKEN)
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
            if not keeps(SAME_ATTENDEES_NUMBER, slots[quads[i, 4], quads[j, 4]], x, y):
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
                    bad += not keeps(SAME_ATTENDEES_NUMBER, 0, x, y)
                    pairs += 1
            wanted[i, j] = wanted[j, i] = most * bad // max(1, pairs)
