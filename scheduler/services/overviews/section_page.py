"""What administrators see of a plain noun: a page of its list or one thing, and what those name."""

from dataclasses import dataclass
from typing import Any

from scheduler.domain.identity.people import Actor
from scheduler.services.crud import Noun, list_in, read_in
from scheduler.services.overviews.select_options import Choices, choices_in
from scheduler.storage.crud import Filters
from scheduler.storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPage:
    """`after` is the cursor of the rest, None on the last page."""

    things: tuple[Any, ...]
    after: int | None
    choices: Choices


async def see_section(
    store: Store, actor: Actor | None, noun: Noun[Any], filters: Filters, after: int, limit: int
) -> SectionPage:
    """Raises `Forbidden` for who may see nothing of the noun."""
    async with store.read() as tx:
        things, cursor = await list_in(tx, actor, noun, filters, after, limit)
        choices = await choices_in(tx, noun.names.values())
    return SectionPage(things=tuple(things), after=cursor, choices=choices)


async def see_thing(store: Store, actor: Actor | None, noun: Noun[Any], key: int) -> tuple[Any, Choices]:
    """One thing and what its fields can be chosen from. Raises `NotFound`."""
    async with store.read() as tx:
        return await read_in(tx, actor, noun, key), await choices_in(tx, noun.names.values())
