"""One box that finds everything a person may see by a part of its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from scheduler.domain.identity.people import Actor, Person
from scheduler.domain.identity.policies import Action, may, reach, require
from scheduler.services.campus.groups import GROUPS
from scheduler.services.campus.places import CAMPUSES, ORGANISATIONS, PERIODS
from scheduler.services.campus.resources import RESOURCES
from scheduler.services.crud import Noun
from scheduler.services.planning.teaching import ACTIVITIES, PROJECTS
from scheduler.storage import crud
from scheduler.storage.crud import Filters, gateway
from scheduler.storage.store import Store, Tx

EACH: Final = 8
"""Of one noun, at most."""
_SEARCHED: Final[tuple[Noun[Any], ...]] = (
    CAMPUSES,
    RESOURCES,
    GROUPS,
    PROJECTS,
    ORGANISATIONS,
    ACTIVITIES,
    PERIODS,
)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`beside` tells things of one name apart: the kind of a resource, the address of a person."""

    noun: str
    id: int
    name: str
    beside: str


async def search(store: Store, actor: Actor | None, text: str, limit: int) -> list[SearchResult]:
    """The best first: what begins with the text, then what has it inside; by name within each."""
    reader = require(actor, Action.VIEW_CAMPUS)
    async with store.read() as tx:
        found = [
            each
            for noun in _SEARCHED
            if may(reader, noun.see)
            for each in await _of_noun(tx, reader, noun, text)
        ]
        found += await _of_people(tx, reader, text)
    return sorted(found, key=lambda each: _rank(each, text))[:limit]


async def _of_noun(tx: Tx, actor: Actor, noun: Noun[Any], text: str) -> list[SearchResult]:
    things = await crud.listed(tx, noun.gateway, Filters(text=text), 0, EACH)
    shown = [noun.shown(actor, thing) for thing in things]
    return [_found(noun.word, thing) for thing in shown if thing is not None]


async def _of_people(tx: Tx, actor: Actor, text: str) -> list[SearchResult]:
    if not may(actor, Action.VIEW_PEOPLE):
        return []
    filters = Filters(text=text, person_in=reach(actor, Action.VIEW_PEOPLE))
    people: Sequence[Person] = await crud.listed(tx, gateway(Person), filters, 0, EACH)
    return [SearchResult("person", person.id, person.name, person.email) for person in people]


def _found(word: str, thing: Any) -> SearchResult:
    name = thing.name if hasattr(thing, "name") else thing.title
    beside = getattr(thing, "kind", None) or getattr(thing, "theme", None) or getattr(thing, "programme", "")
    return SearchResult(word, thing.id, name, str(getattr(beside, "value", beside)))


def _rank(found: SearchResult, text: str) -> tuple[bool, str, int]:
    return not found.name.casefold().startswith(text.casefold()), found.name.casefold(), found.id
