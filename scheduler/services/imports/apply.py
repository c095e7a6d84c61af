"""Bring a faculty into the campus: what is new is made, what differs is changed, what is gone goes.

Each thing goes by the door that a person would take, with its guard, its rules, its feeds and its audit. A
thing is known again by the key it has in the file, and only what the file says otherwise than last time is
changed: what somebody renamed here keeps its new name.

A dry run does all of it in a transaction that is taken back: what it reports is what would happen.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.error_codes import ConflictCode, InvalidCode
from scheduler.domain.errors import Conflict, Invalid
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.planning.periods import Period
from scheduler.domain.time.wall_time import monday_of
from scheduler.services.imports.commands import ImportFaculty, ImportReport
from scheduler.services.imports.faculty import Term, Things
from scheduler.services.imports.importing import Importing, Known, known_things
from scheduler.storage.identity import audit
from scheduler.storage.imports.external_keys import Key
from scheduler.storage.store import Store
from solver.errors import FormatError
from solver.formats.ctt import Faculty, read_faculty


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
    source = f"ctt {faculty.name}"
    try:
        async with store.write() as tx:
            known = await known_things(tx, source)
            owner = known.get((Organisation, faculty.name))
            mine = () if owner is None else (owner.thing.id,)
            acting = require(actor, Action.IMPORT, organisations=mine)
            things = Things(faculty, _term(command, known.get((Period, faculty.name)), zone, now))
            importing = Importing(tx, acting, source, known, now)
            await importing.run(things)
            report = _report(faculty.name, importing)
            if not command.apply:
                raise _TakenBack(report)
            if report.refused:
                raise Conflict(
                    ConflictCode.IMPORT_REFUSED, rows=[f"{r.name}: {r.reason}" for r in report.refused]
                )
            counts = {outcome.value: count for outcome, count in report.counts.items()}
            await audit.note(tx, acting, "import", "faculty", None, report.organisation_id, counts, now)
    except _TakenBack as undone:
        return undone.report
    return replace(report, applied=True)


def _parsed(text: str) -> Faculty:
    try:
        return read_faculty(text)
    except FormatError as error:
        raise Invalid("file", InvalidCode.UNREADABLE, expected=str(error)) from error


def _term(command: ImportFaculty, period: Known | None, zone: str, now: datetime) -> Term:
    first_on = command.first_on
    if first_on is None:
        next_monday = monday_of(now.date()) + timedelta(weeks=1)
        first_on = next_monday if period is None else period.thing.first_on
    return Term(first_on, command.weeks, zone)


def _report(name: str, importing: Importing) -> ImportReport:
    organisation: Key = (Organisation, name)
    return ImportReport(
        name=name,
        rows=tuple(importing.rows),
        organisation_id=importing.ids.get(organisation),
        period_id=importing.ids.get((Period, name)),
    )
