"""Store bookings to which something happened, with what that does to their claims."""

from collections.abc import Sequence

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.states import TRANSITIONS, Happening, OnClaims
from scheduler.domain.border import check_new
from scheduler.storage.bookings.bookings import change_words, hold_many, release_many
from scheduler.storage.store import Tx


async def write_bookings(
    tx: Tx, happening: Happening, bookings: Sequence[Booking], claims: Sequence[Sequence[Claim]] = ()
) -> tuple[Booking, ...]:
    """The bookings as they are stored, new ones with their ids.

    `claims` are those of each booking by the conflict rule, for what takes claims anew; their resources
    must be locked. Raises `Invalid` for what may not come in, whoever asks for it.
    """
    match TRANSITIONS[happening].claims:
        case OnClaims.HOLD:
            for booking in bookings:
                check_new(booking)
            return tuple(await hold_many(tx, list(zip(bookings, claims, strict=True))))
        case OnClaims.KEEP:
            await change_words(tx, bookings)
        case OnClaims.RELEASE:
            await release_many(tx, bookings)
    return tuple(bookings)
