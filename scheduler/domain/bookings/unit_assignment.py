"""Which units to give to many demands at once, so that all of them fit whenever they can.

`conflicts.seat` takes one demand after the other and keeps to what it gave. A day full of sessions
may need better: intervals are coloured with as few colours as overlap at any moment when they are
taken by their start (the left-edge rule), and the colours are given to units such that every
booking that is there already keeps its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scheduler.domain.bookings.claims import Claim, Demand
from scheduler.domain.time.spans import Span, hull


@dataclass(slots=True)
class _Interval:
    """So many units for a span: of the demand `index`, or of what is held (`owns`) or broken."""

    span: Span
    units: int
    index: int | None = None
    owns: tuple[int, ...] = ()
    colours: list[int] = field(default_factory=list)


def seats_together(
    demands: Sequence[Demand],
    held: Iterable[Claim],
    units: int,
    out_of_use: Sequence[tuple[Span, int]] = (),
) -> list[tuple[int, ...]]:
    """Units of one resource for each of `demands`, in their order; none for one that finds no room.

    What is held within one stretch of unbroken use is taken to be held from its first to its last
    moment, unless there is a moment that all of it shares: so told, every colouring can be given to
    the units. It is a proposal; `conflicts.seat` decides.
    """
    wanted = [_Interval(demand.span, demand.units, index) for index, demand in enumerate(demands)]
    chosen: list[tuple[int, ...]] = [()] * len(demands)
    for stretch in _stretches([*wanted, *(_Interval(c.span, 1, owns=(c.unit,)) for c in held)]):
        mine = [each for each in stretch if each.index is not None]
        if not mine:
            continue
        theirs = _told_together([each for each in stretch if each.index is None])
        whole = hull(each.span for each in stretch)
        lost = max((number for span, number in out_of_use if span.overlaps(whole)), default=0)
        theirs.append(_broken(whole, lost, units, theirs))
        _colour([*mine, *theirs], units)
        unit_of = _units_of_colours(theirs, units)
        for each in mine:
            chosen[each.index or 0] = tuple(sorted(unit_of[colour] for colour in each.colours))
    return chosen


def _stretches(intervals: Iterable[_Interval]) -> Iterator[list[_Interval]]:
    """Runs of intervals in which no moment is free; what is in two of them does not meet."""
    run: list[_Interval] = []
    until: datetime | None = None
    for interval in sorted(intervals, key=lambda each: each.span):
        if until is not None and interval.span.start >= until:
            yield run
            run, until = [], None
        run.append(interval)
        until = interval.span.end if until is None else max(until, interval.span.end)
    if run:
        yield run


def _broken(span: Span, lost: int, units: int, held: Iterable[_Interval]) -> _Interval:
    """An outage of some units takes the highest numbers that nobody has."""
    taken = {unit for each in held for unit in each.owns}
    highest = [unit for unit in range(units, 0, -1) if unit not in taken][:lost]
    return _Interval(span, len(highest), owns=tuple(highest))


def _told_together(held: list[_Interval]) -> list[_Interval]:
    if not held or max(h.span.start for h in held) < min(h.span.end for h in held):
        return list(held)
    units = tuple(sorted({unit for each in held for unit in each.owns}))
    return [_Interval(hull(each.span for each in held), len(units), owns=units)]


def _colour(intervals: list[_Interval], colours: int) -> None:
    """Give each interval colours that no other has while it lasts; one that finds too few gets none."""
    free_at: dict[int, datetime] = {}
    for interval in sorted(intervals, key=lambda each: (each.span.start, each.index is not None)):
        free = [
            colour
            for colour in range(colours)
            if colour not in free_at or free_at[colour] <= interval.span.start
        ]
        if len(free) >= interval.units:
            interval.colours = free[: interval.units]
            free_at |= dict.fromkeys(interval.colours, interval.span.end)


def _units_of_colours(held: Iterable[_Interval], units: int) -> dict[int, int]:
    """Per colour a unit, counted from 1: for what is held its own, the lowest left for the others."""
    unit_of = {colour: unit for each in held for colour, unit in zip(each.colours, each.owns, strict=False)}
    left = [unit for unit in range(1, units + 1) if unit not in unit_of.values()]
    rest = (colour for colour in range(units) if colour not in unit_of)
    return unit_of | dict(zip(rest, left, strict=False))
