"""Let bookings go, and take that back while their place is still free."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from scheduler.domain.bookings.alternatives import Alternative
from scheduler.domain.bookings.approvals import AnswerTime, Approval, awaiting
from scheduler.domain.bookings.bookings import Booking, SeriesScope
from scheduler.domain.bookings.changes import ChangedBookings, ChangeSet
from scheduler.domain.bookings.refusals import BookingRefused, RefusedChange, RefusedDate
from scheduler.domain.bookings.rules import Verdict, Wish
from scheduler.domain.bookings.standing import Standing
from scheduler.domain.bookings.states import BookingStatus, Happening, right_to
from scheduler.domain.bookings.violations import Violation
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import require
from scheduler.services.bookings.alternatives import find_alternatives_to_booking
from scheduler.services.bookings.commands import CancelBooking, Changed, RestoreBooking
from scheduler.services.bookings.effects import follow
from scheduler.services.bookings.evaluate import (
    broken,
    judged,
    known_resources,
    wish_of,
    zone_of_booking,
)
from scheduler.services.bookings.lapse import let_overdue_go
from scheduler.services.bookings.record import record
from scheduler.services.bookings.rounds import Refused, Verdicts, judge_in_rounds
from scheduler.services.bookings.series_scope import (
    lock_and_confirm,
    meant,
    mine_to_change,
    must_not_have_ended,
)
from scheduler.services.bookings.write import write_bookings
from scheduler.storage.bookings.approvals import approvals_of
from scheduler.storage.store import Store, Tx


async def cancel_booking(store: Store, actor: Actor | None, command: CancelBooking, now: datetime) -> Changed:
    """Free the places; answers the cancelled bookings, the one that was named first.

    Of a series, what has ended stays. Raises `Conflict` when all of it has ended or is cancelled already,
    `Stale` when its version is another.
    """
    acting = require(actor, right_to(Happening.CANCELLED), own=True)
    async with store.write() as tx:
        booking = await mine_to_change(
            tx, acting, Happening.CANCELLED, command.booking_id, command.version, now
        )
        before = await meant(tx, booking, command.scope, Happening.CANCELLED, now)
        must_not_have_ended(before, now)
        await lock_and_confirm(tx, before, ())
        after = [
            b.called_off_as(BookingStatus.CANCELLED, now, by_id=acting.id, reason=command.reason)
            for b in before
        ]
        change = ChangedBookings(
            happening=Happening.CANCELLED,
            before=tuple(before),
            after=await write_bookings(tx, Happening.CANCELLED, after),
        )
        done = ChangeSet(
            changes=(change,), actor=acting, at=now, reason=command.reason, by_mail=command.by_mail
        )
        await follow(tx, store.channels, done)
        said = await approvals_of(tx, [each.id for each in before])
        zone = await zone_of_booking(tx, booking, store.zone)
        return Changed(bookings=done.after, change_id=await record(tx, done, said), zone=zone)


async def restore_booking(
    store: Store, actor: Actor | None, command: RestoreBooking, now: datetime
) -> Changed:
    """Undo a cancel: all of it when every place is still free, or nothing; with `partly`, what can come back.

    With a wider scope, whatever was cancelled together with this booking comes back. Owners who had
    agreed need not agree again: time and place are what they were.

    Raises `BookingRefused` when somebody else has a place by now, with what could be booked instead of a
    single one, and `Conflict` when it was not cancelled.
    """
    acting = require(actor, right_to(Happening.RESTORED), own=True)
    async with store.write() as tx:
        booking = await mine_to_change(
            tx, acting, Happening.RESTORED, command.booking_id, command.version, now
        )
        before = await _cancelled_together(tx, booking, command.scope, now)
        zone = await zone_of_booking(tx, booking, store.zone)
        change, refused = await _restored(tx, store, acting, before, now, partly=command.partly)
        if change is not None:
            done = ChangeSet(changes=(change,), actor=acting, at=now)
            await follow(tx, store.channels, done)
            said = await approvals_of(tx, [each.id for each in change.before])
            change_id = await record(tx, done, said)
            return Changed(bookings=done.after, change_id=change_id, zone=zone, refused=refused)
    violations = broken(refused)
    async with store.read() as tx:
        others = await _instead(tx, acting, before, violations, now)
    again = RefusedChange(
        booking_id=booking.id, version=booking.version, scope=command.scope, partly=False, anew=True
    )
    raise BookingRefused(violations, others, zone=zone, change=again)


async def _instead(
    tx: Tx, actor: Actor, before: Sequence[Booking], violations: Sequence[Violation], now: datetime
) -> tuple[Alternative, ...]:
    """What could be booked anew, where one booking was to come back."""
    if len(before) > 1:
        return ()
    resources = await known_resources(tx, before[0].needs)
    return await find_alternatives_to_booking(tx, actor, before[0], resources.values(), violations, now)


async def _restored(
    tx: Tx, store: Store, actor: Actor, before: Sequence[Booking], now: datetime, *, partly: bool
) -> tuple[ChangedBookings | None, Refused]:
    """What came back, and what cannot and why: with `partly` beside each other, else the one or the other."""
    needs = [need for booking in before for need in booking.needs]
    resources = await known_resources(tx, needs)
    if await lock_and_confirm(tx, before, resources):
        resources = await known_resources(tx, needs)
    await let_overdue_go(tx, store.channels, resources, now)

    async def judge(left: Sequence[Booking]) -> tuple[Verdicts, Refused]:
        wishes = [_wish_again(actor, booking) for booking in left]
        verdicts = await judged(tx, wishes, resources, left[0].organiser_id, now)
        judgements = zip(left, verdicts, strict=True)
        return verdicts, tuple(RefusedDate(b, v.violations) for b, v in judgements if v.violations)

    verdicts, refused = await judge_in_rounds(before, judge, partly=partly)
    if not verdicts:
        return None, refused
    away = {each.booking.id for each in refused}
    back = [booking for booking in before if booking.id not in away]
    return await _come_back(tx, store, back, verdicts, now), refused


def _wish_again(actor: Actor, booking: Booking) -> Wish:
    wish = wish_of(actor, booking.needs, booking.span, booking.people, booking.organisation_id)
    return replace(wish, privileged=True, before=Standing(booking.span, booking.needs))


async def _come_back(
    tx: Tx, store: Store, before: Sequence[Booking], verdicts: Sequence[Verdict], now: datetime
) -> ChangedBookings:
    approvals = await approvals_of(tx, [booking.id for booking in before])
    after = [_back(booking, approvals.get(booking.id, ()), store.answer_time, now) for booking in before]
    kept = await write_bookings(tx, Happening.RESTORED, after, [verdict.claims for verdict in verdicts])
    return ChangedBookings(happening=Happening.RESTORED, before=tuple(before), after=kept)


def _back(booking: Booking, said: Sequence[Approval], time: AnswerTime, now: datetime) -> Booking:
    """As its owners left it; who had yet to answer has all the time again."""
    owners_word = awaiting(booking, (approval.decision for approval in said), time, now)
    return booking.changed(status=owners_word.status, decide_by=owners_word.decide_by, updated_at=now)


async def _cancelled_together(tx: Tx, booking: Booking, scope: SeriesScope, now: datetime) -> list[Booking]:
    """One cancel gives all it cancels the same moment of change. Raises `Conflict` when they are over."""
    found = await meant(tx, booking, scope, Happening.RESTORED, now)
    together = [other for other in found if other.updated_at == booking.updated_at]
    must_not_have_ended(together, now)
    return together
