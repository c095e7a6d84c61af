"""Ask for a booking, or see what asking for it would come to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.approvals import AnswerTime, awaiting
from scheduler.domain.bookings.bookings import Booking, Series, SkippedDate, SkipReason
from scheduler.domain.bookings.changes import ChangedBookings, ChangeSet
from scheduler.domain.bookings.claims import campus_of
from scheduler.domain.bookings.refusals import BookingRefused, BusyYourself
from scheduler.domain.bookings.rules import Verdict
from scheduler.domain.bookings.series_dates import dates_of
from scheduler.domain.bookings.states import BookingStatus, Happening, right_to
from scheduler.domain.bookings.violations import Violation
from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import require
from scheduler.domain.time.wall_time import WeeklyRule, exists
from scheduler.domain.titles import check_link
from scheduler.services.bookings.alternatives import find_alternatives
from scheduler.services.bookings.commands import Preview, RequestBooking, Requested
from scheduler.services.bookings.effects import follow
from scheduler.services.bookings.evaluate import (
    Asked,
    approvals_needed,
    broken,
    judged,
    understand,
    understand_locked,
)
from scheduler.services.bookings.lapse import let_overdue_go
from scheduler.services.bookings.own_overlaps import own_overlaps
from scheduler.services.bookings.repeated import earlier_answer, remember_answer
from scheduler.services.bookings.write import write_bookings
from scheduler.storage.bookings.approvals import set_approvals
from scheduler.storage.bookings.series import add_series
from scheduler.storage.store import Store, Tx


async def request_booking(
    store: Store, actor: Actor | None, command: RequestBooking, now: datetime
) -> Requested:
    """Hold everything that is asked for, on every date, or nothing.

    Where an owner shares on request the booking holds its place as `requested` until all have agreed. A
    request of somebody else that nobody answered in time is in nobody's way.

    Raises:
        Forbidden: the actor may not book for that organisation.
        BookingRefused: with every broken rule of every date, and what would be accepted instead.
        KeyReused: the key belongs to another request of the same person.
    """
    acting = require(actor, right_to(Happening.REQUESTED), organisations=[command.organisation_id])
    check_link("meeting_url", command.meeting_url)
    async with store.write() as tx:
        made = await _request(tx, store, acting, command, now)
    if isinstance(made, Requested):
        return made
    async with store.read() as tx:
        others = await find_alternatives(tx, made.asked, made.violations, acting.id, now)
    raise BookingRefused(made.violations, others, zone=made.asked.zone)


async def preview_booking(
    store: Store, actor: Actor | None, command: RequestBooking, now: datetime
) -> Preview:
    """The judgement a request would get now, and nothing written."""
    async with store.read() as tx:
        return await preview_in(tx, actor, command, store.answer_time, now)


async def preview_in(
    tx: Tx, actor: Actor | None, command: RequestBooking, time: AnswerTime, now: datetime
) -> Preview:
    """The same within a transaction that is under way; `time` is what owners of this installation have."""
    acting = require(actor, right_to(Happening.REQUESTED), organisations=[command.organisation_id])
    asked = await understand(tx, acting, command, time.zone)
    verdicts = await judged(tx, asked.wishes, asked.resources, acting.id, now)
    violations = broken(verdicts)
    others = await find_alternatives(tx, asked, violations, acting.id, now) if violations else ()
    booking = _asked_of_owners(acting, _booking(acting, command, asked, 0, now), asked, time, now)
    return Preview(
        spans=tuple(span for _, span in asked.occasions),
        status=booking.status,
        decide_by=booking.decide_by,
        zone=asked.zone,
        violations=violations,
        alternatives=others,
        owners_to_ask=verdicts[0].awaits,
        skipped=asked.skipped,
        own_overlaps=await own_overlaps(tx, acting, [span for _, span in asked.occasions], now),
    )


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Nothing was written; the locks go before anybody looks for alternatives."""

    asked: Asked
    violations: tuple[Violation, ...]


async def _request(
    tx: Tx, store: Store, actor: Actor, command: RequestBooking, now: datetime
) -> Requested | _Refusal:
    answer = await earlier_answer(tx, actor, command, now)
    if answer is not None:
        return replace(answer, repeated=True)
    asked = await understand_locked(tx, actor, command, store.zone)
    await let_overdue_go(tx, store.channels, asked.resources, now)
    verdicts = await judged(tx, asked.wishes, asked.resources, actor.id, now)
    violations = broken(verdicts)
    if violations:
        return _Refusal(asked, violations)
    if command.unless_busy:
        await _must_be_free(tx, actor, asked, now)
    made, done = await _store(tx, actor, command, asked, verdicts, store.answer_time, now)
    await follow(tx, store.channels, done)
    await remember_answer(tx, actor, command, made, now)
    return made


async def _must_be_free(tx: Tx, actor: Actor, asked: Asked, now: datetime) -> None:
    own = await own_overlaps(tx, actor, [span for _, span in asked.occasions], now)
    if own:
        raise BusyYourself(own, zone=asked.zone)


async def _store(
    tx: Tx,
    actor: Actor,
    command: RequestBooking,
    asked: Asked,
    verdicts: Sequence[Verdict],
    time: AnswerTime,
    now: datetime,
) -> tuple[Requested, ChangeSet]:
    series = await _series(tx, actor, command, asked, now)
    drafts = [_booking(actor, command, asked, at, now) for at in range(len(asked.occasions))]
    drafts = [replace(draft, series_id=series.id if series else None) for draft in drafts]
    drafts = [_asked_of_owners(actor, draft, asked, time, now) for draft in drafts]
    happening = Happening.REQUESTED if drafts[0].waits_for_owner else Happening.CONFIRMED
    bookings = await write_bookings(tx, happening, drafts, [verdict.claims for verdict in verdicts])
    approvals = [a for booking in bookings for a in approvals_needed(actor, booking, asked.resources, now)]
    if approvals:
        await set_approvals(tx, [], approvals)
    change = ChangedBookings(happening=happening, after=bookings)
    done = ChangeSet(changes=(change,), actor=actor, at=now, by_mail=command.by_mail)
    return Requested(bookings=bookings, series=series, skipped_on=asked.skipped_on), done


async def _series(
    tx: Tx, actor: Actor, command: RequestBooking, asked: Asked, now: datetime
) -> Series | None:
    if asked.recurrence is None:
        return None
    series = Series(
        id=0,
        uid=uuid4(),
        rule=asked.recurrence.rule,
        skipped=await _skipped(tx, actor, asked, asked.recurrence.rule, now),
        zone=asked.zone,
        organiser_id=actor.id,
        organisation_id=command.organisation_id,
        created_at=now,
    )
    return replace(series, id=await add_series(tx, series))


async def _skipped(
    tx: Tx, actor: Actor, asked: Asked, rule: WeeklyRule, now: datetime
) -> tuple[SkippedDate, ...]:
    """What the series leaves out, and why: a holiday, what the rules refuse, or what nobody asked for."""
    zone = ZoneInfo(asked.zone)
    left_out = [on for on in dates_of(rule) if on in rule.except_on and exists(on, rule.at, zone)]
    wishes = [replace(asked.wish, span=rule.span_on(on, zone)) for on in left_out]
    verdicts = await judged(tx, wishes, asked.resources, actor.id, now) if wishes else ()
    found = list(asked.skipped)
    for on, verdict in zip(left_out, verdicts, strict=True):
        rules = tuple(dict.fromkeys(violation.rule.value for violation in verdict.violations))
        found.append(SkippedDate(on, SkipReason.REFUSED if rules else SkipReason.LEFT_OUT, rules))
    return tuple(sorted(found, key=lambda each: each.on))


def _booking(actor: Actor, command: RequestBooking, asked: Asked, occasion: int, now: datetime) -> Booking:
    occurs_on, span = asked.occasions[occasion]
    rooms = (asked.resources[need.resource_id] for need in command.needs)
    links = [room.meeting_url for room in rooms if room.kind is ResourceKind.ONLINE and room.meeting_url]
    return Booking(
        id=0,
        uid=uuid4(),
        title=command.title.strip(),
        purpose=command.purpose,
        organisation_id=command.organisation_id,
        organiser_id=actor.id,
        span=span,
        needs=tuple(sorted(command.needs, key=lambda need: need.resource_id)),
        status=BookingStatus.CONFIRMED,
        people=command.people,
        campus_id=campus_of(command.needs, asked.resources),
        note=command.note,
        meeting_url=command.meeting_url or next(iter(links), None),
        occurs_on=occurs_on,
        project_id=command.project_id,
        event_uid=command.event_uid,
        created_at=now,
        updated_at=now,
    )


def _asked_of_owners(
    actor: Actor, booking: Booking, asked: Asked, time: AnswerTime, now: datetime
) -> Booking:
    approvals = approvals_needed(actor, booking, asked.resources, now)
    return awaiting(booking, (approval.decision for approval in approvals), time, now)
