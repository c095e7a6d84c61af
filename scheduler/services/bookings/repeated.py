"""A request that is sent again with its key gets the answer that the first one got."""

from dataclasses import replace
from datetime import datetime

from scheduler.domain.identity.people import Actor
from scheduler.services.bookings.commands import RequestBooking, Requested
from scheduler.storage.bookings import idempotency
from scheduler.storage.store import Tx


async def earlier_answer(tx: Tx, actor: Actor, command: RequestBooking, now: datetime) -> Requested | None:
    """Raises `KeyReused` when the key belongs to another request."""
    if command.key is None:
        return None
    return await idempotency.recall(tx, Requested, actor.id, command.key, _fingerprint(command), now)


async def remember_answer(
    tx: Tx, actor: Actor, command: RequestBooking, made: Requested, now: datetime
) -> None:
    """Keep the answer by the key of the request, if it has one."""
    if command.key is not None:
        await idempotency.remember(tx, actor.id, command.key, _fingerprint(command), made, now)


def _fingerprint(command: RequestBooking) -> str:
    return idempotency.fingerprint("requested", replace(command, key=None))
