"""Every kind of calendar the services give, judged by the parsers of real clients and by our own checks."""

import json
import re

import icalendar
import pytest
from fastapi import FastAPI

from calendars.checks import check
from calendars.tokens import CalendarFile
from scheduler.domain.calendars.feeds import Alarm, Attendance, Privacy, Subject
from scheduler.storage.store import Store
from tests.api.calendars.every_feed import LINK, Scene, fetch, make_address, make_scene
from tests.api.dav.conversation import C, own, program_of
from tests.calendars.parsers import PARSERS
from tests.support.api import ClientOf

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BUSY = [Subject.PERSON, Subject.GROUP, Subject.RESOURCE]
KNOWS_AVAILABILITY = ["icalendar", "libical"]


@pytest.fixture
async def scene(store: Store) -> Scene:
    return await make_scene(store)


def complaints(octets: bytes, *parsers: str) -> dict[str, list[str]]:
    """What each parser (all unless some are named) says against a calendar, and what our checks do."""
    said = {name: PARSERS[name](octets) for name in parsers or PARSERS}
    said["our checks"] = [f"{finding.id}: {finding.found}" for finding in check(octets)]
    return {name: found for name, found in said.items() if found}


def statuses(octets: bytes) -> list[str]:
    return sorted(event.value("STATUS") for event in CalendarFile(octets).components("VEVENT"))


def content(calendar: icalendar.Component) -> list[str]:
    """Its lines without VALUE: icalendar leaves that out or writes it of what is newer than RFC 5545."""
    unfolded = calendar.to_ical().decode().replace("\r\n ", "")
    return [re.sub(";VALUE=[A-Z-]+", "", line) for line in unfolded.split("\r\n")]


@pytest.mark.parametrize("alarm", [Alarm.NONE, Alarm.QUARTER])
@pytest.mark.parametrize("privacy", Privacy)
@pytest.mark.parametrize("subject", Subject)
async def test_every_kind_of_feed_passes_every_parser(
    scene: Scene, client_of: ClientOf, subject: Subject, privacy: Privacy, alarm: Alarm
) -> None:
    address = await make_address(scene, client_of, subject, privacy=privacy, alarm=alarm)

    octets = await fetch(client_of, address)

    assert complaints(octets) == {}
    assert statuses(octets) == ["CANCELLED", *["CONFIRMED"] * 3, *["TENTATIVE"] * 2]
    assert octets.count(b"BEGIN:VALARM") == (5 if alarm is Alarm.QUARTER else 0)


@pytest.mark.parametrize("attendance", Attendance)
async def test_the_link_of_an_online_session_passes_every_parser_and_reaches_only_who_is_online(
    scene: Scene, client_of: ClientOf, attendance: Attendance
) -> None:
    address = await make_address(scene, client_of, Subject.PERSON, attendance=attendance)

    octets = await fetch(client_of, address)

    links = [event.value("CONFERENCE") for event in CalendarFile(octets).components("VEVENT")]
    assert complaints(octets) == {}
    assert links.count(LINK) == (2 if attendance is Attendance.ONLINE else 0)


@pytest.mark.parametrize("subject", BUSY)
async def test_busy_time_passes_every_parser(scene: Scene, client_of: ClientOf, subject: Subject) -> None:
    address = await make_address(scene, client_of, subject)

    octets = await fetch(client_of, address.replace(".ics", "/busy.ifb"))

    assert complaints(octets) == {}
    assert b"\r\nFREEBUSY;FBTYPE=BUSY" in octets


async def test_opening_hours_pass_the_parsers_that_know_them(scene: Scene, client_of: ClientOf) -> None:
    address = await make_address(scene, client_of, Subject.RESOURCE)

    octets = await fetch(client_of, address.replace(".ics", "/hours.ics"))

    assert complaints(octets, *KNOWS_AVAILABILITY) == {}


@pytest.mark.parametrize("privacy", Privacy)
@pytest.mark.parametrize("subject", Subject)
async def test_jcal_turned_back_is_the_calendar_it_was_made_from(
    scene: Scene, client_of: ClientOf, subject: Subject, privacy: Privacy
) -> None:
    choices = {"privacy": privacy, "alarm": Alarm.HOUR, "attendance": Attendance.ONLINE}
    address = await make_address(scene, client_of, subject, **choices)
    plain = await fetch(client_of, address)

    jcal = await fetch(client_of, address, Accept="application/calendar+json")

    back = icalendar.Calendar.from_jcal(json.loads(jcal))
    assert content(back) == content(icalendar.Calendar.from_ical(plain))


async def test_every_object_of_caldav_passes_every_parser(scene: Scene, app: FastAPI) -> None:
    program = await program_of(app, scene.at.store, scene.student)
    listed = await program.propfind(own(scene.student), "getetag", depth=1)
    hrefs = [path for path in listed.told if path.endswith(".ics")]

    answer = await program.multiget(own(scene.student), *hrefs)

    objects = [told.text(f"{C}calendar-data").encode() for told in answer.told.values()]
    assert len(objects) == 5
    assert [complaints(each) for each in objects] == [{}] * 5
