"""Bookings by mail: who hears what of every change, once, and what happens when the server says no."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage

import pytest

from calendars.checks import check
from calendars.mail import Method, read
from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.identity.people import Actor, MailChoice
from scheduler.domain.notifications.outbox import GIVE_UP_AFTER, LetterStatus
from scheduler.domain.time.wall_time import WeeklyRule
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    RestoreBooking,
    cancel_booking,
    change_booking,
    request_booking,
    restore_booking,
)
from scheduler.services.bookings.approvals import DecideRequest, ListRequests, decide_request, list_requests
from scheduler.services.calendars.feeds import MakeFeed, make_feed
from scheduler.services.identity.people import change_me
from scheduler.services.notifications.notify import tell
from scheduler.services.notifications.outbox import see_outbox, try_again
from scheduler.storage.store import Store
from tests.calendars.parsers import PARSERS
from tests.scheduler.mail.office import Office, open_office
from tests.scheduler.services.bookings.campus import a_request, make_booking, make_small_campus, make_span
from tests.support.factories import NOW
from tests.support.mail import MailServer, parts


@pytest.fixture
async def office(database_url: str, mail_server: MailServer) -> AsyncIterator[Office]:
    async for office in open_office(database_url, mail_server):
        yield office


def said(message: EmailMessage) -> tuple[str, Method, int]:
    """To whom, what, and with which SEQUENCE."""
    (part,) = parts(message)
    understood = read(part, zone="Europe/Amsterdam")
    return message["To"].addresses[0].addr_spec, understood.method, understood.sequence


async def move(office: Office, booking: Booking, actor: Actor, **values: object) -> Booking:
    command = ChangeBooking(booking_id=booking.id, **values)  # type: ignore[arg-type]
    return (await change_booking(office.store, actor, command, office.clock.now()))[0]


async def test_who_books_gets_an_invitation_that_every_client_can_read(office: Office) -> None:
    booking = await make_booking(office.at, Need(office.at.lab.id, 2))

    (message,) = await office.delivered()

    (part,) = parts(message)
    kinds = [each.get_content_type() for each in message.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/calendar",
        "application/ics",
    ]
    assert message["Subject"] == "Uitnodiging: Brandstofcellen, di 24 nov, 09.00–11.00"
    assert message["Message-ID"] == f"<{booking.uid}.0.1.{office.at.teacher.id}@rooms.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert f"https://campus.example/bookings/{booking.id}" in message.get_body(("plain",)).get_content()
    assert {name: complaints for name, of in PARSERS.items() if (complaints := of(part))} == {}
    assert check(part) == ()
    assert read(part, zone="UTC").uid == f"{booking.uid}@fieldlab"


async def test_the_calendar_part_says_its_method_and_is_the_file_too(office: Office) -> None:
    await make_booking(office.at, Need(office.at.lab.id, 2))

    (message,) = await office.delivered()

    calendar = message.get_body(("calendar",))
    (attached,) = message.iter_attachments()
    assert (calendar.get_param("method"), calendar["Content-Transfer-Encoding"]) == ("REQUEST", "base64")
    assert attached.get_content() == calendar.get_payload(decode=True)


async def test_a_move_a_cancel_and_its_undo_have_one_uid_and_growing_sequence(office: Office) -> None:
    teacher = office.at.teacher
    booking = await make_booking(office.at, Need(office.at.lab.id, 2))
    messages = await office.delivered()

    moved = await move(office, booking, teacher, span=make_span(3, 4))
    messages += await office.delivered()
    await cancel_booking(office.store, teacher, CancelBooking(booking_id=booking.id), NOW)
    messages += await office.delivered()
    await restore_booking(office.store, teacher, RestoreBooking(booking_id=booking.id), NOW)
    messages += await office.delivered()

    email = teacher.person.email
    assert [said(message) for message in messages] == [
        (email, Method.REQUEST, 0),
        (email, Method.REQUEST, moved.sequence),
        (email, Method.CANCEL, 2),
        (email, Method.REQUEST, 3),
    ]
    assert len({read(parts(message)[0], zone="UTC").uid for message in messages}) == 1
    assert len({message["Message-ID"] for message in messages}) == 4


async def test_a_new_title_is_told_without_a_new_sequence(office: Office) -> None:
    booking = await make_booking(office.at, Need(office.at.lab.id, 2))
    await office.delivered()

    await move(office, booking, office.at.teacher, title="Elektrolyse")
    (message,) = await office.delivered()

    assert said(message) == (office.at.teacher.person.email, Method.REQUEST, 0)
    assert message["Subject"].startswith("Gewijzigd: Elektrolyse, ")


async def test_staff_and_the_demonstrators_owner_are_told_and_nobody_else(office: Office) -> None:
    at = office.at
    staff = at.teacher.staff_resource_id
    assert staff is not None
    booking = await make_booking(at, Need(at.demonstrator.id), Need(staff), actor=at.manager)

    messages = [message for message in await office.delivered() if parts(message)]
    without_staff = await move(office, booking, at.manager, needs=(Need(at.demonstrator.id),))
    changed = [message for message in await office.delivered() if parts(message)]

    manager, teacher, owner = (who.person.email for who in (at.manager, at.teacher, at.owner))
    assert {said(message) for message in messages} == {
        (who, Method.REQUEST, 0) for who in (manager, teacher, owner)
    }
    assert {said(message) for message in changed} == {
        (teacher, Method.CANCEL, without_staff.sequence),
        (manager, Method.REQUEST, without_staff.sequence),
        (owner, Method.REQUEST, without_staff.sequence),
    }
    assert [len(message["To"].addresses) for message in messages + changed] == [1] * 6


async def test_an_owners_no_calls_the_booking_off(office: Office) -> None:
    at = office.at
    await make_booking(at, Need(at.demonstrator.id))
    (asked,) = [m for m in await office.delivered() if parts(m) and said(m)[0] == at.teacher.person.email]
    (request,) = await list_requests(office.store, at.owner, ListRequests())

    command = DecideRequest(approval_id=request.approval.id, approve=False, reason="Beurs")
    await decide_request(office.store, at.owner, command, NOW)
    answered = {said(message) for message in await office.delivered()}

    assert b"STATUS:TENTATIVE" in parts(asked)[0]
    assert answered == {
        (at.teacher.person.email, Method.CANCEL, 1),
        (at.owner.person.email, Method.CANCEL, 1),
    }


async def test_a_person_reads_in_their_own_language_and_sees_what_they_may(office: Office) -> None:
    await change_me(office.store, office.at.teacher, {"language": "en"}, NOW)
    await make_booking(office.at, Need(office.at.lab.id, 2))

    (message,) = await office.delivered()

    assert message["Subject"] == "Invitation: Brandstofcellen, Tue 24 Nov, 09:00–11:00"


@pytest.mark.parametrize(
    ("choice", "follows", "mails"),
    [
        (MailChoice.AUTO, False, 1),
        (MailChoice.AUTO, True, 0),
        (MailChoice.ALWAYS, True, 1),
        (MailChoice.NEVER, False, 0),
    ],
)
async def test_mail_is_a_choice(office: Office, choice: MailChoice, follows: bool, mails: int) -> None:
    teacher = office.at.teacher
    await change_me(office.store, teacher, {"mail_choice": choice}, NOW)
    if follows:
        await make_feed(office.store, teacher, MakeFeed(subject=Subject.PERSON), NOW)

    await make_booking(office.at, Need(office.at.lab.id, 2))

    assert len(await office.delivered()) == mails


async def test_a_long_series_is_one_mail_with_all_of_it(office: Office) -> None:
    span = make_span(0, 2)
    first = span.start.date()
    rule = WeeklyRule((1,), (span.start + timedelta(hours=1)).time(), 120, first, first + timedelta(days=42))
    command = a_request(office.at, Need(office.at.lab.id, 2), rule=rule)
    made = await request_booking(office.store, office.at.teacher, command, NOW)

    (message,) = await office.delivered()

    calendar = message.get_body(("calendar",))
    octets = calendar.get_payload(decode=True)
    assert (len(made.bookings), octets.count(b"BEGIN:VEVENT")) == (7, 7)
    assert calendar.get_param("method") == "PUBLISH"
    assert check(octets) == ()
    assert message["Subject"] == "Brandstofcellen en meer: 7 afspraken"
    assert (await see_outbox(office.store)).counts == {LetterStatus.SENT: 7}


async def test_only_the_last_of_several_unsent_changes_is_told(office: Office) -> None:
    booking = await make_booking(office.at, Need(office.at.lab.id, 2))
    await move(office, booking, office.at.teacher, span=make_span(3, 4))

    messages = await office.delivered()

    assert [said(message) for message in messages] == [(office.at.teacher.person.email, Method.REQUEST, 1)]


async def test_what_was_never_told_is_not_called_off(office: Office) -> None:
    booking = await make_booking(office.at, Need(office.at.lab.id, 2))
    await cancel_booking(office.store, office.at.teacher, CancelBooking(booking_id=booking.id), NOW)

    assert await office.delivered() == []


async def test_a_change_that_is_taken_back_takes_its_letter_with_it(office: Office) -> None:
    booking = await make_booking(office.at, Need(office.at.lab.id, 2))
    await office.delivered()

    async def tell_and_fail() -> None:
        async with office.store.write() as tx:
            await tell(tx, [booking], [booking.changed(title="Elektrolyse")], NOW)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power"):
        await tell_and_fail()

    assert (await see_outbox(office.store)).counts == {LetterStatus.SENT: 1}


async def test_a_server_that_is_away_is_asked_again_with_the_same_message_id(
    office: Office, mail_server: MailServer
) -> None:
    email = office.at.teacher.person.email
    mail_server.refuses[email] = "451 4.3.0 later"
    await make_booking(office.at, Need(office.at.lab.id, 2))

    at_once = await office.delivered()
    mail_server.refuses.clear()
    too_early = await office.delivered()
    office.clock.at = NOW + timedelta(minutes=1)
    in_time = await office.delivered()

    assert (at_once, too_early, [said(m) for m in in_time]) == ([], [], [(email, Method.REQUEST, 0)])
    assert (await see_outbox(office.store)).counts == {LetterStatus.SENT: 1}


async def test_an_address_that_is_refused_for_good_is_given_up_and_shown(
    office: Office, mail_server: MailServer
) -> None:
    email = office.at.teacher.person.email
    mail_server.refuses[email] = "550 5.1.1 nobody here"
    booking = await make_booking(office.at, Need(office.at.lab.id, 2))
    await office.delivered()

    outbox = await see_outbox(office.store)
    mail_server.refuses.clear()
    again = await try_again(office.store, NOW)
    delivered = await office.delivered()

    (stuck,) = outbox.stuck
    assert (stuck.booking_id, stuck.status, stuck.problem) == (
        booking.id,
        LetterStatus.GIVEN_UP,
        "recipient refused: 550",
    )
    assert (again, [said(message)[0] for message in delivered]) == (1, [email])


async def test_a_letter_is_given_up_when_it_is_old_news(office: Office, mail_server: MailServer) -> None:
    mail_server.refuses[office.at.teacher.person.email] = "451 4.3.0 later"
    await make_booking(office.at, Need(office.at.lab.id, 2), span=make_span(0, 2, days=7))
    await office.delivered()
    office.clock.at = NOW + GIVE_UP_AFTER

    await office.delivered()

    assert (await see_outbox(office.store)).counts == {LetterStatus.GIVEN_UP: 1}


async def test_nothing_is_queued_where_no_mail_is_set_up(store: Store) -> None:
    at = await make_small_campus(store)

    await make_booking(at, Need(at.lab.id, 2))

    assert (await see_outbox(store)).counts == {}
