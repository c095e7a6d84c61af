"""When somebody or something is busy by a calendar that is not ours.

It is advice from outside and holds nothing: what is ours is told apart by claims alone. The rules ask it
whether a time can be had; a booking that was there first stays, and the clash is reported.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scheduler.domain.bookings.claims import Claim
from scheduler.domain.time.spans import Span, merged


class Elsewhere:
    """Per resource the spans in which it is busy elsewhere, disjoint and in order."""

    def __init__(self, spans: Iterable[tuple[int, Span]] = ()) -> None:
        gathered: dict[int, list[Span]] = {}
        for resource_id, span in spans:
            gathered.setdefault(resource_id, []).append(span)
        self._spans: Mapping[int, list[Span]] = {key: merged(known) for key, known in gathered.items()}

    @property
    def resource_ids(self) -> frozenset[int]:
        """Those of which anything is known."""
        return frozenset(self._spans)

    def of(self, resource_id: int) -> tuple[Span, ...]:
        """All that is known of one resource."""
        return tuple(self._spans.get(resource_id, ()))

    def during(self, resource_id: int, span: Span) -> Iterator[Span]:
        """What touches `span`, in order."""
        known = self._spans.get(resource_id, ())
        first = max(0, bisect_right(known, span.start, key=lambda each: each.start) - 1)
        for each in known[first:]:
            if each.start >= span.end:
                return
            if each.overlaps(span):
                yield each


@dataclass(frozen=True, slots=True, order=True)
class Clash:
    """A booking holds a resource in a `span` in which the calendar `source_id` says that it is busy."""

    span: Span
    booking_id: int
    resource_id: int
    source_id: int


def clashes_of(source_id: int, busy: Iterable[Span], claims: Iterable[Claim]) -> frozenset[Clash]:
    """Every claim against every span: what a search by index must find too."""
    held = list(claims)
    return frozenset(
        Clash(span, claim.booking_id, claim.resource_id, source_id)
        for span in busy
        for claim in held
        if claim.span.overlaps(span)
    )
