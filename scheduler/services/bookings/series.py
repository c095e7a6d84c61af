"""A whole series: read it with what it skips and why, and give it more dates or fewer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.approvals import awaiting
from scheduler.domain.bookings.bookings import Booking, Series, SkippedDate
from scheduler.domain.bookings.changes import ChangedBookings, ChangeSet
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.rules import Wish
from scheduler.domain.bookings.series_dates import gaps, has_hour_like, rule_like, span_like, with_dates
from scheduler.domain.bookings.states import BookingStatus, Happening
from scheduler.domain.bookings.violations import Violation
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid, NotFound
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import WEEK, WeeklyRule
from scheduler.services.bookings.commands import Changed, ChangeSeriesDates, Seen
from scheduler.services.bookings.effects import follow
from scheduler.services.bookings.evaluate import approvals_needed, broken, judged, known_resources, wish_of
from scheduler.services.bookings.lapse import let_overdue_go
from scheduler.services.bookings.queries import seen_by
from scheduler.services.bookings.record import record
from scheduler.services.bookings.series_scope import lock_and_confirm, mine_to_change
from scheduler.services.bookings.write import write_bookings
from scheduler.storage.bookings import surroundings
from scheduler.storage.bookings.approvals import approvals_of, set_approvals
from scheduler.storage.bookings.bookings import bookings_in_series
from scheduler.storage.bookings.series import change_series, get_series, lock_series
from scheduler.storage.store import Store, Tx


@dataclass(frozen=True, slots=True)
class SeriesGap:
    """A date of the rule without a booking: why, when it would be, and what is in the way by now.

    `possible`: it can be booked as things stand.
    """

    skipped: SkippedDate
    span: Span
    possible: bool
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesSeen:
    """A series as somebody may see it, its bookings by date; `rule` is its rule as it is kept by now."""

    series: Series
    rule: WeeklyRule
    dates: tuple[Seen, ...]
    gaps: tuple[SeriesGap, ...]

    @property
    def title(self) -> str:
        return self.dates[0].booking.title

    @property
    def may_change(self) -> bool:
        return any(seen.may_change for seen in self.dates)


async def see_series(store: Store, actor: Actor | None, series_id: int, now: datetime) -> SeriesSeen:
    """Raises `NotFound`, also for who may not see what its bookings are."""
    acting = require(actor, Action.VIEW_WEEK)
    async with store.read() as tx:
        series = await get_series(tx, series_id)
        bookings = [b.as_of(now) for b in await bookings_in_series(tx, series_id)]
        seen = await seen_by(tx, acting, bookings)
        if not any(each.details for each in seen):
            raise NotFound("series", series_id)
        return SeriesSeen(
            series=series,
            rule=rule_like(_example(bookings), series),
            dates=tuple(each for each in seen if each.details),
            gaps=await _gaps(tx, acting, series, bookings, now),
        )


async def _gaps(
    tx: Tx, actor: Actor, series: Series, bookings: Sequence[Booking], now: datetime
) -> tuple[SeriesGap, ...]:
    like = _example(bookings)
    found = gaps(series, bookings)
    wishes = _wishes(actor, series, like, [each.on for each in found])
    resources = await known_resources(tx, like.needs)
    verdicts = await judged(tx, wishes, resources, like.organiser_id, now) if wishes else ()
    holidays = await _holidays(tx, series, like)
    zone = ZoneInfo(series.zone)
    return tuple(
        SeriesGap(
            skipped,
            wish.span,
            possible=not verdict.violations
            and has_hour_like(like, series, skipped.on)
            and _local(wish.span, zone) not in holidays,
            violations=verdict.violations,
        )
        for skipped, wish, verdict in zip(found, wishes, verdicts, strict=True)
    )


async def change_series_dates(
    store: Store, actor: Actor | None, command: ChangeSeriesDates, now: datetime
) -> Changed:
    """Lengthen it, shorten it, or book dates that it skipped. What is over stays; holidays are skipped of
    what it becomes longer by. New dates are like the last that is held.

    Raises:
        Invalid: a date that is none of the rule, has a booking, or nothing that would change.
        Conflict: none of its bookings is held any more.
        BookingRefused: a new date breaks rules; then nothing changes.
    """
    acting = require(actor, Action.CHANGE_BOOKING, own=True)
    async with store.write() as tx:
        before = await get_series(tx, command.series_id)
        like = _example(await bookings_in_series(tx, before.id))
        await mine_to_change(tx, acting, Happening.CHANGED, like.id, None, now)
        resources = await known_resources(tx, like.needs)
        await lock_and_confirm(tx, [like], resources)
        await let_overdue_go(tx, store.channels, resources, now)
        before = await lock_series(tx, before.id)
        return await _with_other_dates(tx, store, acting, before, like, command, now)


async def _with_other_dates(
    tx: Tx,
    store: Store,
    actor: Actor,
    before: Series,
    like: Booking,
    command: ChangeSeriesDates,
    now: datetime,
) -> Changed:
    bookings = await bookings_in_series(tx, before.id)
    last_on = command.last_on or before.rule.last_on
    gone = [b for b in bookings if _goes(b, last_on, now)]
    wanted = await _wanted(tx, before, bookings, like, command, last_on)
    if not gone and not wanted:
        raise Invalid("last_on", InvalidCode.NO_DATE_LEFT, expected="dates more or fewer")
    said = await approvals_of(tx, [booking.id for booking in gone])
    changes = [
        *await _cancelled(tx, actor, gone, now),
        *await _booked(tx, store, actor, before, like, wanted, now),
    ]
    done = ChangeSet(changes=tuple(changes), actor=actor, at=now)
    await follow(tx, store.channels, done)
    after = with_dates(before, last_on, wanted)
    await change_series(tx, after)
    change_id = await record(tx, done, said, (before, after))
    return Changed(bookings=done.after, change_id=change_id, zone=before.zone)


async def _wanted(
    tx: Tx,
    series: Series,
    bookings: Sequence[Booking],
    like: Booking,
    command: ChangeSeriesDates,
    last_on: date,
) -> list[date]:
    """The dates to book: those that were named, and those by which the series becomes longer."""
    longer = replace(series, rule=replace(series.rule, last_on=max(last_on, series.rule.last_on)))
    open_dates = {
        each.on
        for each in gaps(longer, bookings)
        if each.on <= last_on and has_hour_like(like, series, each.on)
    }
    if not set(command.also_on) <= open_dates:
        raise Invalid("also_on", InvalidCode.NO_DATE_LEFT, expected="dates that the series skips")
    zone, holidays = ZoneInfo(series.zone), await _holidays(tx, longer, like)
    more = {
        on
        for on in open_dates
        if on > series.rule.last_on
        and not (series.rule.skip_holidays and _local(span_like(like, series, on), zone) in holidays)
    }
    return sorted(more | set(command.also_on))


async def _cancelled(tx: Tx, actor: Actor, gone: Sequence[Booking], now: datetime) -> list[ChangedBookings]:
    if not gone:
        return []
    after = [booking.called_off_as(BookingStatus.CANCELLED, now, by_id=actor.id) for booking in gone]
    written = await write_bookings(tx, Happening.CANCELLED, after)
    return [ChangedBookings(happening=Happening.CANCELLED, before=tuple(gone), after=written)]


async def _booked(
    tx: Tx, store: Store, actor: Actor, series: Series, like: Booking, wanted: Sequence[date], now: datetime
) -> list[ChangedBookings]:
    if not wanted:
        return []
    wishes = _wishes(actor, series, like, wanted)
    resources = await known_resources(tx, like.needs)
    verdicts = await judged(tx, wishes, resources, like.organiser_id, now)
    if violations := broken(verdicts):
        raise BookingRefused(violations, zone=series.zone)
    drafts = [_draft(like, on, wish.span, now) for on, wish in zip(wanted, wishes, strict=True)]
    decisions = [each.decision for each in approvals_needed(actor, drafts[0], resources, now)]
    made = [awaiting(draft, decisions, store.answer_time, now) for draft in drafts]
    happening = Happening.REQUESTED if made[0].waits_for_owner else Happening.CONFIRMED
    written = await write_bookings(tx, happening, made, [verdict.claims for verdict in verdicts])
    approvals = [each for b in written for each in approvals_needed(actor, b, resources, now)]
    if approvals:
        await set_approvals(tx, [], approvals)
    return [ChangedBookings(happening=happening, after=written)]


def _draft(like: Booking, on: date, span: Span, now: datetime) -> Booking:
    return replace(
        like,
        id=0,
        uid=uuid4(),
        span=span,
        occurs_on=on,
        event_uid=None,
        sequence=0,
        version=1,
        called_off_reason="",
        called_off_by_id=None,
        impact=None,
        created_at=now,
        updated_at=now,
    )


def _wishes(actor: Actor, series: Series, like: Booking, on_dates: Sequence[date]) -> tuple[Wish, ...]:
    return tuple(
        wish_of(actor, like.needs, span_like(like, series, on), like.people, like.organisation_id)
        for on in on_dates
    )


async def _holidays(tx: Tx, series: Series, like: Booking) -> frozenset[date]:
    """With a week around it: a series that moved to another day of the week has other holidays."""
    asked = [need.resource_id for need in like.needs]
    first_on, last_on = series.rule.first_on - WEEK, series.rule.last_on + WEEK
    return await surroundings.holidays(tx, series.organisation_id, asked, first_on, last_on)


def _example(bookings: Sequence[Booking]) -> Booking:
    """The last that is held, or else the last: what further dates would be like."""
    held = [booking for booking in bookings if booking.holds]
    return (held or list(bookings))[-1]


def _goes(booking: Booking, last_on: date, now: datetime) -> bool:
    """Whether the series, ending on that date of its rule, is without it."""
    late = booking.occurs_on is not None and booking.occurs_on > last_on
    return late and booking.can(Happening.CANCELLED) and booking.span.end > now


def _local(span: Span, zone: ZoneInfo) -> date:
    return span.start.astimezone(zone).date()
