"""One import under way: what came before, what ids things have by now, what became of each of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.groups import Group
from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.errors import Conflict, Forbidden, Invalid
from scheduler.domain.identity.people import Actor
from scheduler.domain.planning.activities import Activity
from scheduler.domain.planning.periods import Period
from scheduler.services.campus.groups import GROUPS
from scheduler.services.campus.places import CAMPUSES, OPENINGS, ORGANISATIONS, PERIODS
from scheduler.services.campus.resources import FOREIGN_RESOURCES
from scheduler.services.crud import Noun, add_in, change_in, remove_in
from scheduler.services.imports.commands import ImportOutcome, ImportRow
from scheduler.services.planning.teaching import ACTIVITIES
from scheduler.storage import crud, records
from scheduler.storage.identity import audit
from scheduler.storage.imports import external_keys
from scheduler.storage.imports.external_keys import Key
from scheduler.storage.store import Tx

_DOORS: Final[Mapping[type[Any], Noun[Any]]] = {
    Organisation: ORGANISATIONS,
    Campus: CAMPUSES,
    Period: PERIODS,
    Opening: OPENINGS,
    Resource: FOREIGN_RESOURCES,
    Group: GROUPS,
    Activity: ACTIVITIES,
}
_OUR_OWN: Final = frozenset({"id", "version"})
"""Fields of which a source knows nothing."""


class ImportItem(Protocol):
    """What a source says there is. `make` raises `Invalid` for what a campus cannot have, `KeyError` for
    what refers to such a thing."""

    def in_order(self) -> Iterable[Key]: ...
    def make(self, key: Key, ids: Mapping[Key, int], /) -> Any: ...


@dataclass(frozen=True, slots=True)
class Known:
    """A thing as it is here, and its fields as its source gave them last (empty: it had it no longer)."""

    thing: Any
    given: Mapping[str, Any]


async def known_things(tx: Tx, source: str) -> dict[Key, Known]:
    """What came from a source before and is still there."""
    found = await external_keys.known_from(tx, source)
    ids: dict[type[Any], list[int]] = defaultdict(list)
    for (cls, _), external in found.items():
        ids[cls].append(external.local_id)
    things = {cls: await crud.by_id(tx, _DOORS[cls].gateway, mine) for cls, mine in ids.items()}
    return {key: Known(things[key[0]][each.local_id], each.given) for key, each in found.items()}


class Importing:
    """Settles every thing that is wanted by the door a person would take, and notes what became of it."""

    def __init__(self, tx: Tx, actor: Actor, source: str, known: Mapping[Key, Known], now: datetime) -> None:
        self.rows: list[ImportRow] = []
        self.ids: dict[Key, int] = {}
        self._tx, self._actor, self._source, self._now = tx, actor, source, now
        self._before = dict(known)

    async def run(self, wanted: ImportItem) -> None:
        """Make and change what is wanted; then what the source has no longer goes, the newest first."""
        for key in wanted.in_order():
            before = self._before.pop(key, None)
            try:
                thing = wanted.make(key, self.ids)
            except KeyError as missing:
                self._say(key, ImportOutcome.REFUSED, reason=f"needs {missing.args[0][1]}, which is refused")
            except Invalid as reason:
                self._say(key, ImportOutcome.REFUSED, reason=_in_short(reason))
            else:
                await self._settle_or_refuse(key, before, thing)
        for key, gone in reversed(list(self._before.items())):
            if gone.given:
                await self._remove(key, gone)

    async def _settle_or_refuse(self, key: Key, before: Known | None, wanted: Any) -> None:
        try:
            await self._settle(key, before, wanted)
        except (Invalid, Conflict, Forbidden) as reason:
            self._say(key, ImportOutcome.REFUSED, reason=_in_short(reason))

    async def _settle(self, key: Key, before: Known | None, wanted: Any) -> None:
        given = records.plain(wanted)
        if before is None:
            stored = await add_in(self._tx, self._actor, _DOORS[key[0]], wanted, self._now)
            await external_keys.add_key(self._tx, self._source, key, stored.id, given)
            self.ids[key] = stored.id
            self._say(key, ImportOutcome.CREATED)
            return
        changes = await self._change(key, before, wanted, given)
        if given != before.given:
            await external_keys.change_given(self._tx, self._source, key, given)
        self.ids[key] = before.thing.id
        self._say(key, ImportOutcome.UPDATED if changes else ImportOutcome.UNCHANGED, changes=changes)

    async def _change(self, key: Key, before: Known, wanted: Any, given: Mapping[str, Any]) -> dict[str, Any]:
        """Take over what the source says otherwise than it did; the differences that makes here."""
        again = {} if before.given else await self._put_to_use(before.thing)
        values = {
            name: getattr(wanted, name)
            for name, value in given.items()
            if name not in _OUR_OWN
            and before.given.get(name, _NEVER) != value
            and getattr(before.thing, name) != getattr(wanted, name)
            and (name, key[0]) != ("resource_id", Group)
        }
        if not values:
            return again
        door = _DOORS[key[0]]
        after = await change_in(self._tx, self._actor, door, before.thing, values, None, self._now)
        return again | audit.differences(before.thing, after)

    async def _remove(self, key: Key, gone: Known) -> None:
        """What takes place or is open no longer is deleted; places, people and groups stay for the bookings
        that claim them, out of use. What only groups the others (a campus, a period) stays as it is."""
        thing = gone.thing
        try:
            if isinstance(thing, Activity | Opening):
                await remove_in(self._tx, self._actor, _DOORS[key[0]], thing, None, self._now)
            elif isinstance(thing, Resource | Group):
                await self._use(await self._resource_of(thing), active=False)
                await external_keys.change_given(self._tx, self._source, key, {})
            else:
                return
        except (Conflict, Forbidden) as reason:
            self._say(key, ImportOutcome.REFUSED, reason=_in_short(reason))
        else:
            self._say(key, ImportOutcome.REMOVED)

    async def _put_to_use(self, thing: Any) -> dict[str, Any]:
        """A group that comes back after it was gone; of other things the fields say so."""
        if not isinstance(thing, Group):
            return {}
        resource = await self._resource_of(thing)
        await self._use(resource, active=True)
        return {} if resource.active else {"active": [False, True]}

    async def _resource_of(self, thing: Resource | Group) -> Resource:
        return await records.get(self._tx, Resource, thing.resource_id) if isinstance(thing, Group) else thing

    async def _use(self, resource: Resource, *, active: bool) -> None:
        if resource.active is not active:
            values = {"active": active}
            await change_in(self._tx, self._actor, FOREIGN_RESOURCES, resource, values, None, self._now)

    def _say(
        self, key: Key, outcome: ImportOutcome, *, changes: dict[str, Any] | None = None, reason: str = ""
    ) -> None:
        cls, name = key
        noun = cls.__name__.lower()
        self.rows.append(
            ImportRow(noun=noun, name=name, outcome=outcome, changes=changes or {}, reason=reason)
        )


_NEVER: Final = object()
"""What a source gave of a field of which it never said anything."""


def _in_short(reason: Invalid | Conflict | Forbidden) -> str:
    if isinstance(reason, Invalid):
        return f"{reason.field} {reason.problem}"
    return reason.problem if isinstance(reason, Conflict) else "not allowed"
