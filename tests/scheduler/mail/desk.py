"""A receiver on a small campus, and a short way to send it whatever somebody may send."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from api.i18n.phrasing import phrases_in
from calendars.mail import Message, Method, read
from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Language
from scheduler.domain.notifications.inbound import MailOutcome, address_of
from scheduler.mail.act import BookingServices
from scheduler.mail.classify import Mailbox
from scheduler.mail.receiver import Receiver
from scheduler.services.identity.people import change_me
from tests.scheduler.mail.letters_in import AUTHSERV, a_calendar, a_mail
from tests.scheduler.mail.office import FROM, Office
from tests.scheduler.services.bookings.campus import TUESDAY, SmallCampus, make_booking
from tests.support.factories import NOW
from tests.support.mail import parts


@dataclass
class Desk:
    """`sent` counts what was sent, so that every message is another one."""

    office: Office
    receiver: Receiver
    sent: int = 0
    headers: tuple[tuple[str, str], ...] = field(default=())

    @property
    def at(self) -> SmallCampus:
        return self.office.at

    @property
    def sender(self) -> str:
        return self.at.teacher.person.email

    def with_services(self, **services: Callable[..., Awaitable[Any]]) -> "Desk":
        """The same desk with other services for bookings."""
        return replace(self, receiver=replace(self.receiver, services=BookingServices(**services)))

    async def invite(
        self, place: Resource, starts: datetime = TUESDAY, *, to: str = "", sender: str = "", **values: Any
    ) -> MailOutcome:
        """An invitation to a place, or with `method` something else about one."""
        to, sender = to or address_of(place, "rooms.example"), sender or self.sender
        organizer = values.pop("organizer", sender)
        return await self.send(a_calendar(organizer, to, starts, **values), to, sender)

    async def respond(self, booking: Booking, method: Method, **values: Any) -> MailOutcome:
        """What the teacher sends back to our own invitation."""
        answer = values.pop("answer", "ACCEPTED")
        given = {"uid": booking.calendar_uid, "sequence": booking.sequence, "method": method} | values
        more = (f"ATTENDEE;PARTSTAT={answer}:mailto:{self.sender}",)
        starts = given.pop("starts", TUESDAY)
        return await self.send(a_calendar(FROM, "x@rooms.example", starts, more=more, **given), FROM)

    async def send(
        self,
        calendar: str | None,
        to: str,
        sender: str = "",
        *,
        return_path: str = "x@school.example",
        **values: Any,
    ) -> MailOutcome:
        self.sent += 1
        given = {"message_id": f"{self.sent}@x.example", "headers": self.headers} | values
        octets = a_mail(sender or self.sender, to, calendar, **given)
        return await self.receiver.receive(octets, return_path, to)

    async def invited_teacher(self) -> Booking:
        """A booking of the manager's with the teacher in it, who was sent our invitation."""
        staff = self.at.teacher.staff_resource_id
        assert staff is not None
        booking = await make_booking(self.at, Need(staff), Need(self.at.room.id), actor=self.at.manager)
        await self.office.delivered()
        return booking

    async def replies(self) -> list[EmailMessage]:
        """What the sender is sent now."""
        return [each for each in await self.office.delivered() if self.sender in str(each["To"])]


def understood(message: EmailMessage) -> Message | None:
    """The calendar part of a reply."""
    found = parts(message)
    return read(found[0], zone="UTC") if found else None


def in_short(message: EmailMessage) -> str:
    """A reply as METHOD and PARTSTAT, or `text`."""
    part = understood(message)
    if part is None:
        return "text"
    if part.method in (Method.REPLY, Method.COUNTER):
        return f"{part.method} {next(iter(part.attendees.values()))}"
    return part.method.value


async def open_desk(office: Office, language: Language = Language.DUTCH) -> Desk:
    """The teacher, who sends everything, reads `language`."""
    await change_me(office.store, office.at.teacher, {"language": language}, NOW)
    receiver = Receiver(
        store=office.store, clock=office.clock, phrases_for=phrases_in, mailbox=Mailbox(FROM, AUTHSERV)
    )
    return Desk(office, receiver)
