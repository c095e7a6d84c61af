"""Stretches of time: half-open, aware, in UTC."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid

LONGEST = timedelta(days=14)
"""No booking lasts longer; storage may bound its searches by it."""
LONGEST_CLAIM = LONGEST + timedelta(days=2)
"""The same for a claim, with at most a day of set-up and a day of tear-down."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The instants from `start` up to but not including `end`.

    Raises `Invalid` when an instant has no zone or the end does not lie after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        # Equality across zones fails in the repeated hour of October, so every span is kept in UTC. Most are
        # in UTC already, and there are many of them.
        if self.start.tzinfo is not UTC:
            object.__setattr__(self, "start", _in_utc("start", self.start))
        if self.end.tzinfo is not UTC:
            object.__setattr__(self, "end", _in_utc("end", self.end))
        if self.end <= self.start:
            raise Invalid("end", InvalidCode.NOT_AFTER_START)

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    @property
    def minutes(self) -> int:
        return int(self.length.total_seconds() // 60)

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def padded(self, before: timedelta, after: timedelta) -> "Span":
        return Span(self.start - before, self.end + after)

    def moved_to(self, start: datetime) -> "Span":
        return Span(start, start + self.length)


def _in_utc(field: str, instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise Invalid(field, InvalidCode.NO_ZONE)
    return instant.astimezone(UTC)


def hull(spans: Iterable[Span]) -> Span:
    """The shortest span that contains all of `spans` (at least one)."""
    known = list(spans)
    return Span(min(s.start for s in known), max(s.end for s in known))


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same instants as `spans`, as disjoint spans in order; touching spans become one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


def covered(span: Span, by: Iterable[Span]) -> bool:
    """Whether the spans of `by` together leave no instant of `span` out."""
    return any(part.contains(span) for part in merged(by))


def intersection(one: Iterable[Span], other: Iterable[Span]) -> list[Span]:
    """The instants that lie in a span of each, as disjoint spans in order."""
    others, first = merged(other), 0
    found: list[Span] = []
    for span in merged(one):
        while first < len(others) and others[first].end <= span.start:
            first += 1
        for hit in _while_before(span.end, others, first):
            found.append(Span(max(span.start, hit.start), min(span.end, hit.end)))
    return found


def difference(one: Iterable[Span], other: Iterable[Span]) -> list[Span]:
    """The instants of `one` that lie in no span of `other`, as disjoint spans in order."""
    holes, first = merged(other), 0
    left: list[Span] = []
    for span in merged(one):
        while first < len(holes) and holes[first].end <= span.start:
            first += 1
        start = span.start
        for hole in _while_before(span.end, holes, first):
            if start < hole.start:
                left.append(Span(start, hole.start))
            start = hole.end
        if start < span.end:
            left.append(Span(start, span.end))
    return left


def _while_before(end: datetime, spans: list[Span], first: int) -> Iterator[Span]:
    """Of spans in order, those from number `first` that begin before `end`."""
    while first < len(spans) and spans[first].start < end:
        yield spans[first]
        first += 1
