"""Whether two placed activities keep a distribution rule on pairs, compiled: shared by every search.

`check.distribution` states the same rules a second time, in plain Python.
"""

from __future__ import annotations

from solver.jit import compiled
from solver.rules import DistributionKind
from solver.times import PatternTuple

KIND_NUMBER = {kind: number for number, kind in enumerate(DistributionKind)}
"""The number of a kind in compiled code: its place in `DistributionKind`."""

(
    SAME_START,
    SAME_TIME,
    DIFFERENT_TIME,
    SAME_DAYS,
    DIFFERENT_DAYS,
    SAME_WEEKS,
    DIFFERENT_WEEKS,
    OVERLAP,
    NOT_OVERLAP,
    SAME_ROOM,
    DIFFERENT_ROOM,
    SAME_ATTENDEES,
    PRECEDENCE,
    WORK_DAY,
    MIN_GAP,
    MAX_DAYS,
    MAX_DAY_LOAD,
    MAX_BREAKS,
    MAX_BLOCK,
) = KIND_NUMBER.values()


@compiled
def _keeps_slots(kind: int, a: PatternTuple, b: PatternTuple) -> bool:
    """SameStart, SameTime, DifferentTime: days and weeks do not matter."""
    _, _, start, end = a
    _, _, other_start, other_end = b
    if kind == SAME_START:
        return start == other_start
    if kind == SAME_TIME:
        return (start <= other_start and other_end <= end) or (other_start <= start and end <= other_end)
    return end <= other_start or other_end <= start


@compiled
def _keeps_masks(kind: int, one: int, other: int) -> bool:
    """SameDays, DifferentDays, SameWeeks, DifferentWeeks on masks of days or weeks: slots do not matter."""
    if kind in (SAME_DAYS, SAME_WEEKS):
        return (one | other) == one or (one | other) == other
    return (one & other) == 0


@compiled
def _keeps_day(kind: int, limit: int, a: PatternTuple, b: PatternTuple) -> bool:
    """NotOverlap, SameAttendees, WorkDay, MinGap on times that share a day."""
    _, _, start, end = a
    _, _, other_start, other_end = b
    if kind == NOT_OVERLAP:
        return end <= other_start or other_end <= start
    if kind in (SAME_ATTENDEES, MIN_GAP):
        return end + limit <= other_start or other_end + limit <= start
    if kind == WORK_DAY:
        return max(end, other_end) - min(start, other_start) <= limit
    return True


@compiled
def _precedes(a: PatternTuple, b: PatternTuple) -> bool:
    """Whether the first meeting of `a` ends before the first meeting of `b` begins."""
    days, weeks, _, end = a
    other_days, other_weeks, other_start, _ = b
    week, other_week = weeks & -weeks, other_weeks & -other_weeks
    if week != other_week:
        return week < other_week
    day, other_day = days & -days, other_days & -other_days
    if day != other_day:
        return day < other_day
    return end <= other_start


@compiled
def keeps(kind: int, limit: int, a: PatternTuple, b: PatternTuple) -> bool:
    """Whether two time patterns keep rule `kind`.

    `limit` is the rule's number, for SameAttendees the travel time in slots. Rules on rooms keep always.
    """
    days, weeks, start, end = a
    other_days, other_weeks, other_start, other_end = b
    if kind <= DIFFERENT_TIME:
        return _keeps_slots(kind, a, b)
    if kind <= DIFFERENT_DAYS:
        return _keeps_masks(kind, days, other_days)
    if kind <= DIFFERENT_WEEKS:
        return _keeps_masks(kind, weeks, other_weeks)
    if kind == PRECEDENCE:
        return _precedes(a, b)
    shared = (days & other_days) != 0 and (weeks & other_weeks) != 0
    if kind == OVERLAP:
        return shared and start < other_end and other_start < end
    return not shared or _keeps_day(kind, limit, a, b)
