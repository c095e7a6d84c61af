"""Take back what one change did: exactly that, on every date it touched, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.domain.bookings.bookings import Booking, Series
from scheduler.domain.bookings.changes import ChangedBookings, ChangeSet, RecordedChange
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.standing import Standing
from scheduler.domain.bookings.states import BookingStatus, Happening, right_to
from scheduler.domain.bookings.visibility import is_own
from scheduler.domain.errors import NotFound, Stale
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import require
from scheduler.services.bookings.commands import Changed, UndoChange
from scheduler.services.bookings.effects import follow
from scheduler.services.bookings.evaluate import broken, judged, known_resources, wish_of, zone_of_booking
from scheduler.services.bookings.planned_change import asks
from scheduler.services.bookings.record import record
from scheduler.services.bookings.series_scope import lock_and_confirm, must_not_have_ended
from scheduler.services.bookings.write import write_bookings
from scheduler.storage.bookings.approvals import approvals_of, set_approvals
from scheduler.storage.bookings.bookings import bookings_by_id
from scheduler.storage.bookings.changes import change_by
from scheduler.storage.bookings.claims import claims_by_booking
from scheduler.storage.bookings.series import change_series, lock_series
from scheduler.storage.bookings.surroundings import owners_of
from scheduler.storage.store import Store, Tx

_KEPT = (
    "span",
    "needs",
    "people",
    "title",
    "purpose",
    "note",
    "meeting_url",
    "campus_id",
    "status",
    "decide_by",
    "called_off_reason",
    "called_off_by_id",
    "impact",
)
_HELD_AGAIN = (Happening.MOVED, Happening.RESTORED)


@dataclass(frozen=True, slots=True)
class _Step:
    """One booking as the change left it, as it becomes again, and what that is called."""

    before: Booking
    after: Booking
    happening: Happening


async def undo_change(store: Store, actor: Actor | None, command: UndoChange, now: datetime) -> Changed:
    """Every booking that the change touched is again what it was, and those it made are cancelled. This is
    a change too, and can be taken back. Notice, horizon and length are not asked of what was held before.

    Raises:
        NotFound: there is no such change of this person, or it is too long ago.
        Stale: somebody changed one of the bookings since, or the dates of their series.
        Conflict: one of them is over.
        BookingRefused: somebody else has one of the places by now.
    """
    acting = require(actor, right_to(Happening.CHANGED), own=True)
    async with store.write() as tx:
        recorded = await change_by(tx, acting.id, command.change_id, now)
        steps = await _steps(tx, acting, recorded, now)
        said = await approvals_of(tx, recorded.versions)
        done = await _taken_back(tx, acting, steps, store.zone, now)
        await set_approvals(tx, recorded.versions, [replace(each, id=0) for each in recorded.approvals])
        series = await _series_again(tx, recorded)
        await follow(tx, store.channels, done)
        return Changed(
            bookings=done.after,
            change_id=await record(tx, done, said, series),
            zone=await zone_of_booking(tx, done.after[0], store.zone),
        )


async def _steps(tx: Tx, actor: Actor, recorded: RecordedChange, now: datetime) -> list[_Step]:
    left = await bookings_by_id(tx, recorded.versions)
    if len(left) < len(recorded.versions):
        raise NotFound("change", recorded.id)
    owners = await owners_of(tx, [need.resource_id for booking in left for need in booking.needs])
    before = {booking.id: booking for booking in recorded.before}
    steps = []
    for booking in left:
        whose = [booking.organisation_id, *(owners[need.resource_id] for need in booking.needs)]
        require(actor, right_to(Happening.CHANGED), organisations=whose, own=is_own(actor, booking))
        if booking.version != recorded.versions[booking.id]:
            raise Stale("booking", booking.version)
        steps.append(_step(booking, before.get(booking.id), actor, now))
    order = list(recorded.versions)
    return sorted(steps, key=lambda step: order.index(step.before.id))


def _step(left: Booking, was: Booking | None, actor: Actor, now: datetime) -> _Step:
    """Raises `Conflict` for what is over and would not only get other words."""
    if was is None:
        after = left.called_off_as(BookingStatus.CANCELLED, now, by_id=actor.id)
    else:
        after = left.changed(**{name: getattr(was, name) for name in _KEPT}, updated_at=now)
    if not after.holds:
        happening = Happening.CANCELLED
    elif not left.holds:
        happening = Happening.RESTORED
    else:
        same = (asks(left), left.status) == (asks(after), after.status)
        happening = Happening.CHANGED if same else Happening.MOVED
    if happening is not Happening.CHANGED:
        must_not_have_ended([left], now)
    return _Step(left, after, happening)


async def _taken_back(tx: Tx, actor: Actor, steps: Sequence[_Step], home: str, now: datetime) -> ChangeSet:
    again = [step for step in steps if step.happening in _HELD_AGAIN]
    bookings = [booking for step in steps for booking in (step.before, step.after)]
    needs = [need for booking in bookings for need in booking.needs]
    resources = await known_resources(tx, needs)
    if await lock_and_confirm(tx, [step.before for step in steps], resources):
        resources = await known_resources(tx, needs)
    ids = [step.before.id for step in steps]
    held = await claims_by_booking(tx, ids)
    wishes = [
        replace(
            wish_of(actor, b.needs, b.span, b.people, b.organisation_id, resources),
            privileged=True,
            before=Standing(step.before.span, step.before.needs, held.get(b.id, ())),
        )
        for step in again
        for b in (step.after,)
    ]
    organiser_id = bookings[0].organiser_id
    verdicts = await judged(tx, wishes, resources, organiser_id, now, without=ids) if wishes else ()
    if violations := broken(verdicts):
        raise BookingRefused(violations, zone=await zone_of_booking(tx, bookings[0], home))
    await _write(tx, steps, [verdict.claims for verdict in verdicts])
    return ChangeSet(changes=_changes(steps), actor=actor, at=now)


async def _write(tx: Tx, steps: Sequence[_Step], claims: Sequence[Sequence[Claim]]) -> None:
    """What goes goes first: two bookings may change places."""
    for happening in (Happening.CANCELLED, Happening.CHANGED):
        after = [step.after for step in steps if step.happening is happening]
        if after:
            await write_bookings(tx, happening, after)
    again = [step.after for step in steps if step.happening in _HELD_AGAIN]
    if again:
        await write_bookings(tx, Happening.MOVED, again, claims)


def _changes(steps: Sequence[_Step]) -> tuple[ChangedBookings, ...]:
    found: dict[Happening, list[_Step]] = {}
    for step in steps:
        found.setdefault(step.happening, []).append(step)
    return tuple(
        ChangedBookings(
            happening=happening,
            before=tuple(step.before for step in each),
            after=tuple(step.after for step in each),
        )
        for happening, each in found.items()
    )


async def _series_again(tx: Tx, recorded: RecordedChange) -> tuple[Series, Series] | None:
    """The rules and skipped dates that were. Raises `Stale` when they are not what the change left."""
    if recorded.series_before is None or recorded.series_after is None:
        return None
    left = await lock_series(tx, recorded.series_after.id)
    if left != recorded.series_after:
        raise Stale("series", 0)
    await change_series(tx, recorded.series_before)
    return left, recorded.series_before
