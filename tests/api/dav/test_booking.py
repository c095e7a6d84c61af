"""Booking, moving and cancelling from a calendar program, and how a refusal arrives there."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from fastapi import FastAPI

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.resources import Resource, Sharing
from scheduler.domain.identity.credentials import TokenScope
from scheduler.domain.identity.people import Actor, Role
from scheduler.domain.time.spans import Span
from scheduler.storage import records
from scheduler.storage.bookings.booking_filter import BookingFilter
from scheduler.storage.bookings.bookings import list_bookings
from scheduler.storage.store import Store
from tests.api.dav.conversation import NINE, C, D, Program, Scene, book, make_scene, own, program_of
from tests.support.factories import make_actor

OURS = "{urn:fieldlab:dav}"


@dataclass(frozen=True)
class Desk:
    """A teacher of the school with a calendar program, and the lab's calendar in it."""

    scene: Scene
    teacher: Actor
    program: Program
    lab: str

    async def put(self, uid: str, text: str, **headers: str) -> tuple[int, str, str]:
        """The status, the condition that was not met, and all that was said."""
        answer = await self.program.ask(
            "PUT", f"{self.lab}{uid}.ics", text, Content_Type="text/calendar; charset=utf-8", **headers
        )
        assert "etag" not in answer.headers
        return answer.status, answer.condition, answer.text

    async def bookings(self) -> list[Booking]:
        async with self.scene.store.read() as tx:
            return await list_bookings(tx, BookingFilter(resource_id=self.scene.lab.id))


@pytest.fixture
async def desk(app: FastAPI, store: Store) -> Desk:
    scene = await make_scene(store)
    teacher = await make_actor(store, (scene.school, Role.TEACHER))
    program = await program_of(app, store, teacher, TokenScope.WRITE)
    return Desk(scene, teacher, program, own(teacher, f"resource-{scene.lab.id}"))


def event(
    uid: str = "1b9d-77@phone", summary: str = "Practicum", hour: str = "100000", more: str = ""
) -> str:
    """An event of an hour on Tuesday, as a phone in Amsterdam writes it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//A phone//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20261123T080000Z",
        f"DTSTART;TZID=Europe/Amsterdam:20261124T{hour}",
        "DURATION:PT1H",
        f"SUMMARY:{summary}",
        *more.splitlines(),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines)


async def test_an_event_in_a_labs_calendar_is_a_booking_under_its_own_uid(desk: Desk) -> None:
    status, _, _ = await desk.put("1b9d-77@phone", event(), If_None_Match="*")

    booking = (await desk.bookings())[0]
    read = await desk.program.ask("GET", f"{desk.lab}1b9d-77@phone.ics")
    assert status == 201
    assert (booking.title, booking.organiser_id, booking.needs[0].units) == ("Practicum", desk.teacher.id, 1)
    assert booking.span == Span(NINE + timedelta(hours=1), NINE + timedelta(hours=2))
    assert "UID:1b9d-77@phone\r\n" in read.text


async def test_a_line_of_the_description_says_how_many_places(desk: Desk) -> None:
    await desk.put("a", event("a", more="DESCRIPTION:Graag met gas\\nPlekken: 3"))

    booking = (await desk.bookings())[0]
    assert (booking.needs[0].units, booking.note) == (3, "Graag met gas")


async def test_a_moved_event_moves_the_booking_and_keeps_what_the_phone_does_not_know(desk: Desk) -> None:
    await desk.put("a", event("a", more="DESCRIPTION:Graag met gas\\nPlekken: 3"))
    before = (await desk.bookings())[0]
    read = await desk.program.ask("GET", f"{desk.lab}a.ics")
    moved = read.text.replace("T100000", "T140000").replace("T110000", "T150000")

    status, _, _ = await desk.put("a", moved, If_Match=read.headers["etag"])

    after = (await desk.bookings())[0]
    assert status == 204
    assert after == replace(
        before,
        span=before.span.moved_to(before.span.start + timedelta(hours=4)),
        sequence=1,
        version=2,
        updated_at=after.updated_at,
    )


async def test_a_changed_event_changes_title_note_and_places(desk: Desk) -> None:
    await desk.put("a", event("a"))

    await desk.put("a", event("a", summary="Demonstratie", more="DESCRIPTION:Voor ouders\\nplaces: 2"))

    booking = (await desk.bookings())[0]
    assert (booking.title, booking.note, booking.needs[0].units) == ("Demonstratie", "Voor ouders", 2)


async def test_a_deleted_event_is_a_cancelled_booking_and_written_again_it_is_back(desk: Desk) -> None:
    await desk.put("a", event("a"))
    first = await desk.program.sync(desk.lab)

    deleted = await desk.program.ask("DELETE", f"{desk.lab}a.ics")
    second = await desk.program.sync(desk.lab, first.token)
    cancelled = (await desk.bookings())[0].status
    again, _, _ = await desk.put("a", event("a"))

    assert (deleted.status, cancelled, again) == (204, BookingStatus.CANCELLED, 201)
    assert second.told[f"{desk.lab}a.ics"].status == "HTTP/1.1 404 Not Found"
    assert [each.status for each in await desk.bookings()] == [BookingStatus.CONFIRMED]


async def test_a_refusal_names_the_rule_and_what_would_work(desk: Desk) -> None:
    await desk.put("a", event("a", more="DESCRIPTION:Plekken: 7"))

    status, condition, said = await desk.put("b", event("b", more="DESCRIPTION:Plekken: 2"))

    assert (status, condition) == (409, f"{OURS}booking-refused")
    assert "nog 1 van de 8 plekken vrij; je vraagt er 2." in said
    assert "Dit kan wel: di 24 nov, " in said
    assert len(await desk.bookings()) == 1


async def test_a_refused_move_leaves_the_booking_where_it_was(desk: Desk) -> None:
    await desk.put("a", event("a", hour="140000", more="DESCRIPTION:Plekken: 8"))
    await desk.put("b", event("b"))

    status, _, _ = await desk.put("b", event("b", hour="143000"))

    assert status == 409
    assert (await desk.bookings())[1].span.start == NINE + timedelta(hours=1)


async def test_a_lab_that_is_shared_on_request_asks_its_owner(desk: Desk, app: FastAPI) -> None:
    async with desk.scene.store.write() as tx:
        shared = replace(desk.scene.lab, sharing=Sharing.ON_REQUEST, version=2)
        await records.change(tx, shared)
    guest = await program_of(app, desk.scene.store, desk.scene.stranger, TokenScope.WRITE)
    lab = own(desk.scene.stranger, f"resource-{desk.scene.lab.id}")

    answer = await guest.ask("PUT", f"{lab}a.ics", event("a"), Content_Type="text/calendar")

    read = await guest.ask("GET", f"{lab}a.ics")
    assert (answer.status, (await desk.bookings())[0].status) == (201, BookingStatus.REQUESTED)
    assert "STATUS:TENTATIVE" in read.text


@pytest.mark.parametrize("calendar", ["me", "group"])
async def test_ones_own_calendar_is_for_looking(desk: Desk, app: FastAPI, calendar: str) -> None:
    student = desk.scene.student
    program = await program_of(app, desk.scene.store, student, TokenScope.WRITE)
    path = own(student, "me" if calendar == "me" else f"group-{desk.scene.group.id}")

    written = await program.ask("PUT", f"{path}a.ics", event("a"), Content_Type="text/calendar")

    assert (written.status, written.condition) == (403, f"{D}need-privileges")


async def test_a_token_for_reading_books_nothing_and_says_so_beforehand(desk: Desk, app: FastAPI) -> None:
    await desk.put("a", event("a"))
    reader = await program_of(app, desk.scene.store, desk.teacher, TokenScope.READ)

    written = await reader.ask("PUT", f"{desk.lab}b.ics", event("b"), Content_Type="text/calendar")
    deleted = await reader.ask("DELETE", f"{desk.lab}a.ics")
    told = (await reader.propfind(desk.lab, "current-user-privilege-set")).told[desk.lab]

    privileges = told.found[f"{D}current-user-privilege-set"].iterfind(f"{D}privilege/*")
    assert (written.status, deleted.status) == (403, 403)
    assert [each.tag for each in privileges] == [f"{D}read", f"{D}read-current-user-privilege-set"]


async def test_a_teacher_may_write_where_there_is_something_to_book(desk: Desk) -> None:
    told = (await desk.program.propfind(desk.lab, "current-user-privilege-set")).told[desk.lab]

    privileges = told.found[f"{D}current-user-privilege-set"].iterfind(f"{D}privilege/*")
    assert {f"{D}write-content", f"{D}bind", f"{D}unbind"} <= {each.tag for each in privileges}


async def test_somebody_elses_booking_cannot_be_taken_out(desk: Desk, app: FastAPI) -> None:
    await desk.put("a", event("a"))
    guest = await program_of(app, desk.scene.store, desk.scene.stranger, TokenScope.WRITE)
    lab = own(desk.scene.stranger, f"resource-{desk.scene.lab.id}")

    deleted = await guest.ask("DELETE", f"{lab}a.ics")

    assert (deleted.status, deleted.condition) == (403, f"{D}need-privileges")
    assert (await desk.bookings())[0].holds


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If_None_Match": "*"}, 412),
        ({"If_Match": '"other"'}, 412),
        ({"If_Match": "*"}, 204),
        ({}, 204),
    ],
)
async def test_what_the_phone_thinks_is_there_counts(
    desk: Desk, headers: dict[str, str], status: int
) -> None:
    await desk.put("a", event("a"))

    answer = await desk.put("a", event("a", hour="140000"), **headers)

    assert answer[0] == status


async def test_an_event_that_is_not_there_matches_nothing(desk: Desk) -> None:
    written = await desk.put("a", event("a"), If_Match='"tag"')
    deleted = await desk.program.ask("DELETE", f"{desk.lab}a.ics")

    assert (written[0], deleted.status) == (412, 404)


async def test_a_uid_is_one_event_for_ever(desk: Desk) -> None:
    await desk.put("a", event("a"))
    booked = await book(desk.scene)

    again = await desk.put("b", event("a", hour="150000"))
    ours = await desk.put("c", event(booked.calendar_uid, hour="150000"))
    other = await desk.put("a", event("z"))

    assert [each[:2] for each in (again, ours, other)] == [(403, f"{C}no-uid-conflict")] * 3


TODO = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTODO\r\nUID:a\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        pytest.param("BEGIN:VCARD\r\nEND:VCARD\r\n", f"{C}valid-calendar-object-resource", id="a card"),
        pytest.param("", f"{C}valid-calendar-object-resource", id="nothing"),
        pytest.param(TODO, f"{C}valid-calendar-object-resource", id="a task"),
        pytest.param(event("a", more="RRULE:FREQ=WEEKLY"), f"{C}max-instances", id="a series"),
        pytest.param(
            event("a").replace("VERSION:2.0", "METHOD:REQUEST"),
            f"{C}valid-calendar-object-resource",
            id="a message",
        ),
        pytest.param(
            event("a").replace("20261124T", "22261124T"), f"{C}valid-calendar-object-resource", id="far away"
        ),
        pytest.param(event("a", summary=""), f"{C}valid-calendar-object-resource", id="no title"),
        pytest.param(event("a").replace("PT1H", "PT0S"), f"{C}valid-calendar-object-resource", id="no time"),
        pytest.param(event("é"), f"{C}valid-calendar-object-resource", id="a UID nobody can carry"),
        pytest.param(event("a", more="X-A:" + "b" * 110_000), f"{C}max-resource-size", id="too much"),
    ],
)
async def test_what_is_no_single_event_is_refused_by_name(desk: Desk, text: str, condition: str) -> None:
    status, named, _ = await desk.put("a", text)

    assert (status, named) == (403, condition)
    assert await desk.bookings() == []


async def test_what_is_no_calendar_at_all_is_refused_by_its_type(desk: Desk) -> None:
    answer = await desk.program.ask("PUT", f"{desk.lab}a.ics", "{}", Content_Type="application/json")

    assert (answer.status, answer.condition) == (403, f"{C}supported-calendar-data")


async def test_an_event_sent_under_another_name_stands_at_the_name_of_its_uid(desk: Desk) -> None:
    answer = await desk.program.ask("PUT", f"{desk.lab}x.ics", event("a"), Content_Type="text/calendar")

    assert (answer.status, answer.headers["location"]) == (201, f"{desk.lab}a.ics")
    assert list((await desk.program.sync(desk.lab)).told) == [f"{desk.lab}a.ics"]


async def test_a_lab_out_of_use_is_for_looking(desk: Desk) -> None:
    async with desk.scene.store.write() as tx:
        lab: Resource = replace(desk.scene.lab, active=False, version=2)
        await records.change(tx, lab)

    assert (await desk.put("a", event("a")))[:2] == (403, f"{D}need-privileges")


async def test_an_event_with_seconds_or_turned_words_is_refused_in_words(desk: Desk) -> None:
    seconds = await desk.put("a", event("a", hour="100030"))
    turned = await desk.put("b", event("b", summary="Lab\u202etraf"))

    assert [seconds[0], turned[0], await desk.bookings()] == [403, 403, []]
    assert "hele minuten" in seconds[2] or "whole minutes" in seconds[2]
