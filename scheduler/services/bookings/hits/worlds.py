"""The world as the judge sees it around many bookings at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from scheduler.domain.bookings.hits import StandingBooking, relocated
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.campus.resources import Resource
from scheduler.domain.time.spans import Span, hull
from scheduler.services.bookings.hits.scope import ChangeScope
from scheduler.storage import records
from scheduler.storage.bookings import surroundings
from scheduler.storage.bookings.coming import coming
from scheduler.storage.identity.people import who_left
from scheduler.storage.store import Tx

_MOST_SPANS: Final = 200
"""Beyond so many bookings everything between the first and the last is fetched at once."""
_NEVER: Final = Span(datetime.fromisoformat("2000-01-01T00:00Z"), datetime.fromisoformat("2000-01-02T00:00Z"))


async def in_scope(tx: Tx, scope: ChangeScope, now: datetime) -> list[StandingBooking]:
    """The bookings to come that a change of this scope can be about, in id order."""
    if scope.empty:
        return []
    return await coming(tx, scope.resource_ids, scope.organiser_ids, scope.within, now)


async def world_around(
    tx: Tx,
    standing: Sequence[StandingBooking],
    now: datetime,
    *,
    also: Sequence[Resource] = (),
    reach: timedelta = timedelta(),
) -> Surroundings:
    """What the judge needs for these bookings where they stand, and for `also` in their stead."""
    bookings = [each.booking for each in standing]
    ids = {need.resource_id for booking in bookings for need in booking.needs}
    ids |= {claim.resource_id for each in standing for claim in each.claims}
    ids |= {resource.id for resource in also}
    resources = dict(sorted((await records.by_id(tx, Resource, ids)).items()))
    organisers = {booking.organiser_id for booking in bookings if booking.organiser_id is not None}
    around = await surroundings.surroundings(
        tx, resources, _spans(standing), now, person_ids=organisers, reach=reach
    )
    return replace(
        around,
        held=relocated(around.held, standing, resources),
        left=await who_left(tx, organisers),
    )


def _spans(standing: Sequence[StandingBooking]) -> list[Span]:
    spans = [each.booking.span for each in standing]
    if not spans:
        return [_NEVER]
    return spans if len(spans) <= _MOST_SPANS else [hull(spans)]
