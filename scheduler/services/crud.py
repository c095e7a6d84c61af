"""The plain nouns: things that are kept as they were given, once the rules about them hold.

A `Noun` says what is peculiar to one of them: who may see and change it, which of its fields name
other things, what else happens with it. The five intentions are the same for all.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from scheduler.domain.border import check_new
from scheduler.domain.error_codes import ConflictCode, InvalidCode
from scheduler.domain.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.time.spans import Span
from scheduler.storage import crud, records
from scheduler.storage.crud import Filters, TableGateway
from scheduler.storage.identity import audit
from scheduler.storage.store import Store, Tx

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """One change under way: `before` None when a thing is made, `after` None when it goes."""

    actor: Actor
    before: T | None
    after: T | None
    now: datetime


Guard = Callable[[Tx, Actor | None, Any], Awaitable[Actor]]
"""Whether the actor may change this thing, which is not stored yet when it is being made."""


async def _nothing(tx: Tx, step: Step[Any]) -> None:
    """Most nouns need no more than their row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun(Generic[T]):
    """`names` are the fields that hold the id of another thing, with its class; those of its parts too.

    `scope` is what this actor may know of at all; `shown` answers a thing as they may see it, or
    none. `complete` runs ahead of a change in its transaction and may refuse or fill it in; `after`
    runs behind it.
    """

    gateway: TableGateway[T]
    scope: Callable[[Actor], Filters] = lambda _: Filters()
    see: Action = Action.VIEW_CAMPUS
    guard: Guard
    names: Mapping[str, type[Any]] = field(default_factory=dict)
    shown: Callable[[Actor, T], T | None] = lambda _, thing: thing
    complete: Callable[[Tx, Step[T]], Awaitable[T]] | None = None
    after: Callable[[Tx, Step[T]], Awaitable[None]] = _nothing
    organisation_of: Callable[[T], int | None] = lambda thing: getattr(thing, "organisation_id", None)

    @property
    def word(self) -> str:
        """What it is called in paths and in the audit log: `group_member`."""
        name = self.gateway.kind.__name__
        return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name).lstrip("_")


async def read_noun(store: Store, actor: Actor | None, noun: Noun[T], key: int) -> T:
    """Raises `NotFound`, for what the actor may not know of too."""
    async with store.read() as tx:
        return await read_in(tx, actor, noun, key)


async def read_in(tx: Tx, actor: Actor | None, noun: Noun[T], key: int) -> T:
    """The same within a transaction that is under way."""
    return await _seen(tx, noun, require(actor, noun.see), key)


async def list_nouns(
    store: Store, actor: Actor | None, noun: Noun[T], filters: Filters, after: int, limit: int
) -> tuple[list[T], int | None]:
    """Those the actor may see, in id order, and the cursor of the rest.

    A page may be short, for what may not be seen is left out of it.
    """
    async with store.read() as tx:
        return await list_in(tx, actor, noun, filters, after, limit)


async def list_in(
    tx: Tx, actor: Actor | None, noun: Noun[T], filters: Filters, after: int, limit: int
) -> tuple[list[T], int | None]:
    """The same within a transaction that is under way."""
    reader = require(actor, noun.see)
    wanted = _within(noun.scope(reader), filters)
    found = await crud.listed(tx, noun.gateway, wanted, after, limit + 1)
    cursor = id_of(found[limit - 1]) if len(found) > limit else None
    shown = (noun.shown(reader, thing) for thing in found[:limit])
    return [thing for thing in shown if thing is not None], cursor


async def add_noun(
    store: Store, actor: Actor | None, noun: Noun[T], values: Mapping[str, Any], now: datetime
) -> T:
    """Raises `Invalid` naming the field, or `Conflict` when there is one like it."""
    maker = signed_in(actor)
    async with store.write() as tx:
        return await add_in(tx, maker, noun, make(noun.gateway.kind, values), now)


async def add_in(tx: Tx, actor: Actor | None, noun: Noun[T], thing: T, now: datetime) -> T:
    """The same within a transaction that is under way."""
    maker = await noun.guard(tx, actor, thing)
    check_new(thing)
    await _check_names(tx, noun, thing)
    if noun.complete is not None:
        thing = await noun.complete(tx, Step(maker, None, thing, now))
    stored = _with(thing, id=await noun.gateway.add(tx, thing))
    await noun.after(tx, Step(maker, None, stored, now))
    await _note(tx, noun, "create", Step(maker, None, stored, now))
    return stored


async def change_noun(
    store: Store,
    actor: Actor | None,
    noun: Noun[T],
    key: int,
    values: Mapping[str, Any],
    since: int | None,
    now: datetime,
) -> T:
    """The thing with these other values; with `since` only when it still has that version.

    Whoever changes it must be allowed to change it as it was and as it becomes.
    """
    actor = signed_in(actor)
    async with store.write() as tx:
        before = await crud.get(tx, noun.gateway, key)
        return await change_in(tx, actor, noun, before, values, since, now)


async def change_in(
    tx: Tx,
    actor: Actor | None,
    noun: Noun[T],
    before: T,
    values: Mapping[str, Any],
    since: int | None,
    now: datetime,
) -> T:
    """The same within a transaction that is under way; `before` was read in it."""
    changer = await guarded(tx, noun, actor, before, id_of(before))
    after = changed_by(before, values)
    await noun.guard(tx, actor, after)
    check_new(after, before)
    await _check_names(tx, noun, after, before)
    if noun.complete is not None:
        after = await noun.complete(tx, Step(changer, before, after, now))
    await noun.gateway.change(tx, after, version_of(before) if since is None else since)
    await noun.after(tx, Step(changer, before, after, now))
    await _note(tx, noun, "change", Step(changer, before, after, now))
    return after


async def remove_noun(
    store: Store, actor: Actor | None, noun: Noun[T], key: int, since: int | None, now: datetime
) -> None:
    """Raises `Conflict(ConflictCode.IN_USE)` with what uses it."""
    actor = signed_in(actor)
    async with store.write() as tx:
        await remove_in(tx, actor, noun, await crud.get(tx, noun.gateway, key), since, now)


async def remove_in(
    tx: Tx, actor: Actor | None, noun: Noun[T], before: T, since: int | None, now: datetime
) -> None:
    """The same within a transaction that is under way; `before` was read in it."""
    key = id_of(before)
    remover = await guarded(tx, noun, actor, before, key)
    if used := await crud.uses(tx, noun.gateway.kind, key):
        raise Conflict(ConflictCode.IN_USE, uses=used)
    await records.remove(tx, noun.gateway.kind, key, since=since)
    await noun.after(tx, Step(remover, before, None, now))
    await _note(tx, noun, "delete", Step(remover, before, None, now))


def signed_in(actor: Actor | None) -> Actor:
    """Raises `NotSignedIn`, before anything tells what there is."""
    if actor is None:
        raise NotSignedIn()
    return actor


def make(kind: Callable[..., T], values: Mapping[str, Any]) -> T:
    """A thing without an id from what was said of it; `start` and `end` are its span."""
    given = dict(values)
    if "start" in given:
        given["span"] = Span(given.pop("start"), given.pop("end"))
    return kind(id=0, **given)


def id_of(thing: Any) -> int:
    key: int = thing.id
    return key


def version_of(thing: Any) -> int:
    version: int = getattr(thing, "version", 1)
    return version


def _with(thing: T, **values: Any) -> T:
    known = {each.name for each in fields(thing)}  # type: ignore[arg-type]
    changed: T = replace(thing, **{name: value for name, value in values.items() if name in known})  # type: ignore[type-var]
    return changed


def changed_by(before: T, values: Mapping[str, Any]) -> T:
    """The thing with these other values, of a later version; `start` and `end` are its span."""
    given = dict(values)
    if "start" in given or "end" in given:
        span: Span = before.span  # type: ignore[attr-defined]
        given["span"] = Span(given.pop("start", span.start), given.pop("end", span.end))
    return _with(before, **given, version=version_of(before) + 1)


def _within(scope: Filters, filters: Filters) -> Filters:
    return replace(filters, person_in=scope.person_in, person_is=scope.person_is)


async def _seen(tx: Tx, noun: Noun[T], actor: Actor, key: int) -> T:
    """Raises `NotFound` for what this actor may not know of too."""
    wanted = _within(noun.scope(actor), Filters(equal={"id": key}))
    for thing in await crud.listed(tx, noun.gateway, wanted, 0, 1):
        shown = noun.shown(actor, thing)
        if shown is not None:
            return shown
    raise NotFound(noun.word, key)


async def guarded(tx: Tx, noun: Noun[T], actor: Actor | None, thing: T, key: int) -> Actor:
    """Who may not even see a thing is told that there is none."""
    try:
        return await noun.guard(tx, actor, thing)
    except Forbidden:
        await _seen(tx, noun, require(actor, noun.see), key)
        raise


async def _check_names(tx: Tx, noun: Noun[T], thing: T, before: T | None = None) -> None:
    """Raises `Invalid` for a field that names what is not there; what it named `before` may be gone."""
    for name, kind in noun.names.items():
        wanted = set(_ids(thing, name)) - (set() if before is None else set(_ids(before, name)))
        if missing := wanted - await records.existing(tx, kind, wanted):
            raise Invalid(name, InvalidCode.UNKNOWN, unknown=sorted(missing))


def _ids(thing: Any, name: str) -> Iterator[int]:
    """What a field holds: one id, several, or none; `needs.campus_ids` is that field of each need."""
    first, _, rest = name.partition(".")
    value = getattr(thing, first)
    if rest:
        for part in value:
            yield from _ids(part, rest)
    elif isinstance(value, (tuple, frozenset)):
        yield from value
    elif value is not None:
        yield value


async def _note(tx: Tx, noun: Noun[T], action: str, step: Step[T]) -> None:
    thing = step.after if step.after is not None else step.before
    if step.before is not None and step.after is not None:
        change = audit.differences(step.before, step.after)
    else:
        change = {"name": getattr(thing, "name", getattr(thing, "title", None))}
    key, organisation_id = id_of(thing), noun.organisation_of(thing)  # type: ignore[arg-type]
    await audit.note(tx, step.actor, action, noun.word, key, organisation_id, change, step.now)
