"""What of a resource is left, from moment to moment: what a timeline draws."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.domain.bookings.attendance import fullest, seats_for
from scheduler.domain.bookings.claims import Claim, Held
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
    """The stretches of `usable` in time order, each with what the rules leave free in it."""
    there = Held(held)
    edges = {edge for claim in held for edge in (claim.span.start, claim.span.end)}
    edges |= {edge for span, _ in out_of_use for edge in (span.start, span.end)}
    found: list[FreeStretch] = []
    for span in usable:
        inside = sorted(edge for edge in edges if span.start < edge < span.end)
        for start, end in zip([span.start, *inside], [*inside, span.end], strict=True):
            part = Span(start, end)
            free = len(free_units(resource, part, held, out_of_use))
            found.append(FreeStretch(part, free, _seats_left(resource, part, there)))
    return tuple(found)


def _seats_left(resource: Resource, span: Span, held: Held) -> int | None:
    seats = seats_for(resource, resource.units) if resource.is_place else None
    return None if seats is None else max(0, seats - fullest(resource, span, held))
