"""Stretches of time: half-open, aware, in UTC."""

from collections.abc import Iterable
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
        for field in ("start", "end"):
            if getattr(self, field).tzinfo is None:
                raise Invalid(field, InvalidCode.NO_ZONE)
        # Equality across zones fails in the repeated hour of October, so every span is kept in UTC.
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
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
    others = merged(other)
    return [
        Span(max(a.start, b.start), min(a.end, b.end)) for a in merged(one) for b in others if a.overlaps(b)
    ]


def difference(one: Iterable[Span], other: Iterable[Span]) -> list[Span]:
    """The instants of `one` that lie in no span of `other`, as disjoint spans in order."""
    left = merged(one)
    for hole in merged(other):
        left = [part for span in left for part in _around(span, hole)]
    return left


def _around(span: Span, hole: Span) -> Iterable[Span]:
    if not span.overlaps(hole):
        yield span
        return
    if span.start < hole.start:
        yield Span(span.start, hole.start)
    if hole.end < span.end:
        yield Span(hole.end, span.end)
