"""The planner's console: figures, bars, the curve of cost and bound, and reasons in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.i18n import Times, Words
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.campus.resources import Resource
from scheduler.domain.time.spans import Span
from scheduler.services.planning.data_problems import Fault
from scheduler.services.planning.differences import Comparison, Difference, Kind

TERMS: Final = (
    "unplaced",
    "time",
    "resource",
    "capacity",
    "distribution",
    "compactness",
    "working_days",
    "stability",
    "travel",
    "student",
    "change",
)
"""What the solver weighs, in its order."""
WIDTH, HEIGHT = 400, 100
MOST_SHOWN: Final = 200
Point = Sequence[float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermBar:
    """One named part of the cost; `share` is its percentage of the largest."""

    code: str
    name: str
    weight: float
    value: float
    cost: float
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Points for two polylines of 400 by 100, as SVG wants them."""

    cost: str
    bound: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """One difference with what is in force: empty texts where there is no before or after."""

    kind: str
    title: str
    before: str
    after: str


def term_bars(terms: Mapping[str, Any], words: Words) -> tuple[TermBar, ...]:
    """The terms that cost something, the dearest first; then those that cost nothing."""
    known = sorted(terms.items(), key=lambda term: -float(term[1].get("cost") or 0))
    largest = max((float(term.get("cost") or 0) for _, term in known), default=0) or 1
    return tuple(
        TermBar(
            code=name,
            name=_named("term", name, words),
            weight=term.get("weight") or 0,
            value=term.get("value") or 0,
            cost=term.get("cost") or 0,
            share=round(100 * float(term.get("cost") or 0) / largest),
        )
        for name, term in known
    )


def progress_bars(progress: Mapping[str, Any], words: Words) -> tuple[TermBar, ...]:
    """The terms of the best plan so far; all of them at nothing before there is one, for a script to fill."""
    said = {term["name"]: term for term in progress.get("terms") or ()}
    return term_bars({name: {} for name in TERMS} | said, words)


def curve(trace: Iterable[Point], seconds: int) -> Curve:
    """The course of cost and bound; time goes to the right, cost up."""
    points = [point for point in trace if point[0] is not None]
    highest = max((float(point[1] or 0) for point in points), default=0) or 1
    return Curve(cost=_line(points, 1, seconds, highest), bound=_line(points, 2, seconds, highest))


def _line(points: Sequence[Point], column: int, seconds: int, highest: float) -> str:
    drawn = []
    for point in points:
        value, elapsed = point[column], point[0]
        if value is not None and elapsed is not None:
            across = min(float(elapsed) / max(seconds, 1), 1) * WIDTH
            drawn.append(f"{across:.1f},{HEIGHT - 0.95 * HEIGHT * float(value) / highest:.1f}")
    return " ".join(drawn)


def _named(section: str, name: str, words: Words) -> str:
    key = f"{section}.{name.replace('-', '_')}"
    return words(key) if words.has(key) else name.replace("_", " ").replace("-", " ")


def faults_in_words(faults: Iterable[Fault], words: Words, times: Times) -> tuple[tuple[Fault, str], ...]:
    """What is wrong with the data, each with its sentence."""
    return tuple((fault, _fault(fault, words, times)) for fault in faults)


def _fault(fault: Fault, words: Words, times: Times) -> str:
    data = fault.data
    match fault.code:
        case "nobody_fits":
            kind = words(f"kinds.{data['kind']}")
            reasons = [_named("why_not", reason, words) for reason in data.get("reasons", {})]
            numbers = {"count": data["count"], "fitting": data["fitting"]}
            return words("fault.nobody_fits", kind=kind, reasons=", ".join(reasons), **numbers)
        case "no_time":
            return words(f"fault.{data['reason']}")
        case "overbooked":
            asked, there = times.length(data["minutes_asked"]), times.length(data["minutes_there"])
            return words("fault.overbooked", asked=asked, there=there)
        case _:
            return fault.code


def changes_in_words(
    comparison: Comparison, known: Mapping[int, Resource], times: Times
) -> tuple[ShownChange, ...]:
    """Every difference but what stays the same, the first ones first."""
    shown = [one for one in comparison.differences if one.kind is not Kind.SAME]
    return tuple(_change(one, known, times) for one in shown[:MOST_SHOWN])


def _change(one: Difference, known: Mapping[int, Resource], times: Times) -> ShownChange:
    title = one.session.title if one.session else one.booking.title if one.booking else ""
    return ShownChange(
        kind=one.kind.value,
        title=title,
        before=_place(one.before, known, times),
        after=_place(one.after, known, times),
    )


def _place(place: tuple[Span, tuple[Need, ...]] | None, known: Mapping[int, Resource], times: Times) -> str:
    if place is None:
        return ""
    span, needs = place
    rooms = (known[need.resource_id] for need in needs if need.resource_id in known)
    return ", ".join([times.span(span), *(room.name for room in rooms if not room.travels)])
