"""The nineteen distribution constraints, one short function each, as the ITC-2019 format page defines them.

A function on a pair says whether the pair is in order; a function on the whole returns how much it exceeds.
Activities that are not placed take no part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from solver.check.sessions import BrokenRule, PlacedSession, Sessions, placed
from solver.problem import Problem
from solver.rules import WHOLE, Distribution, DistributionKind
from solver.times import bits, overlap, share_day

Pair = Callable[[Problem, Distribution, PlacedSession, PlacedSession], bool]
Whole = Callable[[Problem, Distribution, list[PlacedSession]], int]


def same_start(_: Problem, rule: Distribution, one: PlacedSession, other: PlacedSession) -> bool:
    return one.time.start == other.time.start


def same_time(_: Problem, rule: Distribution, one: PlacedSession, other: PlacedSession) -> bool:
    a, b = one.time, other.time
    return (a.start <= b.start and b.end <= a.end) or (b.start <= a.start and a.end <= b.end)


def different_time(_: Problem, rule: Distribution, one: PlacedSession, other: PlacedSession) -> bool:
    return one.time.end <= other.time.start or other.time.end <= one.time.start


def same_days(_: Problem, rule: Distribution, one: PlacedSession, other: PlacedSession) -> bool:
    return one.time.days | other.time.days in (one.time.days, other.time.days)


def different_days(_: Problem, rule: Distribution, one: PlacedSession, other: PlacedSession) -> bool:
    return one.time.days & other.time.days == 0


def same_weeks(_: Problem, rule: Distribution, one: PlacedSession, other: PlacedSession) -> bool:
    return one.time.weeks | other.time.weeks in (one.time.weeks, other.time.weeks)


def different_weeks(_: Problem, rule: Distribution, one: PlacedSession, other: PlacedSession) -> bool:
    return one.time.weeks & other.time.weeks == 0


def overlapping(_: Problem, rule: Distribution, one: PlacedSession, other: PlacedSession) -> bool:
    return overlap(one.time, other.time)


def not_overlapping(_: Problem, rule: Distribution, one: PlacedSession, other: PlacedSession) -> bool:
    return not overlap(one.time, other.time)


def same_room(_: Problem, rule: Distribution, one: PlacedSession, other: PlacedSession) -> bool:
    mine, theirs = one.chosen(rule.role), other.chosen(rule.role)
    return not mine or not theirs or mine == theirs


def different_room(_: Problem, rule: Distribution, one: PlacedSession, other: PlacedSession) -> bool:
    return not one.chosen(rule.role) & other.chosen(rule.role)


def same_attendees(problem: Problem, rule: Distribution, one: PlacedSession, other: PlacedSession) -> bool:
    return can_attend_both(problem, one, other)


def can_attend_both(problem: Problem, one: PlacedSession, other: PlacedSession) -> bool:
    """Whether one person can be at both sessions, the way between them included."""
    if not share_day(one.time, other.time):
        return True
    slots = problem.slots_between(one.place, other.place)
    return one.time.end + slots <= other.time.start or other.time.end + slots <= one.time.start


def precedence(_: Problem, rule: Distribution, one: PlacedSession, other: PlacedSession) -> bool:
    """The first meeting of `one` ends before the first meeting of `other` begins."""
    first = (next(bits(one.time.weeks)), next(bits(one.time.days)))
    second = (next(bits(other.time.weeks)), next(bits(other.time.days)))
    return first < second or (first == second and one.time.end <= other.time.start)


def work_day(_: Problem, rule: Distribution, one: PlacedSession, other: PlacedSession) -> bool:
    longest = max(one.time.end, other.time.end) - min(one.time.start, other.time.start)
    return not share_day(one.time, other.time) or longest <= rule.limits[0]


def min_gap(_: Problem, rule: Distribution, one: PlacedSession, other: PlacedSession) -> bool:
    a, b, gap = one.time, other.time, rule.limits[0]
    return not share_day(a, b) or a.end + gap <= b.start or b.end + gap <= a.start


PAIRS: dict[DistributionKind, Pair] = {
    DistributionKind.SAME_START: same_start,
    DistributionKind.SAME_TIME: same_time,
    DistributionKind.DIFFERENT_TIME: different_time,
    DistributionKind.SAME_DAYS: same_days,
    DistributionKind.DIFFERENT_DAYS: different_days,
    DistributionKind.SAME_WEEKS: same_weeks,
    DistributionKind.DIFFERENT_WEEKS: different_weeks,
    DistributionKind.OVERLAP: overlapping,
    DistributionKind.NOT_OVERLAP: not_overlapping,
    DistributionKind.SAME_ROOM: same_room,
    DistributionKind.DIFFERENT_ROOM: different_room,
    DistributionKind.SAME_ATTENDEES: same_attendees,
    DistributionKind.PRECEDENCE: precedence,
    DistributionKind.WORK_DAY: work_day,
    DistributionKind.MIN_GAP: min_gap,
}


def days_over(_: Problem, rule: Distribution, sessions: list[PlacedSession]) -> int:
    """MaxDays(D): days of the week used beyond D."""
    used = 0
    for session in sessions:
        used |= session.time.days
    return max(0, used.bit_count() - rule.limits[0])


def load_over(problem: Problem, rule: Distribution, sessions: list[PlacedSession]) -> int:
    """MaxDayLoad(S): slots beyond S on a day, summed over days and weeks."""
    loads = (sum(session.time.length for session in day) for day in each_day(problem, sessions))
    return sum(max(0, load - rule.limits[0]) for load in loads)


def breaks_over(problem: Problem, rule: Distribution, sessions: list[PlacedSession]) -> int:
    """MaxBreaks(R,S): breaks longer than S slots beyond R on a day, summed over days and weeks."""
    most, gap = rule.limits
    counts = (len(blocks(day, gap)) - 1 for day in each_day(problem, sessions) if day)
    return sum(max(0, count - most) for count in counts)


def blocks_over(problem: Problem, rule: Distribution, sessions: list[PlacedSession]) -> int:
    """MaxBlock(M,S): blocks of two or more sessions longer than M slots, over days and weeks."""
    longest, gap = rule.limits
    found = (block for day in each_day(problem, sessions) for block in blocks(day, gap))
    return sum(1 for start, end, count in found if count > 1 and end - start > longest)


def each_day(problem: Problem, sessions: list[PlacedSession]) -> Iterator[list[PlacedSession]]:
    """The sessions of every day of every week."""
    for week in range(problem.horizon.weeks):
        for day in range(problem.horizon.days):
            yield [each for each in sessions if each.time.weeks >> week & 1 and each.time.days >> day & 1]


def blocks(sessions: list[PlacedSession], gap: int) -> list[tuple[int, int, int]]:
    """Runs of sessions at most `gap` slots apart: start, end and number of sessions."""
    found: list[tuple[int, int, int]] = []
    for session in sorted(sessions, key=lambda each: each.time.start):
        if found and found[-1][1] + gap >= session.time.start:
            start, end, count = found[-1]
            found[-1] = (start, max(end, session.time.end), count + 1)
        else:
            found.append((session.time.start, session.time.end, 1))
    return found


WHOLES: dict[DistributionKind, Whole] = {
    DistributionKind.MAX_DAYS: days_over,
    DistributionKind.MAX_DAY_LOAD: load_over,
    DistributionKind.MAX_BREAKS: breaks_over,
    DistributionKind.MAX_BLOCK: blocks_over,
}


def broken_pairs(
    problem: Problem, rule: Distribution, sessions: list[PlacedSession]
) -> Iterator[tuple[PlacedSession, PlacedSession]]:
    """The pairs of `sessions`, in the rule's order, that break a rule on pairs."""
    in_order = PAIRS[rule.kind]
    for one, other in combinations(sessions, 2):
        if not in_order(problem, rule, one, other):
            yield one, other


def hard_distributions(problem: Problem, sessions: Sessions) -> Iterator[BrokenRule]:
    """Hard distributions hold."""
    for rule in problem.distributions:
        if rule.penalty is not None:
            continue
        mine = placed(sessions, rule.activities)
        if rule.kind in WHOLE:
            excess = WHOLES[rule.kind](problem, rule, mine)
            if excess:
                text = f"{rule.id} ({rule.kind}{list(rule.limits)}) is exceeded by {excess}"
                yield BrokenRule(rule.kind.value, tuple(each.activity.id for each in mine), text)
            continue
        for one, other in broken_pairs(problem, rule, mine):
            text = f"{rule.id} ({rule.kind}) is broken by {one.activity.id} and {other.activity.id}"
            yield BrokenRule(rule.kind.value, (one.activity.id, other.activity.id), text)


def distribution_penalty(problem: Problem, sessions: Sessions) -> int:
    """Penalties of the soft distributions; sums over weeks are averaged and rounded down."""
    total = 0
    for rule in problem.distributions:
        if rule.penalty is None:
            continue
        mine = placed(sessions, rule.activities)
        if rule.kind is DistributionKind.MAX_DAYS:
            total += rule.penalty * days_over(problem, rule, mine)
        elif rule.kind in WHOLE:
            total += rule.penalty * WHOLES[rule.kind](problem, rule, mine) // problem.horizon.weeks
        else:
            total += rule.penalty * sum(1 for _ in broken_pairs(problem, rule, mine))
    return total
