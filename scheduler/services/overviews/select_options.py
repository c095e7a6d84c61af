"""What a form offers where one thing names another: ids with names."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.storage import records
from scheduler.storage.store import Store, Tx

MOST: Final = 2000
Choices = Mapping[type[Any], tuple[tuple[int, str], ...]]


async def see_choices(store: Store, actor: Actor | None, kinds: Iterable[type[Any]]) -> Choices:
    """By class, everything of it that can be named, by name. People and groups are not offered as
    resources: they are named as what they are."""
    require(actor, Action.VIEW_CAMPUS)
    async with store.read() as tx:
        return await choices_in(tx, kinds)


async def choices_in(tx: Tx, kinds: Iterable[type[Any]]) -> Choices:
    """The same within a transaction that is under way."""
    found = {kind: await records.listing(tx, kind, limit=MOST) for kind in set(kinds)}
    return {
        kind: tuple(sorted(((each.id, each.name) for each in things if _offered(each)), key=lambda c: c[1]))
        for kind, things in found.items()
    }


def _offered(thing: Any) -> bool:
    return not getattr(thing, "travels", False)
