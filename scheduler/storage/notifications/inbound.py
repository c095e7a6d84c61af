"""Mail that came in: known by its key, found again by the UID of its invitation; and what people answered."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.notifications.inbound import InboundMessage, MailOutcome, ParticipationStatus
from scheduler.domain.notifications.outbox import KEPT_FOR
from scheduler.storage import records
from scheduler.storage.store import Tx
from scheduler.storage.tables import AttendanceRow, BookingRow, InboundMessageRow, PersonRow
from scheduler.storage.tables.base import columns

_INBOUND, _ATTENDANCE = columns(InboundMessageRow), columns(AttendanceRow)
_BOOKING, _PERSON = columns(BookingRow), columns(PersonRow)


async def is_known(tx: Tx, key: str) -> bool:
    """Whether this very message was dealt with."""
    return await tx.scalar(select(_INBOUND.id).where(_INBOUND.key == key)) is not None


async def how_many(tx: Tx, sender: str, since: datetime, *outcomes: MailOutcome) -> int:
    """Messages of one sender since then; with `outcomes` those that became one of these."""
    query = select(func.count()).where(_INBOUND.sender == sender, _INBOUND.received_at > since)
    if outcomes:
        query = query.where(_INBOUND.outcome.in_([outcome.value for outcome in outcomes]))
    return int(await tx.scalar(query) or 0)


async def about_invitation(tx: Tx, person_id: int, resource_id: int, uid: str) -> list[InboundMessage]:
    """The messages by which this person's invitation of that UID became or changed a booking, in order."""
    return await records.listing(
        tx,
        InboundMessage,
        _INBOUND.person_id == person_id,
        _INBOUND.resource_id == resource_id,
        _INBOUND.uid == uid,
        _INBOUND.booking_id.is_not(None),
    )


async def by_mail(tx: Tx, bookings: Iterable[Booking]) -> dict[int, InboundMessage]:
    """Per booking that was made by mail, the latest message about it or, of a series, about all of it."""
    known = list(bookings)
    ids = sorted({booking.id for booking in known})
    series = sorted({booking.series_id for booking in known if booking.series_id is not None})
    if not ids:
        return {}
    query = (
        select(*_INBOUND, _BOOKING.series_id)
        .join(BookingRow, _BOOKING.id == _INBOUND.booking_id)
        .where(or_(_INBOUND.booking_id.in_(ids), _BOOKING.series_id.in_(series)))
        .order_by(_INBOUND.id)
    )
    rows = list((await tx.execute(query)).mappings())
    alone = {row["booking_id"]: records.load(InboundMessage, row) for row in rows}
    together = {row["series_id"]: records.load(InboundMessage, row) for row in rows if row["series_id"]}
    found = {b.id: alone.get(b.id) or together.get(b.series_id) for b in known}
    return {booking_id: message for booking_id, message in found.items() if message is not None}


async def answer(
    tx: Tx, booking: Booking, person_id: int, given: ParticipationStatus, sequence: int, now: datetime
) -> None:
    """The last answer counts."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    values = {"answer": given.value, "sequence": sequence, "answered_at": now}
    statement = dialect.insert(AttendanceRow).values(booking_id=booking.id, person_id=person_id, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["booking_id", "person_id"], set_=values))


async def answers(tx: Tx, booking: Booking) -> list[tuple[str, ParticipationStatus]]:
    """Who answered what to the invitation for the booking as it is now, by name."""
    query = (
        select(_PERSON.name, _ATTENDANCE.answer)
        .join(PersonRow, _PERSON.id == _ATTENDANCE.person_id)
        .where(_ATTENDANCE.booking_id == booking.id, _ATTENDANCE.sequence >= booking.sequence)
        .order_by(_PERSON.name)
    )
    return [(name, ParticipationStatus(given)) for name, given in await tx.execute(query)]


async def given_by(tx: Tx, person_id: int) -> list[tuple[int, ParticipationStatus]]:
    """All that somebody answered, with the booking."""
    mine = select(_ATTENDANCE.booking_id, _ATTENDANCE.answer).where(_ATTENDANCE.person_id == person_id)
    found = await tx.execute(mine.order_by(_ATTENDANCE.booking_id))
    return [(booking_id, ParticipationStatus(given)) for booking_id, given in found]


async def forget_old(tx: Tx, now: datetime) -> None:
    """What became no booking is of no use after a while."""
    await tx.execute(
        delete(InboundMessageRow).where(_INBOUND.booking_id.is_(None), _INBOUND.received_at < now - KEPT_FOR)
    )
