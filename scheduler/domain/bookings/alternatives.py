"""What would be accepted instead of a refused wish: less, elsewhere, at another time, without some dates.

Every alternative is judged by the rules that refused the wish; nothing is offered that they refuse too.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import demands_of
from scheduler.domain.bookings.conflicts import free_units
from scheduler.domain.bookings.hours import partial_outages
from scheduler.domain.bookings.rules import Wish, has_begun, judge, judge_all
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.bookings.violations import Rule, Violation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.time.grain import begins_from
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import WeeklyRule, moved_alike

STEP = timedelta(minutes=30)
REACH = timedelta(days=14)
"""How far from the wish another time is looked for."""
SERIES_REACH = timedelta(days=3)
"""The same for a series, whose days of the week move."""

TIMELESS = frozenset(
    {Rule.TOO_MANY_UNITS, Rule.TOO_MANY_PEOPLE, Rule.NOT_SHARED, Rule.INACTIVE, Rule.TOO_LONG}
)
"""Rules that no other time would mend."""


class AlternativeKind(StrEnum):
    FEWER = "fewer"
    RESOURCE = "resource"
    TIME = "time"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Alternative:
    """A span and needs that the rules accept, and in what they differ from what was asked.

    Of a series, `span` is the first occurrence and `rule` the whole of it. `free` counts the units
    that are left of the first place asked for.
    """

    kind: AlternativeKind
    span: Span
    needs: tuple[Need, ...]
    free: int
    rule: WeeklyRule | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Wishes that might be accepted together: one of a single booking, one a date of a series."""

    kind: AlternativeKind
    wishes: tuple[Wish, ...]
    rule: WeeklyRule | None = None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A weekly rule with what it needs to become dates: the zone, and the holidays it skips."""

    rule: WeeklyRule
    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()

    def wishes(self, like: Wish, rule: WeeklyRule | None = None) -> tuple[Wish, ...]:
        """`like` at every occurrence of the rule (or of another one)."""
        occurrences = (rule or self.rule).occurrences(self.zone, self.holidays)
        return tuple(replace(like, span=span) for _, span in occurrences)


def alternatives_to(
    wish: Wish,
    violations: Iterable[Violation],
    around: Surroundings,
    now: datetime,
    *,
    also: Sequence[Resource] = (),
    limit: int = 3,
) -> tuple[Alternative, ...]:
    """The nearest `limit` wishes that the rules accept instead of `wish`, which breaks `violations`.

    `around` reaches `REACH` further than the wish; `also` are resources that could stand in for a
    place that was asked, and are in `around` too.
    """
    broken = tuple(violations)
    elsewhere = (Candidate(AlternativeKind.RESOURCE, (other,)) for other in _elsewhere(wish, also, around))
    return _pick(_fewer(wish, broken), elsewhere, _later_or_earlier(wish, broken, now), around, now, limit)


def series_alternatives(
    wish: Wish,
    recurrence: Recurrence,
    violations: Iterable[Violation],
    around: Surroundings,
    now: datetime,
    *,
    also: Sequence[Resource] = (),
    limit: int = 3,
) -> tuple[Alternative, ...]:
    """The same for a series, with `SERIES_REACH`: the dates that are free, another place, another time."""
    broken = tuple(violations)
    elsewhere = (
        Candidate(AlternativeKind.RESOURCE, recurrence.wishes(other), recurrence.rule)
        for other in _elsewhere(wish, also, around)
    )
    skipping = _without_broken_dates(wish, recurrence, around, now)
    return _pick(skipping, elsewhere, _other_rules(wish, recurrence, broken), around, now, limit)


def alternatives_to_move(
    wishes: Sequence[Wish],
    violations: Iterable[Violation],
    around: Surroundings,
    now: datetime,
    *,
    zone: ZoneInfo,
    also: Sequence[Resource] = (),
    limit: int = 3,
) -> tuple[Alternative, ...]:
    """The same for bookings that move together, at the same wall time in `zone`: elsewhere, or by another
    half hour or day. The first wish is the booking that the others follow."""
    broken = tuple(violations)
    elsewhere = (
        Candidate(
            AlternativeKind.RESOURCE, tuple(_exchanged(wish, first.needs, wishes[0].needs) for wish in wishes)
        )
        for first in _elsewhere(wishes[0], also, around)
    )
    return _pick((), elsewhere, _all_moved(wishes, broken, zone), around, now, limit)


def can_stand_in(other: Resource, asked: Resource, units: int | None) -> bool:
    """Whether `other` offers what somebody who asked for `asked` was after."""
    wanted = asked.units if units is None else units
    return (
        other.id != asked.id
        and other.active
        and other.kind is asked.kind
        and other.features >= asked.features
        and other.units >= wanted
        and (asked.seats is None or other.seats is None or other.seats >= asked.seats)
    )


def _pick(
    less: Iterable[Candidate],
    elsewhere: Iterable[Candidate],
    at_other_times: Iterable[Candidate],
    around: Surroundings,
    now: datetime,
    limit: int,
) -> tuple[Alternative, ...]:
    """Less first, then elsewhere (leaving room for one other time), then other times."""
    found: list[Alternative] = []
    for candidates, most in ((less, limit), (elsewhere, limit - 1), (at_other_times, limit)):
        for candidate in candidates:
            if len(found) >= most:
                break
            if _accepted(candidate, around, now):
                found.append(_alternative(candidate, around))
    return tuple(found)


def _accepted(candidate: Candidate, around: Surroundings, now: datetime) -> bool:
    if not candidate.wishes or judge(candidate.wishes[0], around, now).violations:
        return False
    if len(candidate.wishes) == 1:
        return True
    return not any(verdict.violations for verdict in judge_all(candidate.wishes, around, now))


def _alternative(candidate: Candidate, around: Surroundings) -> Alternative:
    wish = candidate.wishes[0]
    first = demands_of(wish.needs[:1], wish.span, around.resources)[0]
    held = around.held.near(first.resource_id, first.span)
    outages = partial_outages(around.closures).get(first.resource_id, ())
    free = free_units(around.resources[first.resource_id], first.span, held, outages)
    return Alternative(candidate.kind, wish.span, wish.needs, len(free), candidate.rule)


def _fewer(wish: Wish, violations: Sequence[Violation]) -> Iterator[Candidate]:
    """As many units as are left at that time, when nothing else is wrong."""
    if {v.rule for v in violations} - {Rule.UNITS_TAKEN, Rule.TOO_MANY_UNITS}:
        return
    left = {v.resource_id: int(v.data["free"]) for v in violations}
    asked = {need.resource_id for need in wish.needs}
    if left and min(left.values()) >= 1 and left.keys() <= asked:
        needs = tuple(Need(n.resource_id, left.get(n.resource_id, n.units)) for n in wish.needs)
        yield Candidate(AlternativeKind.FEWER, (replace(wish, needs=needs),))


def _elsewhere(wish: Wish, also: Iterable[Resource], around: Surroundings) -> Iterator[Wish]:
    """The wish with one place exchanged for another that could stand in for it."""
    taken = {need.resource_id for need in wish.needs}
    for need in wish.needs:
        asked = around.resources[need.resource_id]
        if not asked.is_place:
            continue
        for other in also:
            if other.id not in taken and can_stand_in(other, asked, need.units):
                needs = tuple(Need(other.id, n.units) if n == need else n for n in wish.needs)
                yield replace(wish, needs=needs)


def _later_or_earlier(wish: Wish, violations: Sequence[Violation], now: datetime) -> Iterator[Candidate]:
    """Starts in half-hour steps, nearest to the wish first, never in the past."""
    if has_begun(wish, now) or any(v.rule in TIMELESS for v in violations):
        return
    for step in range(1, REACH // STEP + 1):
        for start in (wish.span.start + step * STEP, wish.span.start - step * STEP):
            if start >= begins_from(now):
                moved = replace(wish, span=wish.span.moved_to(start))
                yield Candidate(AlternativeKind.TIME, (moved,))


def _exchanged(wish: Wish, new: Sequence[Need], old: Sequence[Need]) -> Wish:
    """`wish` with the place that differs between `old` and `new` exchanged where it is asked for."""
    instead = {was.resource_id: becomes.resource_id for was, becomes in zip(old, new, strict=True)}
    needs = tuple(Need(instead.get(need.resource_id, need.resource_id), need.units) for need in wish.needs)
    return replace(wish, needs=needs)


def _all_moved(
    wishes: Sequence[Wish], violations: Sequence[Violation], zone: ZoneInfo
) -> Iterator[Candidate]:
    if any(v.rule in TIMELESS for v in violations):
        return
    first = wishes[0].span
    hours = [sign * step * STEP for step in range(1, timedelta(days=1) // STEP) for sign in (1, -1)]
    days = [timedelta(days=sign * day) for day in range(1, SERIES_REACH.days + 1) for sign in (1, -1)]
    for shift in hours + days:
        target = first.moved_to(first.start + shift)
        moved = (replace(wish, span=moved_alike(wish.span, first, target, zone)) for wish in wishes)
        yield Candidate(AlternativeKind.TIME, tuple(moved))


def _without_broken_dates(
    wish: Wish, recurrence: Recurrence, around: Surroundings, now: datetime
) -> Iterator[Candidate]:
    """The series without the dates that are refused."""
    occurrences = recurrence.rule.occurrences(recurrence.zone, recurrence.holidays)
    verdicts = judge_all(recurrence.wishes(wish), around, now)
    broken = {on for (on, _), verdict in zip(occurrences, verdicts, strict=True) if verdict.violations}
    rule = replace(recurrence.rule, except_on=recurrence.rule.except_on | broken)
    yield Candidate(AlternativeKind.SKIP, recurrence.wishes(wish, rule), rule)


def _other_rules(wish: Wish, recurrence: Recurrence, violations: Sequence[Violation]) -> Iterator[Candidate]:
    """The series at another time of the day, nearest first, then on neighbouring days of the week."""
    if any(v.rule in TIMELESS for v in violations):
        return
    for rule in (*_other_times(recurrence.rule), *_other_days(recurrence.rule)):
        yield Candidate(AlternativeKind.TIME, recurrence.wishes(wish, rule), rule)


def _other_times(rule: WeeklyRule) -> Iterator[WeeklyRule]:
    start = datetime.combine(rule.first_on, rule.at)
    for step in range(1, timedelta(days=1) // STEP):
        for moved in (start + step * STEP, start - step * STEP):
            if moved.date() == rule.first_on:
                yield replace(rule, at=moved.time())


def _other_days(rule: WeeklyRule) -> Iterator[WeeklyRule]:
    for shift in range(1, SERIES_REACH.days + 1):
        for days in (shift, -shift):
            yield replace(rule, weekdays=tuple(sorted((day + days) % 7 for day in rule.weekdays)))
