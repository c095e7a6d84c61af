"""Requests that nobody answered in time let their place go, by the clock and once."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Final

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.changes import ChangedBookings, ChangeSet
from scheduler.domain.bookings.states import BookingStatus, Happening
from scheduler.domain.notifications.channels import Channels
from scheduler.services.bookings.effects import follow
from scheduler.services.bookings.write import write_bookings
from scheduler.storage.bookings.bookings import bookings_by_id, overdue_bookings
from scheduler.storage.bookings.claims import lock_resources
from scheduler.storage.store import Store, Tx

MOST_AT_ONCE: Final = 500
"""Bookings that lapse in one look of the clock; the next look takes the rest."""


async def let_overdue_go(tx: Tx, channels: Channels, resource_ids: Iterable[int], now: datetime) -> None:
    """The requests for any of these locked resources lapse that still hold their place after their deadline.

    The rules see no request that is overdue; whoever writes claims calls this first, so that the database
    sees none either. One lock is enough: whoever changes such a request locks all of its resources.
    """
    wanted = set(resource_ids)
    overdue = await overdue_bookings(tx, now)
    found = [booking for booking in overdue if wanted & {need.resource_id for need in booking.needs}]
    for _, together in groupby(sorted(found, key=_request), key=_request):
        await _lapse_in(tx, channels, list(together), now)


async def lapse_requests(store: Store, now: datetime) -> None:
    """What is overdue lapses, and everybody it concerns hears so: a duty of the clock (see `Duty`), which
    any number of servers may do at the same moment. The dates of one series are one change."""
    async with store.read() as tx:
        overdue = await overdue_bookings(tx, now, limit=MOST_AT_ONCE)
    overdue.sort(key=_request)
    for _, together in groupby(overdue, key=_request):
        await _lapse(store, list(together), now)


def _request(booking: Booking) -> tuple[int, int]:
    return (booking.series_id, 0) if booking.series_id is not None else (0, booking.id)


async def _lapse(store: Store, overdue: list[Booking], now: datetime) -> None:
    async with store.write() as tx:
        await lock_resources(tx, {need.resource_id for booking in overdue for need in booking.needs})
        # Read again: another server, or somebody with a change or an answer, may have been first.
        still = [b for b in await bookings_by_id(tx, [b.id for b in overdue]) if b.as_of(now) != b]
        if not still:
            return
        await _lapse_in(tx, store.channels, still, now)


async def _lapse_in(tx: Tx, channels: Channels, overdue: list[Booking], now: datetime) -> None:
    after = [booking.called_off_as(BookingStatus.LAPSED, now) for booking in overdue]
    change = ChangedBookings(
        happening=Happening.LAPSED,
        before=tuple(overdue),
        after=await write_bookings(tx, Happening.LAPSED, after),
    )
    await follow(tx, channels, ChangeSet(changes=(change,), actor=None, at=now))
