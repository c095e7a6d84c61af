"""What owners say to bookings of their resources."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, insert, or_, update

from scheduler.domain.bookings.approvals import Approval, Decision, may_be_decided
from scheduler.domain.bookings.states import WAITING_FOR_OWNER
from scheduler.storage import records
from scheduler.storage.bookings.booking_filter import overdue
from scheduler.storage.store import Tx
from scheduler.storage.tables import ApprovalRow, BookingRow
from scheduler.storage.tables.base import columns

_APPROVAL, _BOOKING = columns(ApprovalRow), columns(BookingRow)
_CHUNK = 10_000


async def set_approvals(tx: Tx, booking_ids: Iterable[int], approvals: Sequence[Approval]) -> None:
    """Let these be the approvals of the bookings, whatever there was."""
    ids = sorted(set(booking_ids))
    for first in range(0, len(ids), _CHUNK):
        chunk = ids[first : first + _CHUNK]
        await tx.execute(delete(ApprovalRow).where(_APPROVAL.booking_id.in_(chunk)))
    if approvals:
        await tx.execute(insert(ApprovalRow), [records.dump(approval) for approval in approvals])


async def approvals_of(tx: Tx, booking_ids: Iterable[int]) -> dict[int, tuple[Approval, ...]]:
    """By booking; a booking nobody has to agree to has none."""
    ids = sorted(set(booking_ids))
    found: dict[int, tuple[Approval, ...]] = {}
    for first in range(0, len(ids), _CHUNK):
        chunk = ids[first : first + _CHUNK]
        for approval in await records.listing(tx, Approval, _APPROVAL.booking_id.in_(chunk)):
            found[approval.booking_id] = (*found.get(approval.booking_id, ()), approval)
    return found


async def get_approval(tx: Tx, approval_id: int) -> Approval:
    """Raises `NotFound`."""
    return await records.get(tx, Approval, approval_id)


async def decide(tx: Tx, decided: Sequence[Approval]) -> None:
    """Store decisions that were taken."""
    for approval in decided:
        await tx.execute(
            update(ApprovalRow).where(_APPROVAL.id == approval.id).values(records.dump(approval))
        )


async def list_approvals(
    tx: Tx,
    organisation_ids: Iterable[int] | None,
    decision: Decision | None,
    now: datetime | None = None,
    *,
    after: int = 0,
    limit: int | None = None,
) -> list[Approval]:
    """Of these organisations (None: of all), in id order; pending ones only while their booking waits, at
    `now` if that is said."""
    where: list[ColumnElement[bool]] = []
    if organisation_ids is not None:
        where.append(_APPROVAL.organisation_id.in_(sorted(organisation_ids)))
    if decision is not None:
        where.append(_APPROVAL.decision == decision.value)
    if decision is not None and may_be_decided(decision):
        waits = _BOOKING.status.in_(sorted(status.value for status in WAITING_FOR_OWNER))
        in_time = () if now is None else (or_(_BOOKING.decide_by.is_(None), ~overdue(now)),)
        where.append(exists().where(_BOOKING.id == _APPROVAL.booking_id, waits, *in_time))
    return await records.listing(tx, Approval, *where, after=after, limit=limit)
