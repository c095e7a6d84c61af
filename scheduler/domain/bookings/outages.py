"""Whom it hits when something cannot be used."""

from collections.abc import Iterable, Mapping

from scheduler.domain.bookings.claims import Claim
from scheduler.domain.campus.opening_hours import Closure
from scheduler.domain.campus.resources import Resource


def hit_by(closure: Closure, claims: Iterable[Claim], resources: Mapping[int, Resource]) -> frozenset[int]:
    """The bookings that held something of what `closure` takes out of use.

    When it takes some of a resource's units, those are hit that overlap a moment in which more units
    are held than are left; which of them makes way is for a person to say.
    """
    during = [claim for claim in claims if claim.span.overlaps(closure.span)]
    if closure.units is None:
        return frozenset(claim.booking_id for claim in during)
    hit: set[int] = set()
    for claim in during:
        resource = resources[claim.resource_id]
        at = max(claim.span.start, closure.span.start)
        together = [
            other
            for other in during
            if other.resource_id == claim.resource_id and other.span.start <= at < other.span.end
        ]
        if len(together) > resource.units - closure.units:
            hit |= {other.booking_id for other in together}
    return frozenset(hit)
