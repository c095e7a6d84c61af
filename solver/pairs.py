"""Whether two placed activities keep a distribution rule on pairs, compiled: shared by every search.

`check.distribution` states the same rules a second time, in plain Python.
"""

from __future__ import annotations

from solver.jit import compiled
from solver.rules import Kind

KIND_NUMBER = {kind: number for number, kind in enumerate(Kind)}
"""The number of a kind in compiled code: its place in `Kind`."""

Quad = tuple[int, int, int, int]
"""Days, weeks, first slot and first slot after a time."""

SAME_ROOM_NUMBER = KIND_NUMBER[Kind.SAME_ROOM]
DIFFERENT_ROOM_NUMBER = KIND_NUMBER[Kind.DIFFERENT_ROOM]
SAME_ATTENDEES_NUMBER = KIND_NUMBER[Kind.SAME_ATTENDEES]


@compiled
def _keeps_slots(kind: int, a: Quad, b: Quad) -> bool:
    """SameStart, SameTime, DifferentTime: days and weeks do not matter."""
    if kind == 0:
        return a[2] == b[2]
    if kind == 1:
        return (a[2] <= b[2] and b[3] <= a[3]) or (b[2] <= a[2] and a[3] <= b[3])
    return a[3] <= b[2] or b[3] <= a[2]


@compiled
def _keeps_masks(kind: int, a: Quad, b: Quad) -> bool:
    """SameDays, DifferentDays, SameWeeks, DifferentWeeks: slots do not matter."""
    field = 0 if kind <= 4 else 1
    one, other = a[field], b[field]
    if kind in (3, 5):
        return (one | other) == one or (one | other) == other
    return (one & other) == 0


@compiled
def _keeps_day(kind: int, limit: int, a: Quad, b: Quad) -> bool:
    """NotOverlap, SameAttendees, WorkDay, MinGap on times that share a day."""
    if kind == 8:
        return a[3] <= b[2] or b[3] <= a[2]
    if kind in (11, 14):
        return a[3] + limit <= b[2] or b[3] + limit <= a[2]
    if kind == 13:
        return max(a[3], b[3]) - min(a[2], b[2]) <= limit
    return True


@compiled
def _precedes(a: Quad, b: Quad) -> bool:
    """Whether the first meeting of `a` ends before the first meeting of `b` begins."""
    week_a, week_b = a[1] & -a[1], b[1] & -b[1]
    if week_a != week_b:
        return week_a < week_b
    day_a, day_b = a[0] & -a[0], b[0] & -b[0]
    if day_a != day_b:
        return day_a < day_b
    return a[3] <= b[2]


@compiled
def keeps(kind: int, limit: int, a: Quad, b: Quad) -> bool:
    """Whether times `a` and `b` (days, weeks, start, end) keep rule `kind`.

    `limit` is the rule's number, for SameAttendees the travel time in slots. Rules on rooms keep always.
    """
    if kind <= 2:
        return _keeps_slots(kind, a, b)
    if kind <= 6:
        return _keeps_masks(kind, a, b)
    if kind == 12:
        return _precedes(a, b)
    shared = (a[0] & b[0]) != 0 and (a[1] & b[1]) != 0
    if kind == 7:
        return shared and a[2] < b[3] and b[2] < a[3]
    return not shared or _keeps_day(kind, limit, a, b)
