"""Invitations to a place, handed over by a real mail client: booked, moved, cancelled, refused with a way
out, and never answered to who is not proven to have sent them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from api.i18n.phrasing import phrases_in
from calendars.checks import check
from calendars.mail import Answer, Message, Method, read
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Role
from scheduler.domain.notifications.inbound import ParticipationStatus, address_of
from scheduler.mail.lmtp_server import open_receiver
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    ListBookings,
    Seen,
    cancel_booking,
    change_booking,
    get_booking,
    list_bookings,
)
from scheduler.services.bookings.approvals import DecideRequest, ListRequests, decide_request, list_requests
from scheduler.services.identity.personal_data import export_own_data
from scheduler.settings import Settings
from tests.calendars.parsers import PARSERS
from tests.scheduler.mail.letters_in import AUTHSERV, a_calendar, a_mail
from tests.scheduler.mail.office import FROM, Office, open_office
from tests.scheduler.services.bookings.campus import TUESDAY, make_booking
from tests.support.factories import NOW, make_actor
from tests.support.mail import MailServer, parts


class Postman:
    """The mail server before us: hands a message over, and says what it was answered."""

    def __init__(self, office: Office, port: int) -> None:
        self.office, self.port = office, port
        self.sender = office.at.teacher.person.email
        self.number = 0

    def address(self, place: Resource) -> str:
        return address_of(place, "rooms.example")

    async def bring(self, octets: bytes, to: str, *, return_path: str | None = None) -> str:
        """The code that the message, or its recipient, was answered with."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        path = self.sender if return_path is None else return_path
        await _answer(reader)
        for line in ("LHLO mx.rooms.example", f"MAIL FROM:<{path}>", f"RCPT TO:<{to}>", "DATA"):
            writer.write(f"{line}\r\n".encode())
            code = await _answer(reader)
            if code not in ("250", "354"):
                break
        else:
            writer.write(octets.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n")
            code = await _answer(reader)
        writer.close()
        await writer.wait_closed()
        return code

    async def invite(self, place: Resource, starts: datetime, **values: Any) -> list[Message]:
        """Send an invitation; what the sender is answered."""
        return [read(parts(each)[0], zone="UTC") for each in await self.invite_raw(place, starts, **values)]

    async def invite_raw(self, place: Resource, starts: datetime, **values: Any) -> list[EmailMessage]:
        self.number += 1
        to = self.address(place)
        method = values.get("method", Method.REQUEST)
        calendar = a_calendar(self.sender, to, starts, **values)
        octets = a_mail(self.sender, to, calendar, message_id=f"{self.number}@x.example", method=method)
        assert await self.bring(octets, to) == "250"
        return await self.office.delivered()

    async def bookings(self) -> list[Seen]:
        found, _ = await list_bookings(self.office.store, self.office.at.manager, ListBookings())
        return list(found)


async def _answer(reader: asyncio.StreamReader) -> str:
    """The code of one answer, however many lines it has."""
    line = await reader.readline()
    while line[3:4] == b"-":
        line = await reader.readline()
    return line[:3].decode()


@pytest.fixture
async def postman(database_url: str, mail_server: MailServer) -> AsyncIterator[Postman]:
    settings = Settings(
        database_url=database_url,
        smtp_host="127.0.0.1",
        smtp_port=mail_server.port,
        smtp_tls="none",
        mail_from=FROM,
        mail_listen="127.0.0.1:0",
        mail_authserv=AUTHSERV,
        _env_file=None,
    )
    async for office in open_office(
        database_url, mail_server, **settings.model_dump(include={"mail_listen", "mail_authserv"})
    ):
        async with open_receiver(settings, office.store, office.clock, phrases_in) as port:
            yield Postman(office, port)


async def test_an_invitation_books_in_the_name_of_its_sender_and_is_accepted(postman: Postman) -> None:
    at = postman.office.at

    (message,) = await postman.invite_raw(at.room, TUESDAY)

    (seen,) = await postman.bookings()
    (part,) = parts(message)
    said = read(part, zone="UTC")
    assert (seen.booking.title, seen.booking.span.start, seen.booking.organiser_id) == (
        "Lassen, groep 1A",
        TUESDAY,
        at.teacher.id,
    )
    assert seen.booking.needs == (Need(at.room.id, None),)
    assert (said.method, said.attendees) == (
        Method.REPLY,
        {postman.address(at.room): Answer.ACCEPTED},
    )
    assert (message["In-Reply-To"], message["Subject"]) == (
        "<1@x.example>",
        "Geboekt: Lassen, groep 1A, di 24 nov, 09.00–11.00",
    )
    assert {name: wrong for name, of in PARSERS.items() if (wrong := of(part))} == {}
    assert check(part) == ()


async def test_a_higher_sequence_moves_an_older_one_hears_what_stands_and_a_cancel_cancels(
    postman: Postman,
) -> None:
    room = postman.office.at.room
    await postman.invite(room, TUESDAY)

    later = TUESDAY + timedelta(hours=4)
    moved = await postman.invite(room, later, sequence=2)
    (outdated,) = await postman.invite(room, TUESDAY, sequence=1)
    (seen,) = await postman.bookings()
    called_off = await postman.invite(room, later, sequence=3, method=Method.CANCEL)
    (gone,) = await postman.bookings()

    assert [(said.method, said.sequence, *said.attendees.values()) for said in moved] == [
        (Method.REPLY, 2, Answer.ACCEPTED)
    ]
    assert (outdated.sequence, outdated.starts, *outdated.attendees.values()) == (2, later, Answer.ACCEPTED)
    assert outdated.comment.splitlines() == [
        "Er kwam al een nieuwere versie van deze afspraak binnen.",
        "Zo staat het er nu voor: di 24 nov, 13.00–15.00.",
    ]
    assert called_off == []
    assert (seen.booking.span.start, gone.booking.status) == (later, BookingStatus.CANCELLED)


async def test_a_taken_place_is_declined_with_the_reason_and_another_time(postman: Postman) -> None:
    at = postman.office.at
    await make_booking(at, Need(at.room.id))
    await postman.office.delivered()

    (message,) = await postman.invite_raw(at.room, TUESDAY)

    (part,) = parts(message)
    said = read(part, zone="UTC")
    assert (said.method, *said.attendees.values()) == (Method.COUNTER, Answer.DECLINED)
    assert said.comment.startswith("A1.04 is bezet op di 24 nov, 09.00–11.00.\nDit kan wel:\n- ")
    assert said.starts is not None
    assert said.starts != TUESDAY
    assert said.comment in message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert {name: wrong for name, of in PARSERS.items() if (wrong := of(part))} == {}
    assert len(await postman.bookings()) == 1


async def test_a_move_that_is_refused_leaves_what_was_booked(postman: Postman) -> None:
    at = postman.office.at
    await postman.invite(at.room, TUESDAY)
    taken = TUESDAY + timedelta(hours=4)
    other = await make_actor(at.store, (at.school, Role.TEACHER))
    await make_booking(
        at, Need(at.room.id), actor=other, span=(await postman.bookings())[0].booking.span.moved_to(taken)
    )
    await postman.office.delivered()

    (said,) = await postman.invite(at.room, taken, sequence=1)

    assert (said.method, said.comment.splitlines()[-1]) == (
        Method.COUNTER,
        "Je eerdere boeking blijft staan: di 24 nov, 09.00–11.00.",
    )
    assert (await postman.bookings())[0].booking.span.start == TUESDAY


async def test_what_an_owner_has_to_agree_to_is_tentative_and_then_decided(postman: Postman) -> None:
    at = postman.office.at
    answers = await postman.invite_raw(at.demonstrator, TUESDAY)
    (request,) = await list_requests(at.store, at.owner, ListRequests())
    await decide_request(
        at.store, at.owner, DecideRequest(approval_id=request.approval.id, approve=True), NOW
    )
    answers += await postman.office.delivered()

    mine = [read(parts(m)[0], zone="UTC") for m in answers if postman.sender in str(m["To"])]
    assert [(said.method, *said.attendees.values()) for said in mine] == [
        (Method.REPLY, Answer.TENTATIVE),
        (Method.REPLY, Answer.ACCEPTED),
    ]
    assert {said.uid for said in mine} == {mine[0].uid}


async def test_a_move_on_the_website_is_proposed_and_a_cancel_declined(postman: Postman) -> None:
    at = postman.office.at
    await postman.invite(at.room, TUESDAY)
    (seen,) = await postman.bookings()
    later = seen.booking.span.moved_to(TUESDAY + timedelta(hours=3))

    await change_booking(at.store, at.teacher, ChangeBooking(booking_id=seen.booking.id, span=later), NOW)
    (moved,) = await postman.office.delivered()
    await cancel_booking(at.store, at.manager, CancelBooking(booking_id=seen.booking.id), NOW)
    (gone,) = await postman.office.delivered()

    proposed, declined = (read(parts(each)[0], zone="UTC") for each in (moved, gone))
    assert (proposed.method, proposed.starts, *proposed.attendees.values()) == (
        Method.COUNTER,
        later.start,
        Answer.ACCEPTED,
    )
    assert (declined.method, *declined.attendees.values()) == (Method.REPLY, Answer.DECLINED)


async def test_a_weekly_invitation_is_a_series_of_which_one_date_can_go(postman: Postman) -> None:
    room = postman.office.at.room
    second = TUESDAY + timedelta(days=7)

    (said,) = await postman.invite(
        room, TUESDAY, more=("RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE:20261215T080000Z")
    )
    one = f"RECURRENCE-ID:{second:%Y%m%dT%H%M%SZ}"
    await postman.invite(room, second, sequence=1, method=Method.CANCEL, more=(one,))
    (changed,) = await postman.invite(
        room, TUESDAY + timedelta(hours=1), sequence=2, more=("RRULE:FREQ=WEEKLY;COUNT=4",)
    )

    found = [(seen.booking.span.start, seen.booking.status.value) for seen in await postman.bookings()]
    assert list(said.attendees.values()) == [Answer.ACCEPTED]
    assert found == [
        (TUESDAY, "confirmed"),
        (second, "cancelled"),
        (TUESDAY + timedelta(days=14), "confirmed"),
    ]
    assert list(changed.attendees.values()) == [Answer.DECLINED]


@pytest.mark.parametrize(
    ("rule", "comment"),
    [
        ("RRULE:FREQ=WEEKLY", "Een reeks heeft elke keer dezelfde tijd en duurt hooguit een jaar."),
        ("RRULE:FREQ=SECONDLY", "In de uitnodiging staat geen tijd die nog komt"),
        ("RRULE:FREQ=SOMETIMES", "In de uitnodiging staat geen tijd die nog komt"),
    ],
)
async def test_a_series_that_we_cannot_make_is_declined_whole(
    postman: Postman, rule: str, comment: str
) -> None:
    (said,) = await postman.invite(postman.office.at.room, TUESDAY, more=(rule,))

    assert (said.method, list(said.attendees.values())) == (Method.REPLY, [Answer.DECLINED])
    assert said.comment.startswith(comment)
    assert await postman.bookings() == []


async def test_a_monthly_invitation_books_its_very_dates(postman: Postman) -> None:
    rule = "RRULE:FREQ=MONTHLY;BYDAY=4TU;COUNT=3"

    await postman.invite(postman.office.at.room, TUESDAY, more=(rule,))

    days = [f"{seen.booking.span.start:%m-%d}" for seen in await postman.bookings()]
    assert days == ["11-24", "12-22", "01-26"]


async def test_places_can_be_asked_for_in_the_address(postman: Postman) -> None:
    lab = postman.office.at.lab
    to = postman.address(lab).replace("@", "+3@")

    await postman.bring(a_mail(postman.sender, to, a_calendar(postman.sender, to, TUESDAY)), to)

    (seen,) = await postman.bookings()
    assert seen.booking.needs == (Need(lab.id, 3),)


@pytest.mark.parametrize(
    "proof",
    [
        "",
        f"{AUTHSERV}; dmarc=fail header.from=example.org",
        "elsewhere.example; dmarc=pass header.from=example.org",
        f"{AUTHSERV}; dkim=pass header.d=attacker.example; spf=pass smtp.mailfrom=x@attacker.example",
        f"elsewhere.example; dmarc=pass ({AUTHSERV}; dmarc=pass header.from=example.org)",
    ],
)
async def test_who_is_not_proven_to_have_sent_it_is_neither_heard_nor_answered(
    postman: Postman, proof: str
) -> None:
    to = postman.address(postman.office.at.room)
    octets = a_mail(postman.sender, to, a_calendar(postman.sender, to, TUESDAY), proof=proof)

    answer = await postman.bring(octets, to)

    assert (answer, await postman.bookings(), await postman.office.delivered()) == ("250", [], [])


async def test_the_same_message_twice_is_answered_once(postman: Postman) -> None:
    to = postman.address(postman.office.at.room)
    octets = a_mail(postman.sender, to, a_calendar(postman.sender, to, TUESDAY))

    for _ in range(2):
        await postman.bring(octets, to)

    assert (len(await postman.bookings()), len(await postman.office.delivered())) == (1, 1)


@pytest.mark.parametrize(
    ("headers", "return_path", "answers"),
    [
        ((), None, 1),
        ((("Auto-Submitted", "auto-replied"),), None, 0),
        ((("Precedence", "bulk"),), None, 0),
        ((("List-Id", "<all.school.example>"),), None, 0),
        ((), "", 0),
    ],
)
async def test_a_stranger_hears_so_once_and_a_program_never(
    postman: Postman, headers: tuple[tuple[str, str], ...], return_path: str | None, answers: int
) -> None:
    to, stranger = postman.address(postman.office.at.room), "who@elsewhere.example"
    for number in range(2):
        calendar = a_calendar(stranger, to, TUESDAY)
        octets = a_mail(stranger, to, calendar, message_id=f"{number}@elsewhere.example", headers=headers)
        await postman.bring(octets, to, return_path=return_path)

    delivered = await postman.office.delivered()

    assert [message["Subject"] for message in delivered] == ["Je mail heeft niets geboekt"] * answers
    assert [message["Auto-Submitted"] for message in delivered] == ["auto-generated"] * answers
    assert await postman.bookings() == []


async def test_an_invitation_in_the_name_of_another_books_nothing(postman: Postman) -> None:
    to = postman.address(postman.office.at.room)
    boss = a_calendar("boss@example.org", to, TUESDAY)

    await postman.bring(a_mail(postman.sender, to, boss), to)

    (message,) = await postman.office.delivered()
    assert (postman.sender in str(message["To"]), await postman.bookings()) == (True, [])


async def test_who_may_not_book_is_told_so(postman: Postman) -> None:
    student = await make_actor(postman.office.store, (postman.office.at.school, Role.STUDENT))
    postman.sender = student.person.email

    (said,) = await postman.invite(postman.office.at.room, TUESDAY)

    assert list(said.attendees.values()) == [Answer.DECLINED]
    assert await postman.bookings() == []


@pytest.mark.parametrize(
    "to", ["nobody@rooms.example", "lab-999999@rooms.example", "rooster@elsewhere.example"]
)
async def test_an_address_that_is_nobodys_is_refused_before_the_message(postman: Postman, to: str) -> None:
    assert await postman.bring(a_mail(postman.sender, to, None), to) == "550"


async def test_answers_to_our_own_invitations_are_shown_on_the_booking(postman: Postman) -> None:
    at = postman.office.at
    staff = at.teacher.staff_resource_id
    assert staff is not None
    booking = await make_booking(at, Need(staff), Need(at.room.id), actor=at.manager)
    asked = [m for m in await postman.office.delivered() if postman.sender in str(m["To"])]
    answer = a_calendar(
        "ignored@rooms.example",
        "nobody@x.example",
        TUESDAY,
        method=Method.REPLY,
        uid=f"{booking.uid}@fieldlab",
        more=(f"ATTENDEE;PARTSTAT=DECLINED:mailto:{postman.sender}",),
    )

    await postman.bring(a_mail(postman.sender, FROM, answer, method=Method.REPLY), FROM)

    seen = await get_booking(at.store, at.manager, booking.id)
    assert b"RSVP=TRUE" in parts(asked[0])[0].replace(b"\r\n ", b"")
    kept = await export_own_data(at.store, at.teacher)
    assert [(name, given.value) for name, given in seen.answers] == [(at.teacher.person.name, "declined")]
    assert (kept.answers, len(kept.letters), len(kept.mail_received)) == (
        [(booking.id, ParticipationStatus.DECLINED)],
        1,
        1,
    )
    assert await postman.office.delivered() == []


async def test_a_flood_of_one_sender_is_put_off(postman: Postman) -> None:
    to = postman.address(postman.office.at.room)

    answers = [
        await postman.bring(a_mail(postman.sender, to, None, message_id=f"{number}@x.example"), to)
        for number in range(62)
    ]

    assert (answers[:60], answers[60:]) == (["250"] * 60, ["451"] * 2)


async def test_an_invitation_with_seconds_is_declined_with_what_would_work(postman: Postman) -> None:
    (said,) = await postman.invite(postman.office.at.room, TUESDAY + timedelta(seconds=30))

    assert (list(said.attendees.values()), await postman.bookings()) == ([Answer.DECLINED], [])
    assert "Tijden zijn hele minuten. Laat de seconden weg." in said.comment
