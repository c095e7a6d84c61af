"""Queue the letters that tell people of a change or ask them to decide, in the transaction of that change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.campus.resources import Resource
from scheduler.domain.notifications.outbox import Letter, LetterKind, errands, told_of
from scheduler.storage import records
from scheduler.storage.bookings.approvals import approvals_of
from scheduler.storage.notifications import inbound, outbox
from scheduler.storage.store import Tx


async def tell(
    tx: Tx,
    before: Sequence[Booking],
    after: Sequence[Booking],
    now: datetime,
    *,
    by_mail: bool = False,
) -> None:
    """Whoever is in one of these bookings, or was, gets a letter of what became of it.

    `before` holds the same bookings as they were, or nothing when they are new. For what is over nothing
    is queued. `by_mail`: who made the booking asked for this by mail, and is answered there.
    """
    known = {booking.id: booking for booking in before}
    coming = [booking for booking in after if booking.span.end > now]
    found = await _errands(tx, known, coming)
    wanting = await outbox.who_want(tx, {person_id for _, person_id in found})
    here = {booking.id: booking for booking in coming}
    # Who booked by mail has the event by their own UID: they hear of it as an answer, whatever they chose.
    mailed = {(key, here[key].organiser_id) for key in await inbound.by_mail(tx, coming)}
    answered = {(b.id, b.organiser_id) for b in coming} if by_mail else set()
    found = {
        pair: LetterKind.REPLY if pair in mailed else kind
        for pair, kind in found.items()
        if (pair[1] in wanting or pair in mailed) and pair not in answered
    }
    untold = await outbox.replace_waiting(tx, list(found), now)
    one_change = uuid4().hex
    await outbox.queue(
        tx,
        [
            _letter(here[booking_id], person_id, kind, one_change, now)
            for (booking_id, person_id), kind in found.items()
            if kind is not LetterKind.CANCEL or (booking_id, person_id) not in untold
        ],
    )


async def ask_owners(tx: Tx, before: Sequence[Booking], after: Sequence[Booking], now: datetime) -> None:
    """Whoever decides for an owner whose word one of these bookings waits for is asked at once; not again
    where neither time nor places changed."""
    known = {booking.id: (booking.span, booking.needs, booking.status) for booking in before}
    waiting = {
        booking.id: booking
        for booking in after
        if booking.as_of(now).waits_for_owner
        and known.get(booking.id) != (booking.span, booking.needs, booking.status)
    }
    said = await approvals_of(tx, waiting)
    owners = {each.organisation_id for given in said.values() for each in given if each.is_open}
    deciders = await outbox.deciders_of(tx, owners)
    one_change = uuid4().hex
    asked = {
        (booking_id, person_id)
        for booking_id, given in said.items()
        for each in given
        if each.is_open
        for person_id in deciders.get(each.organisation_id, ())
    }
    letters = [
        _letter(waiting[booking_id], person_id, LetterKind.ASK, one_change, now)
        for booking_id, person_id in sorted(asked)
    ]
    await outbox.queue(tx, [replace(letter, key=f"{letter.key}.ask") for letter in letters])


async def _errands(
    tx: Tx, known: dict[int, Booking], after: Sequence[Booking]
) -> dict[tuple[int, int], LetterKind]:
    """What is to be said, by booking and person."""
    everything = [*known.values(), *after]
    ids = {need.resource_id for booking in everything for need in booking.needs}
    resources = await records.by_id(tx, Resource, ids)
    contacts = await outbox.contacts_of(tx, resources.values())
    found: dict[tuple[int, int], LetterKind] = {}
    for booking in after:
        was = known.get(booking.id)
        told_before = told_of(was, resources, contacts) if was is not None else ()
        said = errands(was, booking, told_before, told_of(booking, resources, contacts))
        found |= {(booking.id, person_id): kind for person_id, kind in said.items()}
    return found


def _letter(booking: Booking, person_id: int, kind: LetterKind, one_change: str, now: datetime) -> Letter:
    return Letter(
        id=0,
        key=f"{booking.uid}.{booking.sequence}.{booking.version}.{person_id}",
        kind=kind,
        round=one_change,
        booking_id=booking.id,
        person_id=person_id,
        version=booking.version,
        queued_at=now,
        due_at=now,
    )
