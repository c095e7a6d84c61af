"""Compiled: the second array of ejection: who waits, who is in the way, who uses what, past trouble.

Numbers, then where lists begin, as in `layout`. WAITING counts the activities in QUEUE, which look for a
place; FOUND_COUNT those in FOUND, which are in the way of the place looked at; OUT and BEST_OUT are what the
plan and the best plan leave out, in prices.
"""

from __future__ import annotations

from solver.search.compiled.field_kinds import (
    add_entry,
    add_number,
    entry,
    number,
    set_entry,
    set_number,
)

NUMBERS = 4
WAITING, FOUND_COUNT, OUT, BEST_OUT = range(NUMBERS)
(
    # a -> how often it was in trouble, the price of leaving it out, 1 while it is in FOUND.
    TROUBLE,
    PRICE,
    MARKED,
    QUEUE,
    FOUND,
    # r -> first slot that uses it or -1; slot -> next and previous user, its activity.
    FIRST,
    NEXT,
    PREVIOUS,
    OWNER,
    # pad -> slots before and after.
    BEFORE,
    AFTER,
) = range(NUMBERS, NUMBERS + 11)
HEAD = NUMBERS + 11

waiting_count, add_waiting_count = number(WAITING), add_number(WAITING)
waiting_at, set_waiting_at = entry(QUEUE), set_entry(QUEUE)
conflict_count, add_conflict_count = number(FOUND_COUNT), add_number(FOUND_COUNT)
conflict_at, set_conflict_at = entry(FOUND), set_entry(FOUND)
in_conflict, set_in_conflict = entry(MARKED), set_entry(MARKED)
left_out, add_left_out = number(OUT), add_number(OUT)
best_left_out, set_best_left_out = number(BEST_OUT), set_number(BEST_OUT)

trouble_of, add_trouble = entry(TROUBLE), add_entry(TROUBLE)
price_of = entry(PRICE)
first_user, set_first_user = entry(FIRST), set_entry(FIRST)
next_user, set_next_user = entry(NEXT), set_entry(NEXT)
previous_user, set_previous_user = entry(PREVIOUS), set_entry(PREVIOUS)
owner_of = entry(OWNER)
pad_before, pad_after = entry(BEFORE), entry(AFTER)
