"""Compiled: the array of a sectioning: which way through a course each key takes, and how full sections are.

A key is a student and a course. Numbers, then where lists begin, as in `layout`.
"""

from __future__ import annotations

from solver.search.compiled.field_kinds import add_entry, entry, number, rows, set_entry

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

key_count, open_count = number(KEYS), number(OPENS)
open_key = entry(OPEN)
course_of = entry(COURSE)
first_key, end_key = entry(FIRST), entry(LAST)
keys_of, key_at = rows(CLASS_PTR), entry(CLASS_KEYS)
ways_of = rows(WAY_PTR)
sections_of, section_at = rows(SECTION_PTR), entry(SECTION)
limit_of = entry(LIMIT)
filled, add_filled = entry(FILLED), add_entry(FILLED)
way_of, set_way = entry(TAKEN), set_entry(TAKEN)
way_before, set_way_before = entry(BEFORE), set_entry(BEFORE)
