"""Move a booking, or change what it needs or says: one, this and the following, or all of its series."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.alternatives import Alternative
from scheduler.domain.bookings.approvals import AnswerTime, Approval, asked_again, awaiting
from scheduler.domain.bookings.bookings import Booking, SeriesScope
from scheduler.domain.bookings.changed_fields import WORDS, ChangedFields, changed_fields_of
from scheduler.domain.bookings.changes import ChangedBookings, ChangeSet
from scheduler.domain.bookings.claims import campus_of
from scheduler.domain.bookings.refusals import BookingRefused, RefusedChange
from scheduler.domain.bookings.rules import Wish
from scheduler.domain.bookings.series_dates import SeriesCalendar
from scheduler.domain.bookings.standing import owners_of_more
from scheduler.domain.bookings.states import Happening, right_to
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import require
from scheduler.domain.titles import check_link
from scheduler.services.bookings.alternatives import find_alternatives_to_move
from scheduler.services.bookings.commands import ChangeBooking, Changed, ChangePreview, MoveBooking
from scheduler.services.bookings.effects import follow
from scheduler.services.bookings.evaluate import (
    approvals_needed,
    broken,
    known_resources,
    zone_of,
    zone_of_booking,
)
from scheduler.services.bookings.lapse import let_overdue_go
from scheduler.services.bookings.planned_change import (
    Accepted,
    ChangeRefusal,
    PlannedChange,
    judge_change,
)
from scheduler.services.bookings.record import record
from scheduler.services.bookings.series_scope import (
    calendar_of,
    lock_and_confirm,
    meant,
    mine_to_change,
    must_not_have_ended,
)
from scheduler.services.bookings.write import write_bookings
from scheduler.storage.bookings.approvals import approvals_of, set_approvals
from scheduler.storage.bookings.series import get_series
from scheduler.storage.bookings.surroundings import with_parts_of
from scheduler.storage.store import Store, Tx


async def change_booking(store: Store, actor: Actor | None, command: ChangeBooking, now: datetime) -> Changed:
    """All of the change or none of it, or with `partly` as much of it as can be.

    Only what the change adds is judged. More time or another place asks the owners of it again who share
    on request.

    Raises:
        Stale: the booking has another version by now.
        Conflict: it is cancelled or declined, or is over and would move.
        BookingRefused: with every broken rule, and where the booking could move instead.
    """
    acting = require(actor, right_to(Happening.CHANGED), own=True)
    if command.meeting_url:
        check_link("meeting_url", command.meeting_url)
    return await _settled(store, acting, command, now)


async def move_booking(store: Store, actor: Actor | None, command: MoveBooking, now: datetime) -> Changed:
    """The same for a move from where the booking is by now: it answers and raises as `change_booking`."""
    return await _settled(store, require(actor, right_to(Happening.MOVED), own=True), command, now)


async def preview_change(
    store: Store, actor: Actor | None, command: ChangeBooking | MoveBooking, now: datetime
) -> ChangePreview:
    """The judgement that a change or a move would get now, by the same rules, and nothing written. Raises as
    `change_booking` but for `BookingRefused`."""
    acting = require(actor, right_to(Happening.CHANGED), own=True)
    async with store.read() as tx:
        change = await _understood(tx, acting, command, store.answer_time, now)
        if not change.moves:
            return ChangePreview(bookings=change.after, zone=change.calendar.zone.key)
        must_not_have_ended(change.before, now)
        outcome = await judge_change(tx, acting, change, now)
        if isinstance(outcome, ChangeRefusal):
            violations = outcome.violations
            return ChangePreview(bookings=change.after, zone=change.calendar.zone.key, violations=violations)
        said = await approvals_of(tx, [booking.id for booking in outcome.change.before])
    asked = _asked_again(acting, outcome.change, outcome.wishes, said, now)
    return ChangePreview(
        bookings=_awaiting(outcome.change, asked, now),
        zone=change.calendar.zone.key,
        violations=broken(outcome.refused),
    )


async def _settled(
    store: Store, acting: Actor, command: ChangeBooking | MoveBooking, now: datetime
) -> Changed:
    async with store.write() as tx:
        change = await _understood(tx, acting, command, store.answer_time, now)
        # What was read to find out what to lock is read again.
        while await lock_and_confirm(tx, change.before, change.resources) and (
            await with_parts_of(tx, change.resources) != change.resources
        ):
            locked, change = change, await _understood(tx, acting, command, store.answer_time, now)
            if change.resources == locked.resources:
                break
        outcome = await _change(tx, store, acting, change, now, by_mail=_by_mail(command))
    if isinstance(outcome, Changed):
        return outcome
    async with store.read() as tx:
        others = await _alternatives(tx, outcome, now)
    raise BookingRefused(outcome.violations, others, zone=change.calendar.zone.key, change=change.again)


async def _alternatives(tx: Tx, refusal: ChangeRefusal, now: datetime) -> tuple[Alternative, ...]:
    change = refusal.change
    return await find_alternatives_to_move(
        tx,
        refusal.wishes,
        change.resources.values(),
        refusal.violations,
        change.before[0].organiser_id,
        now,
        calendar=change.calendar,
        without=[booking.id for booking in change.before],
    )


async def _understood(
    tx: Tx, actor: Actor, command: ChangeBooking | MoveBooking, time: AnswerTime, now: datetime
) -> PlannedChange:
    target = await mine_to_change(tx, actor, Happening.CHANGED, command.booking_id, command.version, now)
    if isinstance(command, MoveBooking):
        command = command.change_of(target, ZoneInfo(await zone_of_booking(tx, target, time.zone)))
    before = await meant(tx, target, command.scope, Happening.CHANGED, now)
    if command.scope is not SeriesScope.ONE:
        must_not_have_ended(before, now)
    fields = _changed_fields(target, command)
    wanted = [need for booking in (target, *before) for need in (*(command.needs or ()), *booking.needs)]
    resources = await known_resources(tx, wanted)
    zone = ZoneInfo(await _zone(tx, target, command, resources, time.zone))
    after = [_changed(booking, fields, zone, resources, now) for booking in before]
    first = before[0]
    series = command.scope is not SeriesScope.ONE and target.series_id
    return PlannedChange(
        before=tuple(before),
        after=tuple(after),
        resources=resources,
        calendar=await calendar_of(tx, series, after) if series else SeriesCalendar(zone),
        leapt=fields.leapt(before, zone),
        time=time,
        again=RefusedChange(
            booking_id=first.id, version=first.version, scope=command.scope, partly=command.partly
        ),
    ).without(_untouched(before[1:], after[1:]))


def _changed_fields(target: Booking, command: ChangeBooking) -> ChangedFields:
    words = {name: getattr(command, name) for name in WORDS}
    return changed_fields_of(target, words, command.span, command.needs)


def _changed(
    booking: Booking,
    fields: ChangedFields,
    zone: ZoneInfo,
    resources: Mapping[int, Resource],
    now: datetime,
) -> Booking:
    values = fields.values_for(booking, zone)
    if "needs" in values:
        values["campus_id"] = campus_of(values["needs"], resources)
    return booking.changed(**values, updated_at=now)


def _untouched(before: Sequence[Booking], after: Sequence[Booking]) -> set[int]:
    """The ids of those in which nothing is other than it was."""
    return {
        was.id
        for was, becomes in zip(before, after, strict=True)
        if was.changed(updated_at=becomes.updated_at) == becomes
    }


async def _zone(
    tx: Tx, target: Booking, command: ChangeBooking, resources: Mapping[int, Resource], home: str
) -> str:
    """A series keeps the clock it was made by."""
    if target.series_id is not None:
        return (await get_series(tx, target.series_id)).zone
    return await zone_of(tx, command.needs or target.needs, resources, home)


async def _change(
    tx: Tx, store: Store, actor: Actor, change: PlannedChange, now: datetime, *, by_mail: bool
) -> Changed | ChangeRefusal:
    await let_overdue_go(tx, store.channels, change.resources, now)
    said = await approvals_of(tx, [booking.id for booking in change.before])
    if change.moves:
        must_not_have_ended(change.before, now)
        accepted = await judge_change(tx, actor, change, now)
        if isinstance(accepted, ChangeRefusal):
            return accepted
        done = await write_moved(tx, actor, accepted, said, now)
    else:
        accepted = Accepted(change, (), (), ())
        after = await write_bookings(tx, Happening.CHANGED, change.after)
        done = ChangedBookings(happening=Happening.CHANGED, before=change.before, after=after)
    changes = ChangeSet(changes=(done,), actor=actor, at=now, by_mail=by_mail)
    await follow(tx, store.channels, changes)
    return Changed(
        bookings=done.after,
        change_id=await record(tx, changes, said),
        zone=change.calendar.zone.key,
        refused=accepted.refused,
    )


async def write_moved(
    tx: Tx,
    actor: Actor,
    accepted: Accepted,
    said: Mapping[int, tuple[Approval, ...]],
    now: datetime,
) -> ChangedBookings:
    """Store what was accepted; the owners of what is added are asked again. `said` is their word so far."""
    change = accepted.change
    after = await _ask_owners(tx, actor, change, accepted.wishes, said, now)
    await write_bookings(tx, Happening.MOVED, after, [verdict.claims for verdict in accepted.verdicts])
    return ChangedBookings(happening=Happening.MOVED, before=change.before, after=after)


async def _ask_owners(
    tx: Tx,
    actor: Actor,
    change: PlannedChange,
    wishes: Sequence[Wish],
    said: Mapping[int, tuple[Approval, ...]],
    now: datetime,
) -> tuple[Booking, ...]:
    """The bookings with the status that the owners of what is added leave them; others keep their word."""
    asked = _asked_again(actor, change, wishes, said, now)
    await set_approvals(tx, asked, [replace(approval, id=0) for each in asked.values() for approval in each])
    return _awaiting(change, asked, now)


def _asked_again(
    actor: Actor,
    change: PlannedChange,
    wishes: Sequence[Wish],
    said: Mapping[int, tuple[Approval, ...]],
    now: datetime,
) -> dict[int, tuple[Approval, ...]]:
    """Per booking of which an owner is asked about more than was agreed to: all that is to be said of it."""
    asked: dict[int, tuple[Approval, ...]] = {}
    for booking, wish in zip(change.after, wishes, strict=True):
        more = owners_of_more(wish.before, booking.needs, booking.span, booking.people, change.resources)
        needed = approvals_needed(actor, booking, change.resources, now)
        approvals = asked_again(said.get(booking.id, ()), needed, more)
        if approvals != said.get(booking.id, ()):
            asked[booking.id] = approvals
    return asked


def _awaiting(
    change: PlannedChange, asked: Mapping[int, tuple[Approval, ...]], now: datetime
) -> tuple[Booking, ...]:
    return tuple(
        awaiting(after, (approval.decision for approval in asked[after.id]), change.time, now)
        if after.id in asked
        else after
        for after in change.after
    )


def _by_mail(command: ChangeBooking | MoveBooking) -> bool:
    return isinstance(command, ChangeBooking) and command.by_mail
