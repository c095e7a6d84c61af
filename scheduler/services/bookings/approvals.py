"""Owners who share on request say yes or no."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.bookings.approvals import Approval, Decision, must_be_answerable, status_after
from scheduler.domain.bookings.bookings import Booking, SeriesScope
from scheduler.domain.bookings.changes import About, ChangedBookings, ChangeSet
from scheduler.domain.bookings.states import Happening, is_called_off, right_to
from scheduler.domain.error_codes import ConflictCode, InvalidCode
from scheduler.domain.errors import Conflict, Invalid
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, reach, require
from scheduler.services.bookings.effects import follow
from scheduler.services.bookings.series_scope import lock_and_confirm, meant
from scheduler.services.bookings.write import write_bookings
from scheduler.storage.bookings import approvals
from scheduler.storage.bookings.bookings import bookings_by_id, get_booking
from scheduler.storage.store import Store, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideRequest:
    """What an owner answers; a no says why. With a wider scope it is the answer to all of the series
    that this owner was asked and has not answered."""

    approval_id: int
    approve: bool
    reason: str = ""
    scope: SeriesScope = SeriesScope.ONE

    def __post_init__(self) -> None:
        if not self.approve and not self.reason.strip():
            raise Invalid("reason", InvalidCode.EMPTY, expected="why not, for the person who asked")

    @property
    def decision(self) -> Decision:
        return Decision.APPROVED if self.approve else Decision.DECLINED

    @property
    def happening(self) -> Happening:
        return Happening.APPROVED if self.approve else Happening.DECLINED


@dataclass(frozen=True, slots=True)
class Request:
    """An approval with the booking it is about."""

    approval: Approval
    booking: Booking


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRequests:
    """Requests that somebody decides about, in id order from the one after the id `after`."""

    organisation_id: int | None = None
    decision: Decision | None = Decision.PENDING
    after: int = 0
    limit: int = 50


async def list_requests(
    store: Store, actor: Actor | None, wanted: ListRequests, now: datetime | None = None
) -> tuple[Request, ...]:
    """Those of the organisations the actor decides for (operators see all), as the clock has them at `now`.

    Raises `Forbidden` for another organisation, or when there is none.
    """
    asked = None if wanted.organisation_id is None else [wanted.organisation_id]
    acting = require(actor, Action.DECIDE_REQUEST, organisations=asked)
    async with store.read() as tx:
        owners = reach(acting, Action.DECIDE_REQUEST) if asked is None else asked
        return await requests_in(tx, owners, wanted, now)


async def requests_in(
    tx: Tx, organisation_ids: Iterable[int] | None, wanted: ListRequests, now: datetime | None
) -> tuple[Request, ...]:
    """The requests to these organisations (None: to any), within a transaction that is under way."""
    found = await approvals.list_approvals(
        tx, organisation_ids, wanted.decision, now, after=wanted.after, limit=wanted.limit
    )
    bookings = {b.id: b for b in await bookings_by_id(tx, {a.booking_id for a in found}, now)}
    return tuple(Request(approval, bookings[approval.booking_id]) for approval in found)


async def decide_request(
    store: Store, actor: Actor | None, command: DecideRequest, now: datetime
) -> tuple[Request, ...]:
    """One no declines the booking and frees its place; when all owners have agreed it is confirmed.

    Raises `Conflict` when this owner has answered, when the booking waits no longer, and when its deadline
    has passed or it is over.
    """
    async with store.write() as tx:
        approval = await approvals.get_approval(tx, command.approval_id)
        acting = require(actor, right_to(command.happening), organisations=[approval.organisation_id])
        booking = await get_booking(tx, approval.booking_id)
        must_be_answerable(booking, now)
        found = await meant(tx, booking, command.scope, command.happening, now)
        before = [b for b in found if b.as_of(now).can(command.happening)]
        await lock_and_confirm(tx, [booking, *(b for b in before if b.id != booking.id)], ())
        given = await approvals.approvals_of(tx, [b.id for b in before])
        if not _is_open(given.get(booking.id, ()), approval.id):
            raise Conflict(ConflictCode.ALREADY_DECIDED)
        decided = {
            each.booking_id: each.decided(command.decision, command.reason, acting.id, now)
            for b in before
            for each in given.get(b.id, ())
            if each.organisation_id == approval.organisation_id and each.is_open
        }
        await approvals.decide(tx, list(decided.values()))
        before = [b for b in before if b.id in decided]
        after = [_after(b, given[b.id], decided[b.id], now) for b in before]
        change = ChangedBookings(
            happening=command.happening,
            before=tuple(before),
            after=await write_bookings(tx, command.happening, after),
        )
        about = About("booking", booking.id, approval.organisation_id)
        done = ChangeSet(changes=(change,), actor=acting, at=now, reason=command.reason, about=about)
        await follow(tx, store.channels, done)
    return tuple(Request(decided[b.id], b) for b in after)


def _is_open(given: Sequence[Approval], approval_id: int) -> bool:
    return any(each.id == approval_id and each.is_open for each in given)


def _after(booking: Booking, given: Sequence[Approval], decided: Approval, now: datetime) -> Booking:
    status = status_after((decided if each.id == decided.id else each).decision for each in given)
    if is_called_off(status):
        return booking.called_off_as(status, now, by_id=decided.decided_by_id, reason=decided.reason)
    return booking.changed(status=status, updated_at=now)
