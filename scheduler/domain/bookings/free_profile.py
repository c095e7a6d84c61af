"""What of a resource is left, from moment to moment: what a timeline draws."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.bookings.attendance import most_present, seats_for
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.conflicts import free_units
from scheduler.domain.campus.resources import Resource
from scheduler.domain.time.spans import Span


@dataclass(frozen=True, slots=True, order=True)
class FreeStretch:
    """A span in which the number of free units stays the same, and the seats that are left all through it;
    None: nobody counts them."""

    span: Span
    free: int
    seats: int | None = None


def free_profile(
    resource: Resource,
    usable: Iterable[Span],
    held: Sequence[Claim],
    out_of_use: Sequence[tuple[Span, int]] = (),
) -> tuple[FreeStretch, ...]:
    """The stretches of `usable`, which do not overlap, in time order, each with what the rules leave free."""
    edges = {edge for claim in held for edge in (claim.span.start, claim.span.end)}
    edges |= {edge for span, _ in out_of_use for edge in (span.start, span.end)}
    moments, coming = sorted(edges), sorted(held, key=_start, reverse=True)
    seats = seats_for(resource, resource.units) if resource.is_place else None
    there: list[Claim] = []
    found: list[FreeStretch] = []
    for span in sorted(usable):
        inside = moments[bisect_right(moments, span.start) : bisect_left(moments, span.end)]
        for start, end in zip([span.start, *inside], [*inside, span.end], strict=True):
            part = Span(start, end)
            while coming and coming[-1].span.start < end:
                there.append(coming.pop())
            there = [claim for claim in there if claim.span.end > start]
            free = len(free_units(resource, part, there, out_of_use))
            left = seats and max(0, seats - most_present(resource, part, there))
            found.append(FreeStretch(part, free, left))
    return tuple(found)


def _start(claim: Claim) -> datetime:
    return claim.span.start
