"""What would be accepted instead of a refused wish: later, earlier, elsewhere, or less."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.domain.bookings import Need
from scheduler.domain.claims import demands_of
from scheduler.domain.conflicts import free_units
from scheduler.domain.resources import Resource
from scheduler.domain.rules import Surroundings, Verdict, Wish, judge
from scheduler.domain.spans import Span
from scheduler.domain.violations import Rule

STEP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A span and needs that the rules accept, and how they differ from what was asked.

    `kind` is `time`, `resource`, `fewer` or `time_and_resource`; `free` counts the units that are
    left of the first place asked for.
    """

    kind: str
    span: Span
    needs: tuple[Need, ...]
    free: int


def alternatives_to(
    wish: Wish, around: Surroundings, now: datetime, *, also: Sequence[Resource] = (), limit: int = 3
) -> tuple[Alternative, ...]:
    """The nearest `limit` wishes that `judge` accepts, nearest first.

    `around` reaches as far as alternatives are wanted; `also` are resources that could stand in for
    a place that was asked (same kind, enough units and features), and are in `around` too.
    """
    found: list[Alternative] = []
    fewer = _fewer(wish, around, now)
    if fewer is not None:
        found.append(fewer)
    for other in _elsewhere(wish, also, around):
        if len(found) >= limit - 1:
            break
        if _accepted(judge(other, around, now)):
            found.append(_alternative("resource", other, around))
    for span in _nearby(wish.span, now):
        if len(found) >= limit:
            break
        later = replace(wish, span=span)
        if _accepted(judge(later, around, now)):
            found.append(_alternative("time", later, around))
    return tuple(found[:limit])


def _accepted(verdict: Verdict) -> bool:
    return not verdict.violations


def _nearby(span: Span, now: datetime) -> Iterator[Span]:
    """Starts in half-hour steps over two weeks, nearest to the wish first, never in the past."""
    steps = range(1, 2 * 24 * 14 + 1)
    for step in steps:
        for start in (span.start + step * STEP, span.start - step * STEP):
            if start > now:
                yield span.moved_to(start)


def _elsewhere(wish: Wish, also: Iterable[Resource], around: Surroundings) -> Iterator[Wish]:
    """The wish with one place exchanged for another that could stand in for it."""
    for need in wish.needs:
        asked = around.resources[need.resource_id]
        if not asked.is_place:
            continue
        for other in also:
            if other.id != asked.id and can_stand_in(other, asked, need.units):
                needs = tuple(Need(other.id, n.units) if n == need else n for n in wish.needs)
                yield replace(wish, needs=needs)


def can_stand_in(other: Resource, asked: Resource, units: int | None) -> bool:
    """Whether `other` offers what somebody who asked for `asked` was after."""
    wanted = asked.units if units is None else units
    return (
        other.kind is asked.kind
        and other.features >= asked.features
        and other.units >= wanted
        and (asked.seats is None or other.seats is None or other.seats >= asked.seats)
    )


def _fewer(wish: Wish, around: Surroundings, now: datetime) -> Alternative | None:
    """As many units as are left now, when that is all that is wrong."""
    verdict = judge(wish, around, now)
    if {v.rule for v in verdict.violations} - {Rule.UNITS_TAKEN, Rule.TOO_MANY_UNITS}:
        return None
    left = {v.resource_id: int(v.data["free"]) for v in verdict.violations}
    if not left or min(left.values()) < 1:
        return None
    needs = tuple(Need(n.resource_id, left.get(n.resource_id, n.units)) for n in wish.needs)
    less = replace(wish, needs=needs)
    return _alternative("fewer", less, around) if _accepted(judge(less, around, now)) else None


def _alternative(kind: str, wish: Wish, around: Surroundings) -> Alternative:
    first = demands_of(wish.needs, wish.span, around.resources)[0]
    free = free_units(around.resources[first.resource_id], first.span, around.held)
    return Alternative(kind, wish.span, wish.needs, len(free))
