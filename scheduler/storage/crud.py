"""How things of one class are kept: the five ways of touching rows, and what they may be asked by."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Table, func, or_, select
from sqlmodel import SQLModel

from scheduler.domain.errors import NotFound
from scheduler.domain.identity.people import Membership
from scheduler.storage import records
from scheduler.storage.store import Tx

T = TypeVar("T")
_CHUNK = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; empty for all of it.

    `equal` are fields with their values (None leaves a field free), `text` a part of a name or
    title, `features` what a resource must have, `starts_before` and `ends_after` bound a span,
    `person_in` the organisations of which a person (or whose thing it is) must be a member, unless
    it is the person `person_is`.
    """

    equal: Mapping[str, object] = field(default_factory=dict)
    text: str | None = None
    features: frozenset[str] = frozenset()
    starts_before: datetime | None = None
    ends_after: datetime | None = None
    person_in: frozenset[int] | None = None
    person_is: int | None = None


class _Lists(Protocol[T]):
    def __call__(
        self, tx: Tx, *where: ColumnElement[bool], after: int = 0, limit: int | None = None
    ) -> Awaitable[list[T]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TableGateway(Generic[T]):
    """Storage functions for `kind`; most kinds are one table, and have those of `records`."""

    kind: type[T]
    add: Callable[[Tx, T], Awaitable[int]]
    change: Callable[[Tx, T, int | None], Awaitable[None]]
    listing: _Lists[T]


def gateway(kind: type[T]) -> TableGateway[T]:
    """The gateway of a kind that is one table."""

    async def change(tx: Tx, thing: T, since: int | None) -> None:
        await records.change(tx, thing, since=since)

    async def listing(
        tx: Tx, *where: ColumnElement[bool], after: int = 0, limit: int | None = None
    ) -> list[T]:
        return await records.listing(tx, kind, *where, after=after, limit=limit)

    return TableGateway(kind=kind, add=records.add, change=change, listing=listing)


async def get(tx: Tx, gateway: TableGateway[T], key: int) -> T:
    """Raises `NotFound`."""
    found = await gateway.listing(tx, records.table(gateway.kind).c.id == key)
    if not found:
        raise NotFound(gateway.kind.__name__.lower(), key)
    return found[0]


async def by_id(tx: Tx, gateway: TableGateway[T], keys: Iterable[int]) -> dict[int, T]:
    """Those of `keys` that exist."""
    wanted, at = sorted(set(keys)), records.table(gateway.kind).c
    found: dict[int, T] = {}
    for start in range(0, len(wanted), _CHUNK):
        things: list[Any] = await gateway.listing(tx, at.id.in_(wanted[start : start + _CHUNK]))
        found |= {each.id: each for each in things}
    return found


async def listed(tx: Tx, gateway: TableGateway[T], filters: Filters, after: int, limit: int) -> list[T]:
    """In id order from the one after `after`."""
    return await gateway.listing(tx, *conditions(tx, gateway.kind, filters), after=after, limit=limit)


def conditions(tx: Tx, kind: type[Any], filters: Filters) -> list[ColumnElement[bool]]:
    """The filters as SQL, on the table of `kind`."""
    at = records.table(kind).c
    where = [at[name] == value for name, value in filters.equal.items() if value is not None]
    if filters.text:
        names = [at[name] for name in ("name", "title", "short_name", "email") if name in at]
        where.append(or_(*(name.icontains(filters.text, autoescape=True) for name in names)))
    where += [has_text(tx, at.features, feature) for feature in sorted(filters.features)]
    if filters.starts_before is not None:
        where.append(at.starts < filters.starts_before)
    if filters.ends_after is not None:
        where.append(at.ends > filters.ends_after)
    if filters.person_in is not None:
        where.append(_known_in(at.person_id if "person_id" in at else at.id, filters))
    return where


def _known_in(person: ColumnElement[Any], filters: Filters) -> ColumnElement[bool]:
    member = records.table(Membership).c
    inside = select(member.person_id).where(member.organisation_id.in_(sorted(filters.person_in or ())))
    return or_(person.in_(inside), person == filters.person_is)


def has_text(tx: Tx, column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether a JSON list of texts has `text` in it."""
    each = func.json_each if tx.dialect.name == "sqlite" else func.json_array_elements_text
    items = each(column).table_valued("value")
    return select(1).select_from(items).where(items.c.value == text).exists()


async def uses(tx: Tx, kind: type[Any], key: int) -> dict[str, int]:
    """What keeps a thing from being deleted: how many rows of which table name it."""
    named = records.table(kind)
    found: dict[str, int] = {}
    for table in sorted(SQLModel.metadata.tables.values(), key=lambda each: each.name):
        total = sum([await _naming(tx, table, column, key) for column in _restricting(table, named)])
        if total:
            found[table.name] = total
    return found


def _restricting(table: Table, named: Table) -> list[ColumnElement[Any]]:
    """The columns of `table` that hold rows of `named` in place."""
    return [
        key.parent
        for key in table.foreign_keys
        if key.column.table is named and key.ondelete not in ("CASCADE", "SET NULL")
    ]


async def _naming(tx: Tx, table: Table, column: ColumnElement[Any], key: int) -> int:
    return int(await tx.scalar(select(func.count()).select_from(table).where(column == key)) or 0)
