"""When a resource cannot be had at all: every unit is taken, it is busy elsewhere, or it is not open."""

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.hours import closures_of, open_hours, windows_of
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.campus.resources import Resource
from scheduler.domain.time.spans import Span, difference, intersection, merged


@dataclass(frozen=True, slots=True)
class Occupation:
    """Disjoint spans in order: when it is taken, and when it is not there to be taken."""

    busy: tuple[Span, ...]
    unavailable: tuple[Span, ...] = ()


def occupation(resource: Resource, within: Span, around: Surroundings) -> Occupation:
    """A lab of eight stations is busy while all eight are taken; three of them leave it free."""
    taken = full(around.held.near(resource.id, within), resource.units)
    busy = intersection([*taken, *around.elsewhere.of(resource.id)], [within])
    closed = [each.span for each in closures_of(resource, around.closures)]
    hours = open_hours(resource, within, around)
    for there in (hours, windows_of(resource, around.windows) or None):
        if there is not None:
            closed += difference([within], there)
    return Occupation(tuple(busy), tuple(intersection(closed, [within])))


def full(claims: Iterable[Claim], units: int) -> list[Span]:
    """When as many units as there are, are claimed at once."""
    steps = sorted(step for claim in claims for step in ((claim.span.start, 1), (claim.span.end, -1)))
    found, count, since = [], 0, None
    for at, change in steps:
        count += change
        if since is None and count >= units:
            since = at
        elif since is not None and count < units:
            if at > since:
                found.append(Span(since, at))
            since = None
    return merged(found)
