"""People who leave, as a change of the world: what they made and what they were asked for is hit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from scheduler.domain.identity.people import Actor, Person
from scheduler.domain.notifications.channels import Channels
from scheduler.services.bookings.hits.scope import ChangeScope, scope_of
from scheduler.services.bookings.leavers import forget_in
from scheduler.services.identity.people import change_person_in, person_to_change
from scheduler.storage import records
from scheduler.storage.store import Tx


@dataclass(frozen=True, slots=True)
class ChangePerson:
    """Other values for a person; who becomes inactive leaves, and may come back."""

    person_id: int
    values: Mapping[str, Any]
    since: int | None = None

    async def guard(self, tx: Tx, actor: Actor) -> None:
        await person_to_change(tx, actor, self.person_id)

    async def scope(self, tx: Tx) -> ChangeScope:
        before = await records.get(tx, Person, self.person_id)
        return await scope_of(tx, before, replace(before, **self.values))

    async def write(self, tx: Tx, actor: Actor, now: datetime) -> Person:
        return await change_person_in(tx, actor, self.person_id, self.values, self.since, now)


@dataclass(frozen=True, slots=True)
class ForgetPerson:
    """The deletion of a person; `channels` are those of the store."""

    person_id: int
    channels: Channels
    since: int | None = None

    async def guard(self, tx: Tx, actor: Actor) -> None:
        await person_to_change(tx, actor, self.person_id)

    async def scope(self, tx: Tx) -> ChangeScope:
        return await scope_of(tx, await records.get(tx, Person, self.person_id), None)

    async def write(self, tx: Tx, actor: Actor, now: datetime) -> Person:
        return await forget_in(tx, self.channels, actor, self.person_id, self.since, now)
