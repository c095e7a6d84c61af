"""The soft rules of curriculum-based timetabling (ITC-2007 track 3, formulation UD2), over weeks."""

from __future__ import annotations

from collections import defaultdict

from solver.check.distribution import each_day
from solver.check.sessions import Sessions, placed
from solver.problem import Problem


def lonely_blocks(problem: Problem, sessions: Sessions) -> int:
    """Penalties of blocks with a single start, per curriculum, day and week."""
    total = 0
    for rule in problem.compactness:
        for day in each_day(problem, placed(sessions, rule.activities)):
            spans = sorted((session.time.start, session.time.end) for session in day)
            total += rule.penalty * single_starts(spans)
    return total


def single_starts(spans: list[tuple[int, int]]) -> int:
    """Runs of touching or overlapping spans (sorted) in which all spans start together."""
    runs: list[tuple[int, set[int]]] = []
    for start, end in spans:
        if runs and start <= runs[-1][0]:
            reach, starts = runs[-1]
            runs[-1] = (max(reach, end), starts | {start})
        else:
            runs.append((end, {start}))
    return sum(1 for _, starts in runs if len(starts) == 1)


def missing_days(problem: Problem, sessions: Sessions) -> int:
    """Penalties of the days of the week that activities stay below their minimum."""
    total = 0
    for rule in problem.working_days:
        used = 0
        for session in placed(sessions, rule.activities):
            used |= session.time.days
        total += rule.penalty * max(0, rule.minimum - used.bit_count())
    return total


def further_resources(problem: Problem, sessions: Sessions) -> int:
    """Penalties of every resource of the role beyond the first."""
    total = 0
    for rule in problem.stability:
        used: dict[str, None] = defaultdict(None)
        for session in placed(sessions, rule.activities):
            used |= dict.fromkeys(session.chosen(rule.role))
        total += rule.penalty * max(0, len(used) - 1)
    return total
