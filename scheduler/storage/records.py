"""Rows to domain objects and back: one generic function per thing one does with a record.

Storage speaks SQL through Core on the tables' columns: rows never travel, so nothing is loaded
late, and a read costs a fraction of what the ORM asks. Fields and columns have the same names; a
`span` is the two columns `starts` and `ends`. Fields that live in a table of their own (a
booking's needs, a group's organisations) are given by the module that knows that table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Select, Table, delete, func, insert, select, update
from sqlmodel import SQLModel

from scheduler.domain import jobs
from scheduler.domain.bookings import approvals, bookings, changes
from scheduler.domain.calendars import feeds, sources
from scheduler.domain.campus import campuses, groups, opening_hours, organisations, resources
from scheduler.domain.errors import NotFound, Stale
from scheduler.domain.identity import audit, credentials, people
from scheduler.domain.notifications import inbound, outbox
from scheduler.domain.planning import activities, periods, plans, projects, studies
from scheduler.domain.time.spans import Span
from scheduler.storage import tables, updates
from scheduler.storage.store import Tx

T = TypeVar("T")
_CHUNK = 1000

TABLE_OF: dict[type[Any], type[SQLModel]] = {
    organisations.Organisation: tables.OrganisationRow,
    campuses.Campus: tables.CampusRow,
    campuses.Travel: tables.TravelRow,
    opening_hours.Opening: tables.OpeningRow,
    opening_hours.Closure: tables.ClosureRow,
    opening_hours.Window: tables.WindowRow,
    opening_hours.Holiday: tables.HolidayRow,
    periods.Period: tables.PeriodRow,
    resources.Resource: tables.ResourceRow,
    people.Person: tables.PersonRow,
    people.Membership: tables.MembershipRow,
    people.Qualification: tables.QualificationRow,
    credentials.Token: tables.TokenRow,
    credentials.LoginSession: tables.SessionRow,
    credentials.Invitation: tables.InvitationRow,
    groups.Group: tables.GroupRow,
    groups.GroupMember: tables.GroupMemberRow,
    activities.Activity: tables.ActivityRow,
    projects.Project: tables.ProjectRow,
    projects.Ranking: tables.RankingRow,
    projects.Preference: tables.PreferenceRow,
    bookings.Booking: tables.BookingRow,
    bookings.Series: tables.SeriesRow,
    approvals.Approval: tables.ApprovalRow,
    changes.RecordedChange: tables.BookingChangeRow,
    jobs.Job: tables.JobRow,
    plans.Plan: tables.PlanRow,
    plans.PlanSession: tables.PlanSessionRow,
    plans.Unplaced: tables.UnplacedRow,
    plans.Match: tables.MatchRow,
    plans.Pin: tables.PinRow,
    studies.Study: tables.StudyRow,
    feeds.Feed: tables.FeedRow,
    outbox.Letter: tables.LetterRow,
    inbound.InboundMessage: tables.InboundMessageRow,
    sources.Source: tables.SourceRow,
    audit.Entry: tables.AuditRow,
}


def table(cls: type[Any]) -> Table:
    """The table in which objects of `cls` are kept."""
    found: Table = TABLE_OF[cls].__table__  # type: ignore[attr-defined]
    return found


_ADAPTERS = {cls: TypeAdapter[Any](cls) for cls in TABLE_OF}


def load(cls: type[T], row: Mapping[Any, Any], **elsewhere: Any) -> T:
    """An object of `cls` from a row's columns and the fields that live `elsewhere`."""
    known = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    values = {name: value for name, value in row.items() if name in known}
    if "span" in known:
        values["span"] = Span(row["starts"], row["ends"])
    loaded: T = _ADAPTERS[cls].validate_python(values | elsewhere)
    return loaded


def dump(thing: Any) -> dict[str, Any]:
    """The columns of an object; an id that is not given yet (0) is left to the database."""
    cls = type(thing)
    plain = _ADAPTERS[cls].dump_python(thing, mode="python", warnings=False)
    json = _ADAPTERS[cls].dump_python(thing, mode="json", warnings=False)
    values: dict[str, Any] = {}
    for column in table(cls).columns:
        if column.name in plain:
            kept_as_json = isinstance(plain[column.name], (list, tuple, set, frozenset, dict))
            values[column.name] = json[column.name] if kept_as_json else plain[column.name]
            if isinstance(plain[column.name], (set, frozenset)):
                values[column.name] = sorted(values[column.name])
    if "span" in plain:
        values |= {"starts": thing.span.start, "ends": thing.span.end}
    if values.get("id") == 0:
        del values["id"]
    return values


def plain(thing: Any) -> dict[str, Any]:
    """Every field of an object as JSON, those that live in other tables too."""
    found: dict[str, Any] = _ADAPTERS[type(thing)].dump_python(thing, mode="json", warnings=False)
    return found


async def add(tx: Tx, thing: Any, **columns: Any) -> int:
    """Insert; answers the id the database gave (0 for tables without one)."""
    result = await tx.execute(insert(table(type(thing))).values(dump(thing) | columns))
    key = int(result.inserted_primary_key[0] or 0)  # type: ignore[index]
    await updates.note_kind(tx, type(thing), [key])
    return key


async def add_all(tx: Tx, things: Sequence[Any]) -> None:
    """Insert many of one class in one statement; their ids are not asked back."""
    if things:
        await tx.execute(insert(table(type(things[0]))), [dump(thing) for thing in things])


async def find(tx: Tx, cls: type[T], key: int) -> T | None:
    row = (await tx.execute(select(table(cls)).where(table(cls).c.id == key))).mappings().first()
    return None if row is None else load(cls, row)


async def get(tx: Tx, cls: type[T], key: int) -> T:
    """Raises `NotFound`."""
    found = await find(tx, cls, key)
    if found is None:
        raise NotFound(cls.__name__.lower(), key)
    return found


async def change(tx: Tx, thing: Any, *, since: int | None = None) -> None:
    """Update the row of `thing`; with `since` only when it still has that version.

    The caller raises `thing.version`. Raises `Stale` or `NotFound`.
    """
    at = table(type(thing))
    where = [at.c.id == thing.id]
    if since is not None:
        where.append(at.c.version == since)
    result = await tx.execute(update(at).where(*where).values(dump(thing)))
    if result.rowcount == 0:
        await _gone_or_stale(tx, type(thing), thing.id)
    await updates.note_kind(tx, type(thing), [thing.id])


async def remove(tx: Tx, cls: type[Any], key: int, *, since: int | None = None) -> None:
    """Delete the row. Raises `Stale` or `NotFound`."""
    at = table(cls)
    where = [at.c.id == key]
    if since is not None:
        where.append(at.c.version == since)
    result = await tx.execute(delete(at).where(*where))
    if result.rowcount == 0:
        await _gone_or_stale(tx, cls, key)
    await updates.note_kind(tx, cls, [key], gone=True)


async def _gone_or_stale(tx: Tx, cls: type[Any], key: int) -> None:
    found: Any = await get(tx, cls, key)
    raise Stale(cls.__name__.lower(), found.version)


async def listing(
    tx: Tx,
    cls: type[T],
    *where: ColumnElement[bool],
    after: int = 0,
    limit: int | None = None,
) -> list[T]:
    """Objects in id order from the one after `after`; a cursor is the last id seen."""
    at = table(cls)
    query: Select[Any] = select(at).where(*where).order_by(*at.primary_key.columns)
    if after:
        query = query.where(at.c.id > after)
    if limit is not None:
        query = query.limit(limit)
    return [load(cls, row) for row in (await tx.execute(query)).mappings()]


async def by_id(tx: Tx, cls: type[T], keys: Iterable[int]) -> dict[int, T]:
    """Those of `keys` that exist."""
    wanted = sorted(set(keys))
    at = table(cls)
    found: dict[int, T] = {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(at).where(at.c.id.in_(wanted[start : start + _CHUNK]))
        found |= {row["id"]: load(cls, row) for row in (await tx.execute(query)).mappings()}
    return found


async def existing(tx: Tx, cls: type[Any], keys: Iterable[int]) -> set[int]:
    """Which of `keys` there are."""
    wanted, at = sorted(set(keys)), table(cls)
    found: set[int] = set()
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        found |= set(await tx.scalars(select(at.c.id).where(at.c.id.in_(chunk))))
    return found


async def count(tx: Tx, cls: type[Any], *where: ColumnElement[bool]) -> int:
    total = await tx.scalar(select(func.count()).select_from(table(cls)).where(*where))
    return int(total or 0)
