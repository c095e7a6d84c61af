"""Who has to decide is asked at once, in their language; who asked hears until when, and why not."""

from collections.abc import AsyncIterator
from datetime import date, time
from email.message import EmailMessage

import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.identity.people import MailChoice, Role
from scheduler.domain.time.wall_time import WeeklyRule
from scheduler.services.bookings import CancelBooking, ChangeBooking, cancel_booking, change_booking
from scheduler.services.bookings.approvals import DecideRequest, ListRequests, decide_request, list_requests
from scheduler.services.bookings.lapse import lapse_requests
from scheduler.services.identity.people import change_me
from tests.scheduler.mail.office import Office, open_office
from tests.scheduler.services.bookings.campus import make_booking, make_span
from tests.support.factories import NOW, make_actor
from tests.support.mail import MailServer, parts, text_of


@pytest.fixture
async def office(database_url: str, mail_server: MailServer) -> AsyncIterator[Office]:
    async for office in open_office(database_url, mail_server):
        yield office


def to(message: EmailMessage) -> str:
    return str(message["To"].addresses[0].addr_spec)


async def questions(office: Office) -> list[EmailMessage]:
    """The mails that came and invite to nothing."""
    return [message for message in await office.delivered() if not parts(message)]


async def test_who_decides_is_asked_with_a_link_to_where_they_answer(office: Office) -> None:
    at = office.at
    await make_booking(at, Need(at.demonstrator.id), note="Voor twee groepen")

    (question,) = await questions(office)

    text = text_of(question)
    assert to(question) == at.owner.person.email
    assert question["Subject"] == "Graag beslissen: Brandstofcellen, di 24 nov, 09.00–11.00"
    assert f"{at.school.name} vraagt aan: Brandstofcellen" in text
    assert "Voor twee groepen" in text
    assert "Antwoord vóór" in text
    assert "https://campus.example/labs" in text


async def test_the_question_speaks_the_language_of_who_decides(office: Office) -> None:
    await change_me(office.store, office.at.owner, {"language": "en"}, NOW)
    await make_booking(office.at, Need(office.at.demonstrator.id))

    (question,) = await questions(office)

    assert question["Subject"] == "Please decide: Brandstofcellen, Tue 24 Nov, 09:00–11:00"


async def test_a_series_is_one_question(office: Office) -> None:
    rule = WeeklyRule((1,), time(9), 60, date(2026, 11, 24), date(2026, 12, 8))
    await make_booking(office.at, Need(office.at.demonstrator.id), rule=rule)

    (question,) = await questions(office)

    assert question["Subject"].endswith("en meer, 3 data")
    assert text_of(question).count("Wanneer:") == 3


async def test_administrators_are_asked_where_nobody_else_decides(office: Office) -> None:
    at = office.at
    asker = await make_actor(office.store, (at.school, Role.TEACHER))
    admin = await make_actor(office.store, (at.company, Role.ADMINISTRATOR))
    await make_booking(at, Need(at.demonstrator.id), actor=asker)
    beside_the_company = await questions(office)
    await change_me(office.store, at.owner, {"mail_choice": MailChoice.NEVER}, NOW)

    await make_booking(at, Need(at.demonstrator.id), actor=asker, span=make_span(4, 5))
    alone = await questions(office)

    assert [to(m) for m in beside_the_company] == [at.owner.person.email]
    assert [to(m) for m in alone] == [admin.person.email]


async def test_what_waits_no_longer_is_not_asked(office: Office) -> None:
    at = office.at
    booking = await make_booking(at, Need(at.demonstrator.id))
    await cancel_booking(at.store, at.teacher, CancelBooking(booking_id=booking.id), NOW)

    assert await questions(office) == []


async def test_other_words_ask_nobody_again_and_more_time_does(office: Office) -> None:
    at = office.at
    booking = await make_booking(at, Need(at.demonstrator.id))
    await office.delivered()

    words = ChangeBooking(booking_id=booking.id, title="Elektrolyse")
    await change_booking(at.store, at.teacher, words, NOW)
    after_words = await questions(office)
    longer = ChangeBooking(booking_id=booking.id, span=make_span(0, 3))
    await change_booking(at.store, at.teacher, longer, NOW)

    assert (len(after_words), len(await questions(office))) == (0, 1)


async def test_who_asked_hears_until_when_and_why_not(office: Office) -> None:
    at = office.at
    await make_booking(at, Need(at.demonstrator.id), span=make_span(0, 2, days=13))
    mine = [m for m in await office.delivered() if to(m) == at.teacher.person.email]
    (request,) = await list_requests(at.store, at.owner, ListRequests())
    command = DecideRequest(approval_id=request.approval.id, approve=False, reason="Staat op een beurs")
    await decide_request(at.store, at.owner, command, NOW)

    told = [m for m in await office.delivered() if to(m) == at.teacher.person.email]

    assert "Ze verloopt zonder antwoord voor 2026-11-30 09:00." in text_of(mine[0])
    assert "Staat op een beurs" in text_of(told[0])
    assert at.owner.person.name in text_of(told[0])


async def test_who_asked_hears_that_nobody_answered(office: Office) -> None:
    at = office.at
    booking = await make_booking(at, Need(at.demonstrator.id), span=make_span(0, 2, days=13))
    await office.delivered()
    assert booking.decide_by is not None

    office.clock.at = booking.decide_by
    await lapse_requests(at.store, booking.decide_by)
    told = {to(m): m for m in await office.delivered()}

    assert told[at.teacher.person.email]["Subject"].startswith("Geannuleerd:")
