"""How many units of a resource are free, from moment to moment: what a timeline draws."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.conflicts import free_units
from scheduler.domain.campus.resources import Resource
from scheduler.domain.time.spans import Span


@dataclass(frozen=True, slots=True, order=True)
class FreeStretch:
    """A span in which the number of free units stays the same."""

    span: Span
    free: int


def free_profile(
    resource: Resource,
    usable: Iterable[Span],
    held: Sequence[Claim],
    out_of_use: Sequence[tuple[Span, int]] = (),
) -> tuple[FreeStretch, ...]:
    """The stretches of `usable` in time order, each with what the conflict rule leaves free in it."""
    edges = {edge for claim in held for edge in (claim.span.start, claim.span.end)}
    edges |= {edge for span, _ in out_of_use for edge in (span.start, span.end)}
    found: list[FreeStretch] = []
    for span in usable:
        inside = sorted(edge for edge in edges if span.start < edge < span.end)
        for start, end in zip([span.start, *inside], [*inside, span.end], strict=True):
            part = Span(start, end)
            found.append(FreeStretch(part, len(free_units(resource, part, held, out_of_use))))
    return tuple(found)
