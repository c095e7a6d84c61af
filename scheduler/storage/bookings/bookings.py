"""Bookings with what they need: read by id or by filter, stored and let go many at a time."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, bindparam, delete, insert, or_, select, update

from scheduler.domain.bookings.bookings import UID_SUFFIX, Booking, Need, Purpose
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.impacts import Impact
from scheduler.domain.bookings.sorting import BookingSort
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.cursors import FIRST, Cursor
from scheduler.domain.errors import NotFound
from scheduler.domain.time.spans import Span
from scheduler.storage.bookings.booking_filter import BookingFilter, narrowed, overdue
from scheduler.storage.bookings.claims import add_claims, drop_claims
from scheduler.storage.sorting import RowOrder
from scheduler.storage.store import Tx
from scheduler.storage.tables import BookingNeedRow, BookingRow
from scheduler.storage.tables.base import columns

_BOOKING, _NEED = columns(BookingRow), columns(BookingNeedRow)
_BY_ID: Final = RowOrder(id=_BOOKING.id)
_CHUNK = 10_000
_IMPACT = TypeAdapter(Impact)


async def get_booking(tx: Tx, booking_id: int, now: datetime | None = None) -> Booking:
    """With `now` as the clock has it then. Raises `NotFound`."""
    found = await bookings_by_id(tx, [booking_id], now)
    if not found:
        raise NotFound("booking", booking_id)
    return found[0]


async def bookings_by_id(tx: Tx, booking_ids: Iterable[int], now: datetime | None = None) -> list[Booking]:
    """Those that exist, in id order; with `now` as the clock has them then."""
    known = sorted(set(booking_ids))
    found: list[Booking] = []
    for first in range(0, len(known), _CHUNK):
        found += await bookings_where(tx, _BOOKING.id.in_(known[first : first + _CHUNK]))
    return found if now is None else [booking.as_of(now) for booking in found]


async def bookings_where(
    tx: Tx, *where: ColumnElement[bool], order: RowOrder = _BY_ID, limit: int | None = None
) -> list[Booking]:
    """Bookings, in id order unless another is given."""
    query = select(*_BOOKING).where(*where).order_by(*order.by()).limit(limit)
    rows = list((await tx.execute(query)).mappings())
    needs = await needs_of(tx, [row["id"] for row in rows])
    return [_booking(row, needs[row["id"]]) for row in rows]


async def list_bookings(
    tx: Tx,
    wanted: BookingFilter,
    *,
    sort: BookingSort | None = None,
    after: Cursor = FIRST,
    limit: int | None = None,
) -> list[Booking]:
    """Bookings behind the cursor, in id order unless another is asked."""
    order = _BY_ID if sort is None else _order_by(sort)
    found = await bookings_where(tx, order.beyond(after), *narrowed(wanted), order=order, limit=limit)
    return found if wanted.now is None else [booking.as_of(wanted.now) for booking in found]


def _order_by(sort: BookingSort) -> RowOrder:
    key = _BOOKING.starts if sort.field == "start" else _BOOKING[sort.field]
    return RowOrder(id=_BOOKING.id, key=key, descending=sort.descending, folded=sort.field == "title")


async def find_by_calendar_uid(tx: Tx, uid: str) -> Booking | None:
    """The booking that calendars know by this UID, whatever became of it."""
    where = _BOOKING.event_uid == uid
    with suppress(ValueError):
        where = or_(where, _BOOKING.uid == UUID(uid.removesuffix(UID_SUFFIX)))
    found = await bookings_where(tx, where)
    return next((booking for booking in found if booking.calendar_uid == uid), None)


async def overdue_bookings(tx: Tx, now: datetime, *, limit: int | None = None) -> list[Booking]:
    """Those that an owner was asked about and whose deadline has passed; asked often, so by an index."""
    return await bookings_where(tx, overdue(now), limit=limit)


async def bookings_in_series(tx: Tx, series_id: int) -> list[Booking]:
    """All occurrences, whatever became of them, by the date the series gave them."""
    found = await bookings_where(tx, _BOOKING.series_id == series_id)
    return sorted(found, key=lambda booking: (booking.occurs_on or booking.span.start.date(), booking.id))


async def bookings_of_period(tx: Tx, period_id: int) -> list[Booking]:
    """The sessions that published plans of a period made, whatever became of them, in id order."""
    return await bookings_where(tx, _BOOKING.period_id == period_id)


async def needs_of(tx: Tx, booking_ids: Sequence[int]) -> dict[int, tuple[Need, ...]]:
    """What each of these bookings asked for, in resource order."""
    needs: dict[int, list[Need]] = {booking_id: [] for booking_id in booking_ids}
    for first in range(0, len(booking_ids), _CHUNK):
        query = (
            select(_NEED.booking_id, _NEED.resource_id, _NEED.units)
            .where(_NEED.booking_id.in_(booking_ids[first : first + _CHUNK]))
            .order_by(_NEED.booking_id, _NEED.resource_id)
        )
        for booking_id, resource_id, units in await tx.execute(query):
            needs[booking_id].append(Need(resource_id, units))
    return {booking_id: tuple(found) for booking_id, found in needs.items()}


async def hold_many(tx: Tx, placed: Sequence[tuple[Booking, Sequence[Claim]]]) -> list[Booking]:
    """Store bookings, each with the claims it holds; answers them in order with their ids.

    Those with id 0 are new. The others replace what is stored under their id: all they held goes
    first, so that two bookings may change places. The resources of both must be locked, the claims
    must come from the conflict rule; the store raises `Conflict` when they overlap others all the same.
    """
    known = [booking for booking, _ in placed if booking.id]
    await drop_claims(tx, [booking.id for booking in known])
    await _replace(tx, known)
    ids = await _insert(tx, [booking for booking, _ in placed if not booking.id])
    stored = [booking if booking.id else replace(booking, id=ids[booking.uid]) for booking, _ in placed]
    await _drop_needs(tx, [booking.id for booking in known])
    await _add_needs(tx, stored)
    pairs = zip(stored, placed, strict=True)
    await add_claims(tx, ((booking.id, claims) for booking, (_, claims) in pairs))
    return stored


async def hold_numbered(tx: Tx, placed: Sequence[tuple[Booking, Sequence[Claim]]]) -> None:
    """Store new bookings under the ids they carry, with what they hold, into a database of one's own.

    Nothing is asked back from the database, which is much quicker for ten thousands of them; the
    caller restarts its counters afterwards. The store raises `Conflict` for overlapping claims.
    """
    if not placed:
        return
    bookings = [booking for booking, _ in placed]
    await tx.execute(insert(BookingRow), [_row(booking) | {"id": booking.id} for booking in bookings])
    await _add_needs(tx, bookings)
    await add_claims(tx, ((booking.id, claims) for booking, claims in placed))


async def release_many(tx: Tx, bookings: Sequence[Booking]) -> None:
    """Store bookings that hold nothing any more: their claims go, what they asked for stays."""
    await drop_claims(tx, [booking.id for booking in bookings])
    await _replace(tx, bookings)


async def change_words(tx: Tx, bookings: Sequence[Booking]) -> None:
    """Store bookings of which neither time nor needs changed: what they hold stays as it is."""
    await _replace(tx, bookings)


async def _insert(tx: Tx, bookings: Sequence[Booking]) -> dict[UUID, int]:
    if not bookings:
        return {}
    statement = insert(BookingRow).returning(_BOOKING.id, _BOOKING.uid)
    rows = await tx.execute(statement, [_row(booking) for booking in bookings])
    return {uid: booking_id for booking_id, uid in rows}


async def _replace(tx: Tx, bookings: Sequence[Booking]) -> None:
    if not bookings:
        return
    statement = update(BookingRow).where(_BOOKING.id == bindparam("this_id"))
    statement = statement.values({name: bindparam(name) for name in _row(bookings[0])})
    await tx.execute(statement, [_row(booking) | {"this_id": booking.id} for booking in bookings])


async def _drop_needs(tx: Tx, booking_ids: Sequence[int]) -> None:
    for first in range(0, len(booking_ids), _CHUNK):
        chunk = booking_ids[first : first + _CHUNK]
        await tx.execute(delete(BookingNeedRow).where(_NEED.booking_id.in_(chunk)))


async def _add_needs(tx: Tx, bookings: Sequence[Booking]) -> None:
    rows = [
        {"booking_id": booking.id, "resource_id": need.resource_id, "units": need.units}
        for booking in bookings
        for need in booking.needs
    ]
    if rows:
        await tx.execute(insert(BookingNeedRow), rows)


_SAME = (
    "uid",
    "title",
    "organisation_id",
    "organiser_id",
    "people",
    "campus_id",
    "note",
    "meeting_url",
    "series_id",
    "occurs_on",
    "period_id",
    "activity_id",
    "occurrence",
    "project_id",
    "event_uid",
    "sequence",
    "version",
    "decide_by",
    "called_off_reason",
    "called_off_by_id",
    "created_at",
    "updated_at",
)


def _row(booking: Booking) -> dict[str, Any]:
    values = {name: getattr(booking, name) for name in _SAME}
    values |= {"purpose": booking.purpose.value, "status": booking.status.value}
    impact = None if booking.impact is None else _IMPACT.dump_python(booking.impact, mode="json")
    return values | {"starts": booking.span.start, "ends": booking.span.end, "impact": impact}


def _booking(row: Mapping[Any, Any], needs: tuple[Need, ...]) -> Booking:
    """Built by hand: a week has thousands, and checking each by its types costs more than reading it."""
    return Booking(
        id=row["id"],
        span=Span(row["starts"], row["ends"]),
        needs=needs,
        purpose=Purpose(row["purpose"]),
        status=BookingStatus(row["status"]),
        impact=None if row["impact"] is None else _IMPACT.validate_python(row["impact"]),
        **{name: row[name] for name in _SAME},
    )
