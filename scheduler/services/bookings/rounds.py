"""Judge bookings together, as one or as far as can be."""

from collections.abc import Awaitable, Callable, Sequence

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.refusals import RefusedDate
from scheduler.domain.bookings.rules import Verdict

Verdicts = tuple[Verdict, ...]
Refused = tuple[RefusedDate, ...]
Round = Callable[[Sequence[Booking]], Awaitable[tuple[Verdicts, Refused]]]


async def judge_in_rounds(
    bookings: Sequence[Booking], judge: Round, *, partly: bool
) -> tuple[Verdicts, Refused]:
    """The verdicts on those that are accepted beside each other, in order, and the others: with `partly` each
    round leaves out what is refused, until nothing is; without, any refusal is one of all of them, and there
    are no verdicts. `judge` says of some of them which verdicts they get, and which of them are refused."""
    refused: Refused = ()
    while bookings:
        verdicts, found = await judge(bookings)
        if not found:
            return verdicts, refused
        refused += found
        if not partly:
            break
        out = {each.booking.id for each in found}
        bookings = [booking for booking in bookings if booking.id not in out]
    return (), refused
