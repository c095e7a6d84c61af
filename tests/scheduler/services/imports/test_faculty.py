"""A faculty's file becomes a campus: seen before it is kept, all or nothing, and the same twice."""

from collections import Counter
from pathlib import Path
from typing import Any, TypeVar

import pytest

from scheduler.clock import ManualClock
from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.groups import Group
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.errors import Conflict, Forbidden, Invalid
from scheduler.domain.identity.audit import Entry
from scheduler.domain.identity.people import Actor, Role
from scheduler.domain.planning.activities import Activity
from scheduler.domain.planning.plans import Plan
from scheduler.jobs.run_inline import plan_and_wait
from scheduler.services.campus.groups import GROUPS
from scheduler.services.campus.places import ORGANISATIONS
from scheduler.services.campus.resources import RESOURCES
from scheduler.services.crud import change_noun, remove_noun
from scheduler.services.imports import (
    ImportFaculty,
    ImportOutcome,
    ImportReport,
    export_timetable,
    import_faculty,
)
from scheduler.services.planning.create import CreatePlan
from scheduler.services.planning.publish import publish_plan
from scheduler.services.planning.teaching import ACTIVITIES
from scheduler.storage import records
from scheduler.storage.bookings.booking_filter import BookingFilter
from scheduler.storage.bookings.bookings import list_bookings
from scheduler.storage.calendars import revisions
from scheduler.storage.imports import external_keys
from scheduler.storage.store import Store, Tx
from solver.check import cost, violations
from solver.formats import ctt
from tests.support.factories import NOW, make_actor

T = TypeVar("T")
ZONE = "Europe/Amsterdam"
SMALL = """Name: Kleinfak
Courses: 3
Rooms: 2
Days: 2
Periods_per_day: 3
Curricula: 1
Constraints: 1

COURSES:
Wiskunde Jansen 2 2 30
Lassen Bakker 1 1 12
Gas Jansen 1 1 40

ROOMS:
A 32
B 20

CURRICULA:
Eerste 2 Wiskunde Lassen

UNAVAILABILITY_CONSTRAINTS:
Gas 0 0

END.
"""


@pytest.fixture
async def operator(store: Store) -> Actor:
    return await make_actor(store, operator=True)


async def bring_in(
    store: Store, actor: Actor, text: str = SMALL, *, zone: str = ZONE, **values: Any
) -> ImportReport:
    return await import_faculty(store, actor, ImportFaculty(text=text, **values), zone, NOW)


def outcomes(report: ImportReport) -> Counter[tuple[str, ImportOutcome]]:
    return Counter((row.noun, row.outcome) for row in report.rows)


async def test_a_dry_run_shows_every_row_and_keeps_nothing(store: Store, operator: Actor) -> None:
    report = await bring_in(store, operator)

    assert outcomes(report) == {
        ("organisation", ImportOutcome.CREATED): 1,
        ("campus", ImportOutcome.CREATED): 1,
        ("period", ImportOutcome.CREATED): 1,
        ("opening", ImportOutcome.CREATED): 2,
        ("resource", ImportOutcome.CREATED): 4,
        ("group", ImportOutcome.CREATED): 1,
        ("activity", ImportOutcome.CREATED): 3,
    }
    assert not report.applied
    async with store.read() as tx:
        assert await records.count(tx, Organisation) == 0


async def test_the_same_file_twice_changes_nothing(store: Store, operator: Actor) -> None:
    first = await bring_in(store, operator, apply=True)

    again = await bring_in(store, operator, apply=True)

    assert first.applied
    assert {row.outcome for row in again.rows} == {ImportOutcome.UNCHANGED}
    assert len(again.rows) == len(first.rows)


async def test_what_differs_is_changed_and_what_is_gone_goes(store: Store, operator: Actor) -> None:
    await bring_in(store, operator, apply=True)
    text = (
        SMALL.replace("Courses: 3", "Courses: 2").replace("Gas Jansen 1 1 40\n", "").replace("B 20", "B 24")
    )
    text = text.replace("Constraints: 1", "Constraints: 0").replace("Gas 0 0\n", "")

    report = await bring_in(store, operator, text, apply=True)

    changed = {
        (r.name, r.outcome): r.changes for r in report.rows if r.outcome is not ImportOutcome.UNCHANGED
    }
    assert changed == {
        ("room B", ImportOutcome.UPDATED): {"seats": [20, 24]},
        ("Gas", ImportOutcome.REMOVED): {},
    }


async def test_what_was_renamed_here_is_known_again_and_keeps_its_name(store: Store, operator: Actor) -> None:
    report = await bring_in(store, operator, apply=True)
    room, group = await the_one(store, Resource, "A"), await the_one(store, Group, "Eerste")
    for noun, key in ((RESOURCES, room.id), (GROUPS, group.id), (ORGANISATIONS, report.organisation_id or 0)):
        await change_noun(store, operator, noun, key, {"name": "Anders"}, None, NOW)

    again = await bring_in(store, operator, apply=True)
    bigger = await bring_in(store, operator, SMALL.replace("A 32", "A 40"), apply=True)

    assert {row.outcome for row in again.rows} == {ImportOutcome.UNCHANGED}
    assert {r.name: r.changes for r in bigger.rows if r.outcome is not ImportOutcome.UNCHANGED} == {
        "room A": {"seats": [32, 40]}
    }
    assert (await the_one(store, Resource, "Anders", ResourceKind.ROOM)).seats == 40


async def test_a_teacher_and_a_group_that_are_gone_are_out_of_use_until_they_return(
    store: Store, operator: Actor
) -> None:
    await bring_in(store, operator, apply=True)
    text = SMALL.replace("Lassen Bakker", "Lassen Jansen").replace("Eerste 2 Wiskunde Lassen\n", "")
    text = text.replace("Curricula: 1", "Curricula: 0")

    gone = await bring_in(store, operator, text, apply=True)
    still = await bring_in(store, operator, text, apply=True)
    back = await bring_in(store, operator, apply=True)

    assert {r.name for r in gone.rows if r.outcome is ImportOutcome.REMOVED} == {"teacher Bakker", "Eerste"}
    assert {row.outcome for row in still.rows} == {ImportOutcome.UNCHANGED}
    changes = {row.name: row.changes for row in back.rows if row.outcome is ImportOutcome.UPDATED}
    assert changes["teacher Bakker"] == changes["Eerste"] == {"active": [False, True]}
    assert {row.outcome for row in back.rows} == {ImportOutcome.UPDATED, ImportOutcome.UNCHANGED}


async def test_what_a_file_changes_is_noted_and_touches_the_calendars_that_show_it(
    store: Store, operator: Actor
) -> None:
    report = await bring_in(store, operator, apply=True, weeks=1)
    plan = await planned(store, operator, report, seconds=1)
    await publish_plan(store, operator, plan.id, None, NOW)
    async with store.read() as tx:
        before, _ = await revisions.revision_of(tx, Subject.CAMPUS, await campus_of(tx))

    await bring_in(store, operator, apply=True, weeks=1, zone="Europe/Brussels")

    async with store.read() as tx:
        after, _ = await revisions.revision_of(tx, Subject.CAMPUS, await campus_of(tx))
        notes = Counter((each.action, each.noun) for each in await records.listing(tx, Entry))
    assert after > before
    assert notes["change", "campus"] == 1
    assert (notes["create", "activity"], notes["import", "faculty"]) == (3, 2)


async def test_who_may_bring_a_faculty_up_to_date_may_change_no_more_by_it_than_by_hand(
    store: Store, operator: Actor
) -> None:
    report = await bring_in(store, operator, apply=True)
    async with store.read() as tx:
        faculty = await records.get(tx, Organisation, report.organisation_id or 0)
    administrator = await make_actor(store, (faculty, Role.ADMINISTRATOR))

    dry = await bring_in(store, administrator, SMALL.replace("Periods_per_day: 3", "Periods_per_day: 4"))

    assert {(row.noun, row.reason) for row in dry.refused} == {("opening", "not allowed")}


async def test_the_key_of_a_thing_goes_when_the_thing_goes(store: Store, operator: Actor) -> None:
    await bring_in(store, operator, apply=True)
    lesson = await the_one(store, Activity, "Gas")

    await remove_noun(store, operator, ACTIVITIES, lesson.id, None, NOW)

    async with store.read() as tx:
        assert await external_keys.sources_of(tx, Activity, lesson.id) == {}
    again = await bring_in(store, operator, apply=True)
    assert [row.name for row in again.rows if row.outcome is ImportOutcome.CREATED] == ["Gas"]


async def the_one(store: Store, cls: type[T], name: str, kind: ResourceKind | None = None) -> T:
    gateway = {Resource: RESOURCES, Group: GROUPS, Activity: ACTIVITIES}[cls].gateway
    async with store.read() as tx:
        (found,) = [
            each
            for each in await gateway.listing(tx)
            if name in (getattr(each, "name", ""), getattr(each, "title", ""))
            and kind in (None, getattr(each, "kind", None))
        ]
    return found


async def campus_of(tx: Tx) -> int:
    (campus,) = await records.listing(tx, Campus)
    return campus.id


async def test_a_course_that_can_never_be_taught_is_refused_and_nothing_is_kept(
    store: Store, operator: Actor
) -> None:
    closed = "".join(f"Gas {day} {period}\n" for day in range(2) for period in range(3))
    text = SMALL.replace("Constraints: 1", "Constraints: 6").replace("Gas 0 0\n", closed)

    dry = await bring_in(store, operator, text)
    with pytest.raises(Conflict, match="import_refused"):
        await bring_in(store, operator, text, apply=True)

    assert [(row.name, row.reason) for row in dry.refused] == [("Gas", "wishes empty")]
    async with store.read() as tx:
        assert await records.count(tx, Organisation) == 0


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Name: X\nCourses: many\n", "file"),
        (SMALL.replace("Days: 2", "Days: 9"), "days"),
        (SMALL.replace("Periods_per_day: 3", "Periods_per_day: 17"), "periods"),
    ],
    ids=["unreadable", "nine days", "seventeen hours"],
)
async def test_a_file_no_campus_can_have_is_refused_by_name(
    store: Store, operator: Actor, text: str, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        await bring_in(store, operator, text)

    assert refusal.value.field == field


async def test_only_who_runs_the_installation_may_add_a_faculty(store: Store) -> None:
    somebody = await make_actor(store)

    with pytest.raises(Forbidden):
        await bring_in(store, somebody)


async def test_its_administrator_may_bring_a_faculty_up_to_date(store: Store, operator: Actor) -> None:
    report = await bring_in(store, operator, apply=True)
    async with store.read() as tx:
        faculty = await records.get(tx, Organisation, report.organisation_id or 0)
    administrator = await make_actor(store, (faculty, Role.ADMINISTRATOR))

    again = await bring_in(store, administrator, apply=True)

    assert again.applied


async def planned(store: Store, actor: Actor, report: ImportReport, seconds: int) -> Plan:
    command = CreatePlan(period_id=report.period_id or 0, name="Eerste", seconds=seconds)
    return await plan_and_wait(store, ManualClock(NOW), actor, command)


@pytest.mark.parametrize("weeks", [1, 3])
async def test_a_plan_of_so_many_weeks_costs_what_the_competition_says_as_many_times(
    store: Store, operator: Actor, weeks: int
) -> None:
    report = await bring_in(store, operator, apply=True, weeks=weeks)

    plan = await planned(store, operator, report, seconds=2)

    problem = ctt.read(SMALL)
    timetable = ctt.read_solution(problem, await export_timetable(store, operator, plan.id))
    assert violations(problem, timetable) == ()
    assert plan.cost == weeks * cost(problem, timetable).total


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_real_faculty_is_planned_published_and_confirmed(
    store: Store, operator: Actor, shared_benchmarks: Path
) -> None:
    text = (shared_benchmarks / "cb-ctt" / "comp01.ctt").read_text("utf-8")
    report = await bring_in(store, operator, text, apply=True, weeks=2)

    plan = await planned(store, operator, report, seconds=10)
    published = await publish_plan(store, operator, plan.id, None, NOW)

    problem = ctt.read(text)
    timetable = ctt.read_solution(problem, await export_timetable(store, operator, plan.id))
    async with store.read() as tx:
        bookings = await list_bookings(tx, BookingFilter(period_id=report.period_id))
    assert violations(problem, timetable) == ()
    assert len(bookings) == 2 * len(problem.activities)
    assert published.plan.cost == 2 * cost(problem, timetable).total
