"""Bring a faculty into the campus: what is new is made, what differs is changed, what is gone goes.

A dry run does all of it in a transaction that is taken back: what it reports is what would happen.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.groups import Group
from scheduler.domain.campus.opening_hours import Opening
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.errors import Conflict, Invalid
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.planning.activities import Activity
from scheduler.domain.planning.periods import Period
from scheduler.domain.time.wall_time import monday_of
from scheduler.services.imports.commands import ImportFaculty, ImportReport, ImportRow, Outcome
from scheduler.services.imports.faculty import Key, Term, Things
from scheduler.storage import records
from scheduler.storage.campus import groups
from scheduler.storage.identity import audit
from scheduler.storage.imports import faculties
from scheduler.storage.imports.faculties import KnownFaculty
from scheduler.storage.planning import teaching
from scheduler.storage.store import Store, Tx
from solver.errors import FormatError
from solver.formats.ctt import Faculty, read_faculty

_PREFIX: Final = {ResourceKind.ROOM: "room", ResourceKind.STAFF: "teacher", ResourceKind.GROUP: "group"}


class _TakenBack(Exception):
    """Carries a report out of a transaction that must leave no trace."""

    def __init__(self, report: ImportReport) -> None:
        self.report = report


async def import_faculty(
    store: Store, actor: Actor | None, command: ImportFaculty, zone: str, now: datetime
) -> ImportReport:
    """All or nothing. Raises `Invalid` for a file that cannot be read, `Conflict` with the refused rows
    when they keep it from being applied."""
    faculty = _parsed(command.text)
    try:
        async with store.write() as tx:
            known = await _known(tx, faculty)
            mine = () if known.organisation is None else (known.organisation.id,)
            acting = require(actor, Action.IMPORT, organisations=mine)
            things = Things(faculty, _term(command, known, zone, now))
            report = await _Importing(tx, known, things).run(faculty.name)
            if not command.apply:
                raise _TakenBack(report)
            if report.refused:
                raise Conflict("import_refused", rows=[f"{r.name}: {r.reason}" for r in report.refused])
            counts = {outcome.value: count for outcome, count in report.counts.items()}
            await audit.note(tx, acting, "import", "faculty", None, report.organisation_id, counts, now)
    except _TakenBack as undone:
        return undone.report
    return replace(report, applied=True)


def _parsed(text: str) -> Faculty:
    try:
        return read_faculty(text)
    except FormatError as error:
        raise Invalid("file", "unreadable", expected=str(error)) from error


async def _known(tx: Tx, faculty: Faculty) -> KnownFaculty:
    name = faculty.name
    return await faculties.known_faculty(tx, name, f"Campus {name}", f"Rooster {name}")


def _term(command: ImportFaculty, known: KnownFaculty, zone: str, now: datetime) -> Term:
    first_on = command.first_on
    if first_on is None:
        next_monday = monday_of(now.date()) + timedelta(weeks=1)
        first_on = next_monday if known.period is None else known.period.first_on
    return Term(first_on, command.weeks, zone)


class _Importing:
    """One import under way: what is there, what ids things have by now, what became of them."""

    def __init__(self, tx: Tx, known: KnownFaculty, things: Things) -> None:
        self._tx = tx
        self._things = things
        self._before = dict(_by_key(known))
        self._ids: dict[Key, int] = {}
        self._rows: list[ImportRow] = []

    async def run(self, name: str) -> ImportReport:
        for key in self._things.in_order():
            try:
                wanted = self._things.make(key, self._ids)
            except Invalid as reason:
                self._say(key, Outcome.REFUSED, reason=f"{reason.field} {reason.problem}")
                self._before.pop(key, None)
            except KeyError as missing:
                self._say(key, Outcome.REFUSED, reason=f"needs {missing.args[0][1]}, which is refused")
                self._before.pop(key, None)
            else:
                await self._settle(key, wanted)
        for key, gone in self._before.items():
            await self._remove(key, gone)
        return ImportReport(
            name=name,
            rows=tuple(self._rows),
            organisation_id=self._ids.get((Organisation, name)),
            period_id=self._ids.get((Period, name)),
        )

    async def _settle(self, key: Key, wanted: Any) -> None:
        before = self._before.pop(key, None)
        if before is None:
            self._ids[key] = await _add(self._tx, wanted)
            self._say(key, Outcome.CREATED)
            return
        self._ids[key] = before.id
        after = replace(wanted, id=before.id, version=before.version)
        if after == before:
            self._say(key, Outcome.UNCHANGED)
            return
        await _change(self._tx, replace(after, version=before.version + 1))
        self._say(key, Outcome.UPDATED, changes=audit.differences(before, after))

    async def _remove(self, key: Key, gone: Any) -> None:
        """Resources stay for the bookings that claim them, out of use; a group is out with its resource."""
        if isinstance(gone, Resource):
            if not gone.active:
                return
            await records.change(self._tx, replace(gone, active=False, version=gone.version + 1))
        elif isinstance(gone, Activity | Opening):
            await records.remove(self._tx, type(gone), gone.id)
        else:
            return
        self._say(key, Outcome.REMOVED)

    def _say(
        self, key: Key, outcome: Outcome, *, changes: dict[str, Any] | None = None, reason: str = ""
    ) -> None:
        cls, name = key
        self._rows.append(
            ImportRow(
                noun=cls.__name__.lower(), name=name, outcome=outcome, changes=changes or {}, reason=reason
            )
        )


def _by_key(known: KnownFaculty) -> list[tuple[Key, Any]]:
    """What is there by the names that `Things` gives."""
    name = known.organisation.name if known.organisation else ""
    single: list[tuple[type[Any], Any]] = [
        (Organisation, known.organisation),
        (Campus, known.campus),
        (Period, known.period),
    ]
    several: list[tuple[list[Any], Callable[[Any], str]]] = [
        (known.openings, lambda each: str(each.weekday)),
        (known.resources, lambda each: f"{_PREFIX.get(each.kind, each.kind.value)} {each.name}"),
        (known.groups, lambda each: each.name),
        (known.activities, lambda each: each.subject),
    ]
    found: list[tuple[Key, Any]] = [((cls, name), each) for cls, each in single if each is not None]
    return found + [((type(each), label(each)), each) for some, label in several for each in some]


async def _add(tx: Tx, thing: Any) -> int:
    if isinstance(thing, Group):
        return await groups.add_group(tx, thing)
    if isinstance(thing, Activity):
        return (await teaching.add_activity(tx, thing)).id
    return await records.add(tx, thing)


async def _change(tx: Tx, thing: Any) -> None:
    if isinstance(thing, Group):
        await groups.change_group(tx, thing)
    elif isinstance(thing, Activity):
        await teaching.change_activity(tx, thing)
    else:
        await records.change(tx, thing)
