"""What would be accepted instead of a refused wish: less, elsewhere, at another time, without some dates.

Every alternative is judged by the rules that refused the wish, for the same person; nothing is offered that
they refuse too. Other times are sought when people are about: within the opening hours, and where none are
kept by day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.changed_fields import exchanged
from scheduler.domain.bookings.claims import demands_of
from scheduler.domain.bookings.conflicts import free_units
from scheduler.domain.bookings.hours import partial_outages, people_come
from scheduler.domain.bookings.other_times import moves_near, rules_near, spans_near
from scheduler.domain.bookings.rules import Verdict, Wish, has_begun, judge, judge_all
from scheduler.domain.bookings.series_dates import SeriesCalendar
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.bookings.violations import Rule, Violation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.time.grain import begins_from
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import WeeklyRule, finds_its_hour, moved_alike

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
    that are left of the first place asked for, `awaits` are the owners who would have to agree.
    """

    kind: AlternativeKind
    span: Span
    needs: tuple[Need, ...]
    free: int
    rule: WeeklyRule | None = None
    awaits: tuple[int, ...] = ()


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

    def where(self, other: Wish, around: Surroundings) -> "Recurrence":
        """The same by the clock of the place that `other` asks for."""
        return replace(self, zone=around.clock_at(other.needs))


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
    times = _later_or_earlier(wish, broken, around, now)
    return _pick(_fewer(wish, broken), elsewhere, times, around, now, limit)


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
        Candidate(AlternativeKind.RESOURCE, recurrence.where(other, around).wishes(other), recurrence.rule)
        for other in _elsewhere(wish, also, around)
    )
    skipping = _without_broken_dates(wish, recurrence, around, now)
    times = _other_rules(wish, recurrence, broken, around)
    return _pick(skipping, elsewhere, times, around, now, limit)


def alternatives_to_move(
    wishes: Sequence[Wish],
    violations: Iterable[Violation],
    around: Surroundings,
    now: datetime,
    *,
    calendar: SeriesCalendar,
    also: Sequence[Resource] = (),
    limit: int = 3,
) -> tuple[Alternative, ...]:
    """The same for bookings that move together, at the same wall time by their `calendar`: elsewhere, or by
    another half hour or day. The first wish is the booking that the others follow."""
    broken = tuple(violations)
    days_fit = not any(v.rule in (Rule.HOLIDAY, Rule.NO_SUCH_HOUR) for v in broken)
    elsewhere = (
        Candidate(
            AlternativeKind.RESOURCE,
            tuple(
                replace(wish, needs=exchanged(wish.needs, wishes[0].needs, first.needs)) for wish in wishes
            ),
        )
        for first in _elsewhere(wishes[0], also, around)
        if days_fit
    )
    return _pick((), elsewhere, _all_moved(wishes, broken, calendar, around), around, now, limit)


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
            first = _accepted(candidate, around, now)
            if first is not None:
                found.append(_alternative(candidate, first, around))
    return tuple(found)


def _accepted(candidate: Candidate, around: Surroundings, now: datetime) -> Verdict | None:
    """The verdict on the first wish of what is accepted as a whole."""
    if not candidate.wishes:
        return None
    first = judge(candidate.wishes[0], around, now)
    if first.violations:
        return None
    whole = judge_all(candidate.wishes, around, now) if len(candidate.wishes) > 1 else ()
    return None if any(verdict.violations for verdict in whole) else first


def _alternative(candidate: Candidate, verdict: Verdict, around: Surroundings) -> Alternative:
    wish = candidate.wishes[0]
    first = demands_of(wish.needs[:1], wish.span, around.resources)[0]
    held = around.held.near(first.resource_id, first.span)
    outages = partial_outages(around.closures).get(first.resource_id, ())
    free = free_units(around.resources[first.resource_id], first.span, held, outages)
    return Alternative(candidate.kind, wish.span, wish.needs, len(free), candidate.rule, verdict.awaits)


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


def _later_or_earlier(
    wish: Wish, violations: Sequence[Violation], around: Surroundings, now: datetime
) -> Iterator[Candidate]:
    """Starts in half-hour steps, nearest to the wish first, never in the past."""
    if has_begun(wish, now) or any(v.rule in TIMELESS for v in violations):
        return
    for span in spans_near(wish.span, around.clock_at(wish.needs)):
        moved = replace(wish, span=span)
        if span.start >= begins_from(now) and _people_come([moved], around):
            yield Candidate(AlternativeKind.TIME, (moved,))


def _people_come(wishes: Iterable[Wish], around: Surroundings) -> bool:
    return all(people_come(wish.needs, wish.span, around) for wish in wishes)


def _all_moved(
    wishes: Sequence[Wish], violations: Sequence[Violation], calendar: SeriesCalendar, around: Surroundings
) -> Iterator[Candidate]:
    if any(v.rule in TIMELESS for v in violations):
        return
    first, zone = wishes[0].span, calendar.zone
    for target in moves_near(first, zone):
        moved = tuple(replace(wish, span=moved_alike(wish.span, first, target, zone)) for wish in wishes)
        every_hour = all(finds_its_hour(wish.span, first, target, zone) for wish in wishes)
        if every_hour and _people_come(moved, around) and not _on_days_off(moved, calendar):
            yield Candidate(AlternativeKind.TIME, moved)


def _on_days_off(wishes: Iterable[Wish], calendar: SeriesCalendar) -> bool:
    return any(wish.before and calendar.rules_broken(wish.before.span, wish.span) for wish in wishes)


def _without_broken_dates(
    wish: Wish, recurrence: Recurrence, around: Surroundings, now: datetime
) -> Iterator[Candidate]:
    """The series without the dates that are refused."""
    occurrences = recurrence.rule.occurrences(recurrence.zone, recurrence.holidays)
    verdicts = judge_all(recurrence.wishes(wish), around, now)
    broken = {on for (on, _), verdict in zip(occurrences, verdicts, strict=True) if verdict.violations}
    rule = replace(recurrence.rule, except_on=recurrence.rule.except_on | broken)
    yield Candidate(AlternativeKind.SKIP, recurrence.wishes(wish, rule), rule)


def _other_rules(
    wish: Wish, recurrence: Recurrence, violations: Sequence[Violation], around: Surroundings
) -> Iterator[Candidate]:
    """The series at another time of the day, nearest first, then on neighbouring days of the week."""
    if any(v.rule in TIMELESS for v in violations):
        return
    for rule in rules_near(recurrence.rule):
        moved = recurrence.wishes(wish, rule)
        if _people_come(moved, around):
            yield Candidate(AlternativeKind.TIME, moved, rule)
