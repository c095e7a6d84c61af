"""What somebody has made already for the time that is asked: perhaps the same once more, by mistake.

It is no rule, and refuses nothing: a planner books for many. A page asks about it before it books.
"""

from collections.abc import Sequence
from datetime import datetime

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.states import Happening, holds_places, right_to
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import require
from scheduler.domain.time.spans import Span, hull
from scheduler.services.bookings.commands import RequestBooking
from scheduler.services.bookings.evaluate import understand
from scheduler.services.bookings.repeated import earlier_answer
from scheduler.storage.bookings.booking_filter import BookingFilter
from scheduler.storage.bookings.bookings import list_bookings
from scheduler.storage.store import Store, Tx


async def see_own_overlaps(
    store: Store, actor: Actor | None, command: RequestBooking, now: datetime
) -> tuple[Booking, ...]:
    """The bookings of one's own at the same time as what is asked, by their start; none when the request was
    granted already. Raises as a request."""
    acting = require(actor, right_to(Happening.REQUESTED), organisations=[command.organisation_id])
    async with store.read() as tx:
        if await earlier_answer(tx, acting, command, now) is not None:
            return ()
        asked = await understand(tx, acting, command, store.zone)
        return await own_overlaps(tx, acting, [span for _, span in asked.occasions], now)


async def own_overlaps(tx: Tx, actor: Actor, spans: Sequence[Span], now: datetime) -> tuple[Booking, ...]:
    """The same within a transaction that is under way."""
    whole = hull(spans)
    mine = await list_bookings(tx, BookingFilter(organiser_id=actor.id, after=whole.start, before=whole.end))
    found = (
        booking
        for booking in mine
        if holds_places(booking.as_of(now).status) and any(booking.span.overlaps(span) for span in spans)
    )
    return tuple(sorted(found, key=lambda booking: booking.span))
