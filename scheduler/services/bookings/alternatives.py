"""The alternatives of a refusal, sought after the request has let go of its locks."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.alternatives import (
    REACH,
    SERIES_REACH,
    Alternative,
    alternatives_to,
    alternatives_to_move,
    series_alternatives,
)
from scheduler.domain.bookings.rules import Wish
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.bookings.violations import Violation
from scheduler.domain.campus.resources import Resource
from scheduler.services.bookings.evaluate import Asked
from scheduler.storage.bookings import surroundings
from scheduler.storage.store import Tx


async def find_alternatives(
    tx: Tx, asked: Asked, violations: Sequence[Violation], person_id: int, now: datetime
) -> tuple[Alternative, ...]:
    """What would be accepted instead of a refused request."""
    series = asked.recurrence is not None
    wish = asked.wish
    around, also = await wide(
        tx, asked.resources.values(), asked.wishes, person_id, SERIES_REACH if series else REACH
    )
    if asked.recurrence is None:
        return alternatives_to(wish, violations, around, now, also=also)
    return series_alternatives(wish, asked.recurrence, violations, around, now, also=also)


async def find_alternatives_to_move(
    tx: Tx,
    wishes: Sequence[Wish],
    resources: Iterable[Resource],
    violations: Sequence[Violation],
    person_id: int | None,
    now: datetime,
    *,
    zone: ZoneInfo,
    without: Iterable[int],
) -> tuple[Alternative, ...]:
    """What would be accepted instead of a refused change; the first wish is the booking it was asked for."""
    reach = REACH if len(wishes) == 1 else SERIES_REACH
    around, also = await wide(tx, resources, wishes, person_id, reach, without=without)
    if len(wishes) == 1:
        return alternatives_to(wishes[0], violations, around, now, also=also)
    return alternatives_to_move(wishes, violations, around, now, zone=zone, also=also)


async def wide(
    tx: Tx,
    asked: Iterable[Resource],
    wishes: Sequence[Wish],
    person_id: int | None,
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
        [wish.span for wish in wishes],
        person_ids=[] if person_id is None else [person_id],
        without=without,
        reach=reach,
    )
    return around, also
