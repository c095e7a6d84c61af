"""Which bookings a list is narrowed to, and what somebody may not see of it by narrowing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select

from scheduler.domain.bookings.states import BookingStatus, has_lapsed
from scheduler.domain.bookings.visibility import Sight
from scheduler.domain.time.spans import LONGEST
from scheduler.storage.store import Tx
from scheduler.storage.tables import BookingNeedRow, BookingRow, ResourceRow
from scheduler.storage.tables.base import columns

_BOOKING, _NEED, _RESOURCE = columns(BookingRow), columns(BookingNeedRow), columns(ResourceRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingFilter:
    """Which bookings are listed; whatever is None does not narrow.

    `touching` keeps those with a moment in that span, `organiser_id` and `needing` (any of these
    resources) together are "mine": either will do. `made_by`, `text` (a part of the title) and `with_details`
    keep only what `sight` lets somebody see the details of: a filter tells as much as a field. With `now`
    everything is as the clock has it then, also what nobody wrote down yet (see `Booking.as_of`).
    """

    organiser_id: int | None = None
    needing: frozenset[int] = frozenset()
    resource_id: int | None = None
    organisation_id: int | None = None
    statuses: frozenset[BookingStatus] = frozenset()
    series_id: int | None = None
    period_id: int | None = None
    activity_id: int | None = None
    called_off_by_id: int | None = None
    after: datetime | None = None
    before: datetime | None = None
    campus_id: int | None = None
    updated_since: datetime | None = None
    made_by: int | None = None
    text: str | None = None
    with_details: bool = False
    sight: Sight | None = None
    now: datetime | None = None


def narrowed(wanted: BookingFilter) -> list[ColumnElement[bool]]:
    """As conditions on the rows of bookings."""
    where: list[ColumnElement[bool]] = []
    mine: list[ColumnElement[bool]] = []
    if wanted.organiser_id is not None:
        mine.append(_BOOKING.organiser_id == wanted.organiser_id)
    if wanted.needing:
        mine.append(_needs_one_of(wanted.needing))
    if mine:
        where.append(or_(*mine))
    if wanted.resource_id is not None:
        where.append(_needs_one_of([wanted.resource_id]))
    for name in (
        "organisation_id",
        "series_id",
        "period_id",
        "activity_id",
        "called_off_by_id",
        "campus_id",
    ):
        if getattr(wanted, name) is not None:
            where.append(_BOOKING[name] == getattr(wanted, name))
    if wanted.statuses:
        where.append(_with_status(wanted))
    return where + _in_time(wanted) + _of_details(wanted)


def _with_status(wanted: BookingFilter) -> ColumnElement[bool]:
    found: ColumnElement[bool] = _BOOKING.status.in_(sorted(status.value for status in wanted.statuses))
    if wanted.now is None:
        return found
    late = overdue(wanted.now)
    if any(map(has_lapsed, wanted.statuses)):
        return or_(found, late)
    return and_(found, or_(_BOOKING.decide_by.is_(None), ~late))


def overdue(now: datetime) -> ColumnElement[bool]:
    """The rule of `Booking.as_of`, on rows: an owner was asked and did not answer in time. Only what waits
    for one has a deadline, so an index on those finds it."""
    found: ColumnElement[bool] = _BOOKING.decide_by <= now
    return found


async def overdue_ids(tx: Tx, now: datetime) -> list[int]:
    """The bookings that are, of which nothing has lapsed yet."""
    return list(await tx.scalars(select(_BOOKING.id).where(overdue(now))))


def _in_time(wanted: BookingFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.after is not None:
        where += [_BOOKING.ends > wanted.after, _BOOKING.starts > wanted.after - LONGEST]
    if wanted.before is not None:
        where.append(_BOOKING.starts < wanted.before)
    if wanted.updated_since is not None:
        where.append(_BOOKING.updated_at >= wanted.updated_since)
    return where


def _of_details(wanted: BookingFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.made_by is not None:
        where.append(_BOOKING.organiser_id == wanted.made_by)
    if wanted.text:
        where.append(_BOOKING.title.icontains(wanted.text, autoescape=True))
    narrows = where or wanted.with_details
    if narrows and wanted.sight is not None and not wanted.sight.everything:
        where.append(_in(wanted.sight))
    return where


def _in(sight: Sight) -> ColumnElement[bool]:
    """The rule of `sees_details`, on rows."""
    run = exists().where(
        _NEED.booking_id == _BOOKING.id,
        _RESOURCE.id == _NEED.resource_id,
        _RESOURCE.owner_id.in_(sorted(sight.owner_ids)),
    )
    return or_(
        _BOOKING.organiser_id == sight.organiser_id,
        _needs_one_of(sight.claimed),
        _BOOKING.organisation_id.in_(sorted(sight.organisation_ids)),
        run,
    )


def _needs_one_of(resource_ids: Iterable[int]) -> ColumnElement[bool]:
    return exists().where(_NEED.booking_id == _BOOKING.id, _NEED.resource_id.in_(sorted(resource_ids)))
