"""Move a booking, or change what it needs or says: one, this and the following, or all of its series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.alternatives import Alternative
from scheduler.domain.bookings.approvals import AnswerTime, Approval, asked_again, awaiting
from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.changes import ChangedBookings, ChangeSet
from scheduler.domain.bookings.claims import Claim, campus_of
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.rules import Wish
from scheduler.domain.bookings.standing import Standing, owners_of_more
from scheduler.domain.bookings.states import Happening, right_to
from scheduler.domain.bookings.violations import Violation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import require
from scheduler.domain.time.wall_time import moved_alike
from scheduler.domain.titles import check_link
from scheduler.services.bookings.alternatives import find_alternatives_to_move
from scheduler.services.bookings.commands import ChangeBooking, MoveBooking
from scheduler.services.bookings.effects import follow
from scheduler.services.bookings.evaluate import (
    approvals_needed,
    broken,
    judged,
    known_resources,
    wish_of,
    zone_of,
)
from scheduler.services.bookings.lapse import lapse_requests, overdue_at
from scheduler.services.bookings.series_scope import (
    lock_and_confirm,
    meant,
    mine_to_change,
    must_not_have_ended,
)
from scheduler.services.bookings.write import write_bookings
from scheduler.storage.bookings.approvals import approvals_of, set_approvals
from scheduler.storage.bookings.claims import claims_by_booking
from scheduler.storage.bookings.series import get_series
from scheduler.storage.store import Store, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """Bookings as they are and as they are to be, the named one first."""

    before: tuple[Booking, ...]
    after: tuple[Booking, ...]
    resources: Mapping[int, Resource]
    zone: ZoneInfo
    by_mail: bool
    time: AnswerTime

    @property
    def moves(self) -> bool:
        """Whether the rules have to be asked again."""
        return any(_asks(b) != _asks(a) for b, a in zip(self.before, self.after, strict=True))

    def wishes(self, actor: Actor, held: Mapping[int, tuple[Claim, ...]]) -> list[Wish]:
        """What each is to be instead of what it is; `held` are the claims by booking id."""
        return [
            replace(
                wish_of(actor, b.needs, b.span, b.people, b.organisation_id, self.resources),
                before=Standing(was.span, was.needs, held.get(b.id, ())),
            )
            for was, b in zip(self.before, self.after, strict=True)
        ]

    def done(
        self, happening: Happening, after: tuple[Booking, ...], actor: Actor, now: datetime
    ) -> ChangeSet:
        change = ChangedBookings(happening=happening, before=self.before, after=after)
        return ChangeSet(changes=(change,), actor=actor, at=now, by_mail=self.by_mail)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Nothing was written; the locks go before anybody looks for alternatives."""

    wishes: tuple[Wish, ...]
    violations: tuple[Violation, ...]


async def change_booking(
    store: Store, actor: Actor | None, command: ChangeBooking, now: datetime
) -> tuple[Booking, ...]:
    """All of the change or none of it; answers the changed bookings, the one that was named first.

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


async def move_booking(
    store: Store, actor: Actor | None, command: MoveBooking, now: datetime
) -> tuple[Booking, ...]:
    """The same for a move from where the booking is by now: it answers and raises as `change_booking`."""
    return await _settled(store, require(actor, right_to(Happening.MOVED), own=True), command, now)


async def _settled(
    store: Store, acting: Actor, command: ChangeBooking | MoveBooking, now: datetime
) -> tuple[Booking, ...]:
    async with store.write() as tx:
        change = await _understood(tx, acting, command, store.answer_time, now)
        outcome = await _change(tx, acting, change, now)
        if not isinstance(outcome, _Refusal):
            await follow(tx, store.channels, outcome)
    if not isinstance(outcome, _Refusal):
        return outcome.after
    async with store.read() as tx:
        overdue = await overdue_at(tx, change.resources, now)
        others = () if overdue else await _alternatives(tx, change, outcome, now)
    if overdue:
        await lapse_requests(store, now)
        return await _settled(store, acting, command, now)
    raise BookingRefused(outcome.violations, others, zone=change.zone.key)


async def _alternatives(tx: Tx, change: _Change, refusal: _Refusal, now: datetime) -> tuple[Alternative, ...]:
    return await find_alternatives_to_move(
        tx,
        refusal.wishes,
        change.resources.values(),
        refusal.violations,
        change.before[0].organiser_id,
        now,
        zone=change.zone,
        without=[booking.id for booking in change.before],
    )


async def _understood(
    tx: Tx, actor: Actor, command: ChangeBooking | MoveBooking, time: AnswerTime, now: datetime
) -> _Change:
    target = await mine_to_change(tx, actor, Happening.CHANGED, command.booking_id, command.version, now)
    if isinstance(command, MoveBooking):
        command = command.change_of(target)
    before = tuple(
        b for b in await meant(tx, target, command.scope, now) if b.as_of(now).can(Happening.CHANGED)
    )
    wanted = [need for booking in before for need in (command.needs or booking.needs)]
    resources = await known_resources(tx, wanted)
    zone = ZoneInfo(await _zone(tx, target, command, resources, time.zone))
    after = tuple(_changed(booking, target, command, zone, resources, now) for booking in before)
    return _Change(
        before=before, after=after, resources=resources, zone=zone, by_mail=command.by_mail, time=time
    )


async def _zone(
    tx: Tx, target: Booking, command: ChangeBooking, resources: Mapping[int, Resource], home: str
) -> str:
    """A series keeps the clock it was made by."""
    if target.series_id is not None:
        return (await get_series(tx, target.series_id)).zone
    return await zone_of(tx, command.needs or target.needs, resources, home)


async def _change(tx: Tx, actor: Actor, change: _Change, now: datetime) -> ChangeSet | _Refusal:
    await lock_and_confirm(tx, change.before, change.resources)
    if not change.moves:
        await write_bookings(tx, Happening.CHANGED, change.after)
        return change.done(Happening.CHANGED, change.after, actor, now)
    for booking in change.before:
        must_not_have_ended(booking, now)
    ids = [booking.id for booking in change.before]
    organiser_id = change.before[0].organiser_id
    wishes = change.wishes(actor, await claims_by_booking(tx, ids))
    verdicts = await judged(tx, wishes, change.resources, organiser_id, now, without=ids)
    violations = broken(verdicts)
    if violations:
        return _Refusal(tuple(wishes), violations)
    after = await _ask_owners(tx, actor, change, wishes, now)
    await write_bookings(tx, Happening.MOVED, after, [verdict.claims for verdict in verdicts])
    return change.done(Happening.MOVED, after, actor, now)


async def _ask_owners(
    tx: Tx, actor: Actor, change: _Change, wishes: Sequence[Wish], now: datetime
) -> tuple[Booking, ...]:
    """The bookings with the status that the owners of what is added leave them; others keep their word."""
    said = await approvals_of(tx, [booking.id for booking in change.before])
    asked: dict[int, tuple[Approval, ...]] = {}
    for booking, wish in zip(change.after, wishes, strict=True):
        more = owners_of_more(wish.before, booking.needs, booking.span, change.resources)
        needed = approvals_needed(actor, booking, change.resources, now)
        approvals = asked_again(said.get(booking.id, ()), needed, more)
        if approvals != said.get(booking.id, ()):
            asked[booking.id] = approvals
    await set_approvals(tx, asked, [replace(approval, id=0) for each in asked.values() for approval in each])
    return tuple(
        awaiting(after, (approval.decision for approval in asked[after.id]), change.time, now)
        if after.id in asked
        else after
        for after in change.after
    )


def _asks(booking: Booking) -> tuple[object, ...]:
    """What the rules look at."""
    return booking.span, booking.needs, booking.people


_WORDS = ("title", "purpose", "note", "people")


def _changed(
    booking: Booking,
    target: Booking,
    command: ChangeBooking,
    zone: ZoneInfo,
    resources: Mapping[int, Resource],
    now: datetime,
) -> Booking:
    """`booking` as `command`, which was given for `target`, wants it."""
    values: dict[str, Any] = {
        name: getattr(command, name) for name in _WORDS if getattr(command, name) is not None
    }
    if command.meeting_url is not None:
        values["meeting_url"] = command.meeting_url or None
    needs = command.needs or booking.needs
    values["needs"] = tuple(sorted(needs, key=lambda need: need.resource_id))
    values["campus_id"] = campus_of(needs, resources)
    if command.span is not None:
        alike = moved_alike(booking.span, target.span, command.span, zone)
        values["span"] = command.span if booking.id == target.id else alike
    return booking.changed(**values, updated_at=now)
