"""What the world did to a booking, in the mail to its people: what, why, until when and by whom."""

from collections.abc import AsyncIterator

import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.impacts import Remedy
from scheduler.domain.campus.opening_hours import ClosureKind
from scheduler.services.bookings.hits.commands import Remedies, RemedyChoice
from scheduler.services.bookings.hits.world_change import AddThing, change_world
from scheduler.services.campus.closures import CLOSURES
from scheduler.services.identity.people import change_me
from tests.scheduler.mail.office import Office, open_office
from tests.scheduler.services.bookings.campus import make_booking
from tests.support.factories import NOW
from tests.support.mail import MailServer, text_of

WORDS = {
    ("nl", Remedy.KEEP): "Dit past niet meer bij de regels.",
    ("nl", Remedy.MOVE): "Dit is verplaatst.",
    ("nl", Remedy.CANCEL): "Dit gaat niet door.",
    ("en", Remedy.KEEP): "This no longer keeps the rules.",
    ("en", Remedy.MOVE): "This was moved.",
    ("en", Remedy.CANCEL): "This does not take place.",
}


@pytest.fixture
async def office(database_url: str, mail_server: MailServer) -> AsyncIterator[Office]:
    async for office in open_office(database_url, mail_server):
        yield office


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("language", "remedy"), WORDS)
async def test_the_mail_says_what_happened_and_why(office: Office, language: str, remedy: Remedy) -> None:
    at = office.at
    await change_me(office.store, at.teacher, {"language": language}, NOW)
    booking = await make_booking(at, Need(at.lab.id, 2))
    await office.delivered()
    outage = {"kind": ClosureKind.OUTAGE, "reason": "Pomp stuk", "resource_id": at.lab.id}
    span = {"start": booking.span.start, "end": booking.span.end}
    choice = RemedyChoice(booking_id=booking.id, remedy=remedy, needs=(Need(at.room.id),))

    remedies = Remedies(choices={booking.id: choice}, reason="De monteur komt vrijdag.")
    await change_world(office.store, at.manager, AddThing(CLOSURES, outage | span), remedies, NOW)
    (message,) = await office.delivered()

    said = text_of(message)
    assert WORDS[language, remedy] in said
    assert "Pomp stuk" in said
    assert "2026-11-24 11:00" in said
    assert "De monteur komt vrijdag." in said
    assert at.manager.person.name in said
