"""What somebody has made already for the time that is asked: perhaps the same once more, by mistake.

It is no rule, and refuses nothing by itself: a planner books for many. Who wants to be asked says so.
"""

from collections.abc import Sequence
from datetime import datetime

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.states import holds_places
from scheduler.domain.identity.people import Actor
from scheduler.domain.time.spans import Span, hull
from scheduler.storage.bookings.booking_filter import BookingFilter
from scheduler.storage.bookings.bookings import list_bookings
from scheduler.storage.store import Tx


async def own_overlaps(tx: Tx, actor: Actor, spans: Sequence[Span], now: datetime) -> tuple[Booking, ...]:
    """The bookings of one's own at the same time as any of `spans`, by their start."""
    whole = hull(spans)
    mine = await list_bookings(tx, BookingFilter(organiser_id=actor.id, after=whole.start, before=whole.end))
    found = (
        booking
        for booking in mine
        if holds_places(booking.as_of(now).status) and any(booking.span.overlaps(span) for span in spans)
    )
    return tuple(sorted(found, key=lambda booking: booking.span))
