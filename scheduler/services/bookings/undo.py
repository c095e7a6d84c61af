"""Take back what one change did: exactly that, on every date it touched, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.approvals import AnswerTime
from scheduler.domain.bookings.bookings import Booking, Series, SeriesScope
from scheduler.domain.bookings.changes import ChangedBookings, ChangeSet, RecordedChange
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.refusals import BookingRefused, RefusedChange
from scheduler.domain.bookings.rules import Wish
from scheduler.domain.bookings.series_dates import SeriesCalendar
from scheduler.domain.bookings.standing import Standing
from scheduler.domain.bookings.states import BookingStatus, Happening, right_to
from scheduler.domain.bookings.violations import Violation
from scheduler.domain.errors import NotFound, Stale
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import require
from scheduler.services.bookings.alternatives import find_alternatives_to_booking, find_alternatives_to_move
from scheduler.services.bookings.commands import Changed, UndoChange
from scheduler.services.bookings.effects import follow
from scheduler.services.bookings.evaluate import broken, judged, known_resources, wish_of, zone_of_booking
from scheduler.services.bookings.lapse import let_overdue_go
from scheduler.services.bookings.planned_change import asks
from scheduler.services.bookings.record import record
from scheduler.services.bookings.series_scope import lock_and_confirm, must_not_have_ended, require_right_to
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
        BookingRefused: somebody else has one of the places by now; of a single booking with where it could
            go instead, or what could be booked anew in the stead of one that was cancelled.
    """
    acting = require(actor, right_to(Happening.CHANGED), own=True)
    async with store.write() as tx:
        recorded = await change_by(tx, acting.id, command.change_id, now)
        steps = await _steps(tx, acting, recorded, store.answer_time, now)
        zone = await zone_of_booking(tx, steps[0].before, store.zone)
        said = await approvals_of(tx, recorded.versions)
        done = await _taken_back(tx, store, acting, steps, now)
        if isinstance(done, ChangeSet):
            await set_approvals(tx, recorded.versions, [replace(each, id=0) for each in recorded.approvals])
            series = await _series_again(tx, recorded)
            await follow(tx, store.channels, done)
            change_id = await record(tx, done, said, series)
            return Changed(bookings=done.after, change_id=change_id, zone=zone)
    async with store.read() as tx:
        raise await _refusal(tx, acting, steps, done, now, zone=zone)


async def _refusal(
    tx: Tx,
    actor: Actor,
    steps: Sequence[_Step],
    violations: tuple[Violation, ...],
    now: datetime,
    *,
    zone: str,
) -> BookingRefused:
    """With the next step, where one booking was to be as it was: the alternatives are a change of it, or a
    booking of its own."""
    if len(steps) > 1:
        return BookingRefused(violations, zone=zone)
    left, was = steps[0].before, steps[0].after
    again = RefusedChange(booking_id=left.id, version=left.version, scope=SeriesScope.ONE, partly=False)
    resources = await known_resources(tx, [*left.needs, *was.needs])
    if not left.holds:
        others = await find_alternatives_to_booking(tx, actor, was, resources.values(), violations, now)
        return BookingRefused(violations, others, zone=zone, change=replace(again, anew=True))
    held = await claims_by_booking(tx, [left.id])
    others = await find_alternatives_to_move(
        tx,
        [replace(_wish(actor, steps[0], held), privileged=False)],
        resources.values(),
        violations,
        left.organiser_id,
        now,
        calendar=SeriesCalendar(ZoneInfo(zone)),
        without=[left.id],
    )
    return BookingRefused(violations, others, zone=zone, change=again)


async def _steps(
    tx: Tx, actor: Actor, recorded: RecordedChange, time: AnswerTime, now: datetime
) -> list[_Step]:
    left = await bookings_by_id(tx, recorded.versions)
    if len(left) < len(recorded.versions):
        raise NotFound("change", recorded.id)
    owners = await owners_of(tx, [need.resource_id for booking in left for need in booking.needs])
    before = {booking.id: booking for booking in recorded.before}
    steps = []
    for booking in left:
        require_right_to(actor, Happening.CHANGED, booking, owners)
        if booking.version != recorded.versions[booking.id]:
            raise Stale("booking", booking.version)
        steps.append(_step(booking, before.get(booking.id), actor, time, now))
    order = list(recorded.versions)
    return sorted(steps, key=lambda step: order.index(step.before.id))


def _step(left: Booking, was: Booking | None, actor: Actor, time: AnswerTime, now: datetime) -> _Step:
    """Owners whose time ran out meanwhile have all of it again. Raises `Conflict` for what is over and would
    not only get other words."""
    if was is None:
        after = left.called_off_as(BookingStatus.CANCELLED, now, by_id=actor.id)
    else:
        kept = {name: getattr(was, name) for name in _KEPT}
        if was.as_of(now) != was:
            kept["decide_by"] = time.ends(was.span, now)
        after = left.changed(**kept, updated_at=now)
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


async def _taken_back(
    tx: Tx, store: Store, actor: Actor, steps: Sequence[_Step], now: datetime
) -> ChangeSet | tuple[Violation, ...]:
    again = [step for step in steps if step.happening in _HELD_AGAIN]
    bookings = [booking for step in steps for booking in (step.before, step.after)]
    needs = [need for booking in bookings for need in booking.needs]
    resources = await known_resources(tx, needs)
    if await lock_and_confirm(tx, [step.before for step in steps], resources):
        resources = await known_resources(tx, needs)
    await let_overdue_go(tx, store.channels, resources, now)
    ids = [step.before.id for step in steps]
    held = await claims_by_booking(tx, ids)
    wishes = [_wish(actor, step, held) for step in again]
    organiser_id = bookings[0].organiser_id
    verdicts = await judged(tx, wishes, resources, organiser_id, now, without=ids) if wishes else ()
    if violations := broken(verdicts):
        return violations
    await _write(tx, steps, [verdict.claims for verdict in verdicts])
    return ChangeSet(changes=_changes(steps), actor=actor, at=now)


def _wish(actor: Actor, step: _Step, held: Mapping[int, tuple[Claim, ...]]) -> Wish:
    after, left = step.after, step.before
    return replace(
        wish_of(actor, after.needs, after.span, after.people, after.organisation_id),
        privileged=True,
        before=Standing(left.span, left.needs, held.get(left.id, ())),
    )


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
