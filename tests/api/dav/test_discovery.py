"""A calendar program that knows no more than the site finds a person's calendars, and only theirs."""

import pytest
from fastapi import FastAPI

from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.identity.credentials import TokenScope
from scheduler.services.calendars.feeds import MakeFeed, make_feed
from scheduler.services.identity.login_throttle import MOST_FAILURES_HERE
from scheduler.storage.store import Store
from tests.api.dav.conversation import C, D, Program, Scene, book, make_scene, own, program_of
from tests.support.api import make_token
from tests.support.factories import NOW

COLOR, TAG = "{http://apple.com/ns/ical/}calendar-color", "{http://calendarserver.org/ns/}getctag"


@pytest.fixture
async def scene(store: Store) -> Scene:
    return await make_scene(store)


@pytest.fixture
async def program(app: FastAPI, scene: Scene) -> Program:
    return await program_of(app, scene.store, scene.student)


async def test_the_way_from_the_site_to_the_calendars(program: Program, scene: Scene) -> None:
    person = scene.student.id

    begun = await program.ask("PROPFIND", "/.well-known/caldav", Depth="0")
    root = await program.propfind(begun.headers["location"], "current-user-principal")
    principal = root.told["/dav/"].found[f"{D}current-user-principal"][0].text or ""
    found = await program.propfind(principal, "C:calendar-home-set")
    home = found.told[principal].found[f"{C}calendar-home-set"][0].text or ""
    listed = await program.propfind(home, "resourcetype", depth=1)

    assert begun.status == 301
    assert (principal, home) == (f"/dav/principals/{person}/", f"/dav/calendars/{person}/")
    assert {
        path: [kind.tag for kind in told.found[f"{D}resourcetype"]] for path, told in listed.told.items()
    } == {
        home: [f"{D}collection"],
        own(scene.student): [f"{D}collection", f"{C}calendar"],
        own(scene.student, f"group-{scene.group.id}"): [f"{D}collection", f"{C}calendar"],
    }


async def test_a_calendar_says_all_that_programs_ask_of_it(program: Program, scene: Scene) -> None:
    asked = ("displayname", "A:calendar-color", "CS:getctag", "sync-token", "supported-report-set")
    asked += ("C:supported-calendar-component-set", "current-user-privilege-set", "owner", "quota-used-bytes")

    answer = await program.propfind(own(scene.student), *asked)

    told = answer.told[own(scene.student)]
    assert told.text(f"{D}displayname") == "Mijn rooster"
    assert told.text(COLOR).startswith("#")
    assert told.text(TAG) == told.text(f"{D}sync-token") != ""
    assert [
        each.tag
        for each in told.found[f"{D}supported-report-set"].iterfind(f"{D}supported-report/{D}report/*")
    ] == [
        f"{C}calendar-query",
        f"{C}calendar-multiget",
        f"{D}sync-collection",
    ]
    assert told.found[f"{C}supported-calendar-component-set"][0].attrib == {"name": "VEVENT"}
    privileges = told.found[f"{D}current-user-privilege-set"].iterfind(f"{D}privilege/*")
    assert [each.tag for each in privileges] == [f"{D}read", f"{D}read-current-user-privilege-set"]
    assert told.missing == {f"{D}quota-used-bytes"}


async def test_what_somebody_follows_by_address_is_among_their_calendars(
    program: Program, scene: Scene
) -> None:
    wish = MakeFeed(subject=Subject.RESOURCE, subject_id=scene.lab.id)
    await make_feed(scene.store, scene.student, wish, NOW)

    listed = await program.propfind(f"/dav/calendars/{scene.student.id}/", "displayname", depth=1)

    names = {path: told.text(f"{D}displayname") for path, told in listed.told.items()}
    assert names[own(scene.student, f"resource-{scene.lab.id}")] == "Lab Waterstof"


async def test_nobody_sees_anothers_calendars(app: FastAPI, scene: Scene) -> None:
    stranger = await program_of(app, scene.store, scene.stranger)

    paths = [
        f"/dav/principals/{scene.student.id}/",
        f"/dav/calendars/{scene.student.id}/",
        own(scene.student),
    ]
    paths += [own(scene.stranger, f"group-{scene.group.id}"), own(scene.stranger, "nothing")]

    assert [(await stranger.propfind(path, "displayname")).status for path in paths] == [404] * 5


async def test_a_stranger_who_follows_a_lab_sees_that_it_is_taken_and_no_more(
    app: FastAPI, scene: Scene
) -> None:
    await book(scene)
    stranger = await program_of(app, scene.store, scene.stranger)
    lab = own(scene.stranger, f"resource-{scene.lab.id}")

    answer = await stranger.query(lab, '<C:comp-filter name="VEVENT"/>', "C:calendar-data")

    assert "SUMMARY;LANGUAGE=nl:Bezet" in answer.text
    assert "elektrolyse" not in answer.text


@pytest.mark.parametrize("wrong", ["email", "secret"])
async def test_who_does_not_say_who_they_are_is_asked(app: FastAPI, scene: Scene, wrong: str) -> None:
    secret = await make_token(scene.store, scene.student) if wrong == "email" else "flt_wrong"
    person = scene.stranger.person if wrong == "email" else scene.student.person

    answer = await Program(app, person.email, secret).propfind("/dav/", "current-user-principal")

    assert answer.status == 401
    assert answer.headers["www-authenticate"] == 'Basic realm="Fieldlab", charset="UTF-8"'


async def test_guessing_is_stopped_and_closes_the_door_to_nobody_else(
    app: FastAPI, scene: Scene, program: Program
) -> None:
    guesser = Program(app, scene.student.person.email, "flt_guess")

    statuses = [(await guesser.propfind("/dav/", "owner")).status for _ in range(MOST_FAILURES_HERE + 1)]

    assert statuses == [401] * MOST_FAILURES_HERE + [429]
    assert (await program.propfind("/dav/", "owner")).status == 207


async def test_nobody_can_set_a_property(app: FastAPI, scene: Scene) -> None:
    program = await program_of(app, scene.store, scene.student, TokenScope.WRITE)
    wish = "<set><prop><displayname>Mine</displayname></prop></set>"
    body = f'<propertyupdate xmlns="DAV:">{wish}</propertyupdate>'

    answer = await program.ask("PROPPATCH", own(scene.student), body)

    assert answer.status == 207
    assert answer.told[own(scene.student)].missing == {f"{D}displayname"}
    assert "cannot-modify-protected-property" in answer.text


async def test_options_tells_a_stranger_what_the_protocol_can_do(program: Program, scene: Scene) -> None:
    answer = await program.ask("OPTIONS", own(scene.student))

    assert "calendar-access" in answer.headers["dav"]
    assert "REPORT" in answer.headers["allow"]


ASKS = '<propfind xmlns="DAV:"><prop>&e;</prop></propfind>'
BOMB = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY e "&a;&a;&a;">]>{ASKS}'
OUTSIDE = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>{ASKS}'


@pytest.mark.parametrize(
    ("body", "depth", "status", "condition"),
    [
        pytest.param(BOMB, "0", 400, "{urn:fieldlab:dav}readable-xml", id="entities"),
        pytest.param(OUTSIDE, "0", 400, "{urn:fieldlab:dav}readable-xml", id="files"),
        pytest.param("<propfind", "0", 400, "{urn:fieldlab:dav}readable-xml", id="half"),
        pytest.param('<acl xmlns="DAV:"/>', "0", 400, "{urn:fieldlab:dav}known-request", id="another"),
        pytest.param("", "infinity", 403, f"{D}propfind-finite-depth", id="endless"),
        pytest.param("<x>" + "y" * 2**20, "0", 413, "{urn:fieldlab:dav}too-large", id="too large"),
    ],
)
async def test_what_cannot_be_answered_is_refused_by_name(
    program: Program, body: str, depth: str, status: int, condition: str
) -> None:
    answer = await program.ask("PROPFIND", "/dav/", body, Depth=depth)

    assert (answer.status, answer.condition) == (status, condition)
