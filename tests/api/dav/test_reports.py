"""What changed, what lies in a span, what stands at an address: as calendar programs ask it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from asgi_lifespan import LifespanManager
from fastapi import FastAPI

from api.app import create_app
from calendars.checks import check
from scheduler.clock import ManualClock
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.groups import GroupMember
from scheduler.domain.time.spans import Span
from scheduler.settings import Settings
from scheduler.storage import records
from scheduler.storage.calendars import revisions
from scheduler.storage.store import Store
from tests.api.dav.conversation import (
    NINE,
    C,
    D,
    Program,
    Scene,
    address_of,
    book,
    change,
    make_scene,
    own,
    program_of,
)
from tests.support.factories import NOW

EVENTS = '<C:comp-filter name="VEVENT">{}</C:comp-filter>'
TITLED = EVENTS.format('<C:prop-filter name="SUMMARY"><C:text-match{}>{}</C:text-match></C:prop-filter>')


@pytest.fixture
async def scene(store: Store) -> Scene:
    return await make_scene(store)


@pytest.fixture
async def program(app: FastAPI, scene: Scene) -> Program:
    return await program_of(app, scene.store, scene.student)


async def test_a_program_hears_of_what_is_new_changed_and_gone(program: Program, scene: Scene) -> None:
    kept, moved, cancelled = [await book(scene, title=title) for title in ("Kept", "Moved", "Cancelled")]
    first = await program.sync(own(scene.student))
    await change(scene, moved, span=Span(NINE + timedelta(days=1), NINE + timedelta(days=1, hours=1)))
    await change(scene, cancelled, status=BookingStatus.CANCELLED)
    added = await book(scene, title="Added")

    second = await program.sync(own(scene.student), first.token)
    third = await program.sync(own(scene.student), second.token)

    assert set(first.told) == {address_of(scene.student, each) for each in (kept, moved, cancelled)}
    assert {path: told.status for path, told in second.told.items()} == {
        address_of(scene.student, moved): "",
        address_of(scene.student, added): "",
        address_of(scene.student, cancelled): "HTTP/1.1 404 Not Found",
    }
    assert (third.told, third.token) == ({}, second.token)


async def test_a_token_outlives_the_server(
    program: Program, scene: Scene, database_url: str, clock: ManualClock
) -> None:
    lost = await book(scene)
    first = await program.sync(own(scene.student))
    restarted = create_app(Settings(database_url=database_url, _env_file=None), clock=clock)
    async with LifespanManager(restarted):
        later = await program_of(restarted, scene.store, scene.student)
        await change(scene, lost, status=BookingStatus.DECLINED)

        second = await later.sync(own(scene.student), first.token)

    assert {path: told.status for path, told in second.told.items()} == {
        address_of(scene.student, lost): "HTTP/1.1 404 Not Found"
    }


@pytest.mark.parametrize(
    "token", ["urn:fieldlab:sync:999:1", "urn:fieldlab:sync:1:999999", "http://elsewhere/7"]
)
async def test_a_token_that_is_none_of_this_calendars_begins_again(
    program: Program, scene: Scene, token: str
) -> None:
    answer = await program.sync(own(scene.student), token)

    assert (answer.status, answer.condition) == (403, f"{D}valid-sync-token")


async def test_a_program_that_can_take_little_hears_the_rest_when_it_asks_again(
    program: Program, scene: Scene
) -> None:
    booked = {address_of(scene.student, await book(scene)) for _ in range(5)}

    first = await program.sync(own(scene.student), most=3)
    second = await program.sync(own(scene.student), first.token, most=3)

    assert first.told.pop(own(scene.student)).status == "HTTP/1.1 507 Insufficient Storage"
    assert (len(first.told), len(second.told)) == (3, 2)
    assert set(first.told) | set(second.told) == booked


async def test_who_leaves_a_group_loses_its_sessions(program: Program, scene: Scene) -> None:
    booking = await book(scene)
    first = await program.sync(own(scene.student))
    async with scene.store.write() as tx:
        members = await records.listing(tx, GroupMember)
        await records.remove(tx, GroupMember, members[0].id)

    second = await program.sync(own(scene.student), first.token)
    group = await program.propfind(own(scene.student, f"group-{scene.group.id}"), "displayname")

    assert second.told[address_of(scene.student, booking)].status == "HTTP/1.1 404 Not Found"
    assert group.status == 404


async def test_a_new_name_of_a_lab_is_a_change_of_its_sessions(program: Program, scene: Scene) -> None:
    await book(scene)
    first = await program.sync(own(scene.student))
    async with scene.store.write() as tx:
        await records.change(tx, replace(scene.lab, name="Lab Zon", version=2))
        await revisions.touch_resources(tx, [scene.lab.id], NOW)

    second = await program.sync(own(scene.student), first.token)

    assert len(second.told) == 1
    assert second.token != first.token


async def test_the_tag_of_a_calendar_changes_with_its_events_only(program: Program, scene: Scene) -> None:
    tags = []
    for step in range(3):
        if step == 1:
            await book(scene)
        answer = await program.propfind(own(scene.student), "CS:getctag")
        tags.append(answer.told[own(scene.student)].text("{http://calendarserver.org/ns/}getctag"))

    assert tags[0] != tags[1] == tags[2]


async def test_events_come_with_the_validator_that_was_listed(program: Program, scene: Scene) -> None:
    booking = await book(scene)
    address = address_of(scene.student, booking)

    listed = await program.propfind(own(scene.student), "getetag", depth=1)
    fetched = await program.multiget(own(scene.student), address, f"{own(scene.student)}nothing.ics")
    read = await program.ask("GET", address)
    known = await program.ask("GET", address, If_None_Match=read.headers["etag"])

    tag = listed.told[address].text(f"{D}getetag")
    assert (fetched.told[address].text(f"{D}getetag"), read.headers["etag"]) == (tag, tag)
    assert fetched.told[address].text(f"{C}calendar-data") == read.text
    assert fetched.told[f"{own(scene.student)}nothing.ics"].status == "HTTP/1.1 404 Not Found"
    assert (known.status, known.text) == (304, "")


async def test_an_event_is_one_vevent_with_its_zone_and_belongs_to_no_meeting(
    program: Program, scene: Scene
) -> None:
    booking = await book(scene)

    text = (await program.ask("GET", address_of(scene.student, booking))).text

    assert (text.count("BEGIN:VEVENT"), text.count("BEGIN:VTIMEZONE")) == (1, 1)
    assert "METHOD" not in text
    assert "ORGANIZER" not in text
    assert "DTSTART;TZID=Europe/Amsterdam:20261124T090000" in text
    assert [each.id for each in check(text.encode()) if each.id.startswith("zone")] == []


async def test_a_program_asks_for_a_stretch_of_time(program: Program, scene: Scene) -> None:
    today = await book(scene)
    await book(scene, span=Span(NINE + timedelta(days=7), NINE + timedelta(days=7, hours=1)))
    within = '<C:time-range start="20261124T000000Z" end="20261125T000000Z"/>'

    answer = await program.query(own(scene.student), EVENTS.format(within), "getetag")

    assert list(answer.told) == [address_of(scene.student, today)]


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        (EVENTS.format(""), 1),
        (EVENTS.format('<C:time-range start="20261124T100000Z"/>'), 0),
        (EVENTS.format('<C:time-range end="20261124T080001Z"/>'), 1),
        (
            EVENTS.format(
                '<C:prop-filter name="SUMMARY"><C:text-match>PRACTICUM</C:text-match></C:prop-filter>'
            ),
            1,
        ),
        (TITLED.format(' negate-condition="yes"', "zeker"), 1),
        (EVENTS.format('<C:prop-filter name="RRULE"/>'), 0),
        (EVENTS.format('<C:prop-filter name="RRULE"><C:is-not-defined/></C:prop-filter>'), 1),
        (EVENTS.format('<C:comp-filter name="VALARM"/>'), 0),
        ('<C:comp-filter name="VTODO"/>', 0),
        ('<C:comp-filter name="VTODO"><C:is-not-defined/></C:comp-filter>', 1),
        ("", 1),
    ],
)
async def test_a_filter_finds_what_it_describes(
    program: Program, scene: Scene, inside: str, found: int
) -> None:
    await book(scene)

    answer = await program.query(own(scene.student), inside, "getetag")

    assert len(answer.told) == found


@pytest.mark.parametrize(
    ("inside", "condition"),
    [
        (EVENTS.format('<C:time-range start="20261124"/>'), f"{C}valid-filter"),
        (
            EVENTS.format('<C:time-range start="20261124T100000Z" end="20261124T100000Z"/>'),
            f"{C}valid-filter",
        ),
        (
            EVENTS.format('<C:prop-filter name="X"><C:param-filter name="Y"/></C:prop-filter>'),
            f"{C}supported-filter",
        ),
        (
            EVENTS.format(
                '<C:prop-filter name="X"><C:text-match collation="z">Y</C:text-match></C:prop-filter>'
            ),
            f"{C}supported-collation",
        ),
    ],
)
async def test_a_filter_that_means_nothing_to_us_is_refused_by_name(
    program: Program, scene: Scene, inside: str, condition: str
) -> None:
    answer = await program.query(own(scene.student), inside, "getetag")

    assert (answer.status, answer.condition) == (403, condition)


async def test_a_report_there_is_not_is_refused_by_name(program: Program, scene: Scene) -> None:
    answer = await program.ask("REPORT", own(scene.student), '<expand-property xmlns="DAV:"/>')

    assert (answer.status, answer.condition) == (403, f"{D}supported-report")
