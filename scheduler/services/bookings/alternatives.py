"""The alternatives of a refusal, sought after the request has let go of its locks."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from scheduler.domain.bookings.alternatives import (
    Alternative,
    Recurrence,
    alternatives_to,
    alternatives_to_move,
    series_alternatives,
)
from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.other_times import REACH, SERIES_REACH
from scheduler.domain.bookings.rules import Wish
from scheduler.domain.bookings.series_dates import SeriesCalendar, dates_of
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.bookings.violations import Violation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, may
from scheduler.domain.time.spans import Span, hull
from scheduler.domain.time.wall_time import DAY, local_day, monday_of
from scheduler.services.bookings.evaluate import Asked, wish_of
from scheduler.storage.bookings import surroundings
from scheduler.storage.store import Tx


async def find_alternatives(
    tx: Tx, asked: Asked, violations: Sequence[Violation], person_id: int, now: datetime
) -> tuple[Alternative, ...]:
    """What would be accepted instead of a refused request."""
    wish = asked.wish
    if asked.recurrence is None:
        around, also = await wide(tx, asked.resources.values(), [wish.span], person_id, now, REACH)
        return alternatives_to(wish, violations, around, now, also=also)
    weeks = _weeks(asked.recurrence)
    around, also = await wide(tx, asked.resources.values(), weeks, person_id, now, SERIES_REACH)
    return series_alternatives(wish, asked.recurrence, violations, around, now, also=also)


async def find_alternatives_to_move(
    tx: Tx,
    wishes: Sequence[Wish],
    resources: Iterable[Resource],
    violations: Sequence[Violation],
    person_id: int | None,
    now: datetime,
    *,
    calendar: SeriesCalendar,
    without: Iterable[int],
) -> tuple[Alternative, ...]:
    """What would be accepted instead of a refused change; the first wish is the booking it was asked for."""
    spans = [wish.span for wish in wishes]
    reach = REACH if len(wishes) == 1 else SERIES_REACH
    around, also = await wide(tx, resources, spans, person_id, now, reach, without=without)
    if len(wishes) == 1:
        return alternatives_to(wishes[0], violations, around, now, also=also)
    return alternatives_to_move(wishes, violations, around, now, calendar=calendar, also=also)


async def find_alternatives_to_booking(
    tx: Tx,
    actor: Actor,
    booking: Booking,
    resources: Iterable[Resource],
    violations: Sequence[Violation],
    now: datetime,
) -> tuple[Alternative, ...]:
    """What the actor could book anew instead of getting back a booking whose place is gone."""
    if not may(actor, Action.BOOK, organisations=[booking.organisation_id]):
        return ()
    wish = wish_of(actor, booking.needs, booking.span, booking.people, booking.organisation_id)
    around, also = await wide(tx, resources, [wish.span], actor.id, now, REACH)
    return alternatives_to(wish, violations, around, now, also=also)


def _weeks(recurrence: Recurrence) -> list[Span]:
    """All of the weeks in which the rule falls: on another day of the week it may fall on any of theirs."""
    mondays = {monday_of(on) for on in dates_of(recurrence.rule)}
    days = ((on, on + 6 * DAY) for on in sorted(mondays))
    return [hull(local_day(on, recurrence.zone) for on in week) for week in days]


async def wide(
    tx: Tx,
    asked: Iterable[Resource],
    spans: Sequence[Span],
    person_id: int | None,
    now: datetime,
    reach: timedelta,
    *,
    without: Iterable[int] = (),
) -> tuple[Surroundings, list[Resource]]:
    """Surroundings that reach as far as alternatives go, and the places that could stand in."""
    known = list(asked)
    also = await surroundings.stand_ins(tx, known)
    resources = await surroundings.with_parts_of(tx, [r.id for r in (*known, *also)])
    around = await surroundings.surroundings(
        tx,
        resources,
        spans,
        now,
        person_ids=[] if person_id is None else [person_id],
        without=without,
        reach=reach,
    )
    return around, also
