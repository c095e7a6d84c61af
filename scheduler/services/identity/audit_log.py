"""Reading the audit log."""

from scheduler.domain.identity.audit import Entry
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, reach, require
from scheduler.storage.crud import Filters
from scheduler.storage.identity import audit
from scheduler.storage.store import Store


async def read_audit_log(
    store: Store, actor: Actor | None, filters: Filters, after: int, limit: int
) -> tuple[list[Entry], int | None]:
    """What was done in the organisations one runs, oldest first; operators see all of it."""
    reader = require(actor, Action.VIEW_AUDIT)
    async with store.read() as tx:
        where = reach(reader, Action.VIEW_AUDIT)
        found = await audit.audit_log(tx, where, filters, after, limit + 1)
    return found[:limit], found[limit - 1].id if len(found) > limit else None
