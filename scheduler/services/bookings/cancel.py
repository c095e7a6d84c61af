"""Let bookings go, and take that back while their place is still free."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from scheduler.domain.bookings.approvals import status_after
from scheduler.domain.bookings.bookings import Booking, BookingStatus, Scope
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.rules import Wish
from scheduler.domain.errors import Conflict
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.services.bookings.commands import CancelBooking, RestoreBooking
from scheduler.services.bookings.evaluate import broken, judged, known_resources, wish_of, zone_of
from scheduler.services.bookings.series_scope import (
    lock_and_confirm,
    meant,
    mine_to_change,
    must_not_have_ended,
)
from scheduler.services.notifications.notify import tell
from scheduler.storage.bookings.approvals import approvals_of
from scheduler.storage.bookings.bookings import hold_many, release_many
from scheduler.storage.calendars import revisions
from scheduler.storage.identity import audit
from scheduler.storage.store import Store, Tx


async def cancel_booking(
    store: Store, actor: Actor | None, command: CancelBooking, now: datetime
) -> tuple[Booking, ...]:
    """Free the places; answers the cancelled bookings, the one that was named first.

    Raises `Conflict` when it has ended or is cancelled already, `Stale` when its version is another.
    """
    acting = require(actor, Action.CHANGE_BOOKING, own=True)
    async with store.write() as tx:
        booking = await mine_to_change(tx, acting, command.booking_id, command.version)
        booking.must_hold()
        must_not_have_ended(booking, now)
        before = [b for b in await meant(tx, booking, command.scope, now) if b.holds]
        await lock_and_confirm(tx, before, ())
        after = [b.changed(status=BookingStatus.CANCELLED, updated_at=now) for b in before]
        await release_many(tx, after)
        await _record(
            tx, acting, "cancel", before, after, now, by_mail=command.by_mail, reason=command.reason
        )
    return tuple(after)


async def restore_booking(
    store: Store, actor: Actor | None, command: RestoreBooking, now: datetime
) -> tuple[Booking, ...]:
    """Undo a cancel: all of it when every place is still free, or nothing.

    With a wider scope, whatever was cancelled together with this booking comes back. Owners who had
    agreed need not agree again: time and place are what they were.

    Raises `BookingRefused` when somebody else has a place by now, `Conflict` when it was not cancelled.
    """
    acting = require(actor, Action.CHANGE_BOOKING, own=True)
    async with store.write() as tx:
        booking = await mine_to_change(tx, acting, command.booking_id, command.version)
        if booking.status is not BookingStatus.CANCELLED:
            raise Conflict("not_cancelled", status=booking.status.value)
        must_not_have_ended(booking, now)
        before = await _cancelled_together(tx, booking, command.scope, now)
        return await _restore(tx, acting, before, now)


async def _restore(tx: Tx, actor: Actor, before: list[Booking], now: datetime) -> tuple[Booking, ...]:
    resources = await known_resources(tx, [need for booking in before for need in booking.needs])
    await lock_and_confirm(tx, before, resources)
    wishes: list[Wish] = [
        replace(wish_of(actor, b.needs, b.span, b.people, b.organisation_id, resources), privileged=True)
        for b in before
    ]
    verdicts = await judged(tx, wishes, resources, before[0].organiser_id, now)
    violations = broken(verdicts)
    if violations:
        raise BookingRefused(violations, zone=await zone_of(tx, before[0].needs, resources))
    approvals = await approvals_of(tx, [booking.id for booking in before])
    after = [
        booking.changed(
            status=status_after(approval.decision for approval in approvals.get(booking.id, ())),
            updated_at=now,
        )
        for booking in before
    ]
    placed = [(booking, verdict.claims) for booking, verdict in zip(after, verdicts, strict=True)]
    await hold_many(tx, placed)
    await _record(tx, actor, "restore", before, after, now)
    return tuple(after)


async def _cancelled_together(tx: Tx, booking: Booking, scope: Scope, now: datetime) -> list[Booking]:
    """One cancel gives all it cancels the same moment of change."""
    return [
        other
        for other in await meant(tx, booking, scope, now)
        if other.status is BookingStatus.CANCELLED and other.updated_at == booking.updated_at
    ]


async def _record(
    tx: Tx,
    actor: Actor,
    action: str,
    before: Sequence[Booking],
    after: Sequence[Booking],
    now: datetime,
    *,
    by_mail: bool = False,
    **facts: str,
) -> None:
    await revisions.touch_bookings(tx, [*before, *after], now)
    await tell(tx, before, after, now, by_mail=by_mail)
    first = after[0]
    change = {
        "status": [before[0].status, first.status],
        "bookings": [booking.id for booking in after],
        **{name: value for name, value in facts.items() if value},
    }
    await audit.note(tx, actor, action, "booking", first.id, first.organisation_id, change, now)
