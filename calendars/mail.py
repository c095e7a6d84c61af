"""Invitations by mail (RFC 5546 iTIP, RFC 6047 iMIP): REQUEST, CANCEL, REPLY and COUNTER, out and in, and
the answers to a COUNTER and a REFRESH.

An invitation has the UID of the event in every feed, and the SEQUENCE of the stored row: a client that has
both shows one event. The calendar part goes out in base64, because mail servers break 8-bit lines of text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from typing import Final

from calendars.encode import PRODUCT, event_lines, person_line, times, timezone_lines
from calendars.errors import InvalidValue, Malformed, NotACalendar, TooLarge
from calendars.event import CalendarUser, Event
from calendars.foreign_times import ForeignTimes
from calendars.lines import document, escape, fold, instant, plain
from calendars.occurrence import sequence_of, text_of
from calendars.quirks import Repairs
from calendars.tokens import CalendarFile, Property

LARGEST_PART: Final = 256 * 1024


class Method(StrEnum):
    """What a calendar part asks of its reader (RFC 5546 section 1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    REPLY = "REPLY"
    COUNTER = "COUNTER"
    DECLINECOUNTER = "DECLINECOUNTER"
    REFRESH = "REFRESH"


class Answer(StrEnum):
    """PARTSTAT of RFC 5545 3.2.12, the values of an event."""

    OPEN = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Someone invited, and what they answered so far."""

    person: CalendarUser
    answer: Answer = Answer.OPEN

    def __post_init__(self) -> None:
        if not self.person.email:
            raise InvalidValue("attendee", "nobody can be invited without a mail address")


@dataclass(frozen=True, slots=True)
class Message:
    """A calendar part of someone else's mail; `attendees` by mail address in lower case."""

    method: Method
    uid: str
    sequence: int
    starts: datetime | None
    ends: datetime | None
    summary: str
    comment: str
    organizer: str
    attendees: dict[str, Answer]
    recurrence: datetime | None = None
    """Which occurrence of a series it is about, by when that was meant to start; None: all of it."""
    repeats: bool = False
    stamped: datetime | None = None
    """When it was written (DTSTAMP): of two messages with one SEQUENCE, the later counts."""


def invitation(
    event: Event,
    organizer: CalendarUser,
    attendees: Iterable[Attendee],
    *,
    language: str = "nl",
    answerable: bool = True,
) -> bytes:
    """METHOD:REQUEST: come to a new event, or to one that changed (RFC 5546 3.2.2).

    Those who have not answered are asked to, where their answers are read (`answerable`).
    """
    lines = [
        _attendee(attendee, rsvp=answerable and attendee.answer is Answer.OPEN) for attendee in attendees
    ]
    return _document(Method.REQUEST, event, organizer, language, lines)


def cancellation(
    event: Event,
    organizer: CalendarUser,
    attendees: Iterable[Attendee],
    *,
    language: str = "nl",
    comment: str = "",
) -> bytes:
    """METHOD:CANCEL: do not come (RFC 5546 3.2.5). The event's status is CANCELLED."""
    if event.status != "CANCELLED":
        raise InvalidValue("status", "only a cancelled event is called off")
    lines = [_attendee(attendee) for attendee in attendees]
    return _document(Method.CANCEL, event, organizer, language, [*lines, *_comment(comment)])


def reply(
    event: Event,
    organizer: CalendarUser,
    attendee: Attendee,
    *,
    language: str = "nl",
    comment: str = "",
    recurrence: datetime | None = None,
) -> bytes:
    """METHOD:REPLY: what one attendee answers, a refusal with its reason in `comment` (RFC 5546 3.2.3)."""
    lines = [*_recurrence(recurrence), _attendee(attendee), *_comment(comment)]
    return _document(Method.REPLY, event, organizer, language, lines)


def counter(
    event: Event,
    organizer: CalendarUser,
    attendee: Attendee,
    *,
    language: str = "nl",
    comment: str = "",
    recurrence: datetime | None = None,
) -> bytes:
    """METHOD:COUNTER: the event at another time or place, as the attendee proposes it (RFC 5546 3.2.7)."""
    lines = [*_recurrence(recurrence), _attendee(attendee), *_comment(comment)]
    return _document(Method.COUNTER, event, organizer, language, lines)


def decline_counter(
    event: Event, organizer: CalendarUser, attendee: Attendee, *, language: str = "nl", comment: str = ""
) -> bytes:
    """METHOD:DECLINECOUNTER: the event stays as it is, whatever the attendee proposed (RFC 5546 3.2.8)."""
    lines = [_attendee(attendee), *_comment(comment)]
    return _document(Method.DECLINECOUNTER, event, organizer, language, lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who writes to whom, when, and by which Message-ID (without its brackets)."""

    sender: CalendarUser
    recipient: CalendarUser
    subject: str
    message_id: str
    sent_at: datetime
    in_reply_to: str = ""


def mail(calendar: bytes, method: Method, envelope: Envelope, text: str) -> EmailMessage:
    """A message with `text` for people and the calendar for programs, in that order (RFC 6047 2.4).

    The calendar is there a second time as a file: programs that know no invitations offer it to be opened.
    """
    message = letter(envelope, text)
    message.add_alternative(
        calendar, maintype="text", subtype="calendar", params={"charset": "utf-8", "method": method.value}
    )
    message.add_attachment(
        calendar, maintype="application", subtype="ics", filename="invite.ics", params={"name": "invite.ics"}
    )
    return message


def letter(envelope: Envelope, text: str) -> EmailMessage:
    """A message of plain text. It says of itself that no person wrote it (RFC 3834), so that no other
    program answers."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = _mailbox(envelope.sender), _mailbox(envelope.recipient)
    message["Subject"] = " ".join(plain(envelope.subject).split())
    message["Date"] = envelope.sent_at
    message["Message-ID"] = f"<{envelope.message_id}>"
    if envelope.in_reply_to:
        message["In-Reply-To"] = message["References"] = f"<{envelope.in_reply_to}>"
    message["Auto-Submitted"] = "auto-generated"
    # Base64 whatever the text is: 8-bit lines do not survive every server.
    message.set_content(plain(text) + "\n", cte="base64")
    return message


def _recurrence(at: datetime | None) -> list[str]:
    return [f"RECURRENCE-ID:{instant(at)}"] if at else []


def read(calendar: bytes, *, zone: str) -> Message:
    """What a calendar part says; times without a zone are in `zone`. Raises ReadError, and nothing else."""
    if len(calendar) > LARGEST_PART:
        raise TooLarge(LARGEST_PART)
    source = CalendarFile(calendar)
    if not source.calendars:
        raise NotACalendar("no VCALENDAR in the part")
    root = source.calendars[0]
    event = next((part for part in root.components if part.name == "VEVENT"), None)
    method = root.value("METHOD").strip().upper()
    if event is None or method not in Method.__members__ or method == Method.PUBLISH:
        raise Malformed(f"METHOD:{method[:20]} without an event, or none that is answered here")
    reader = ForeignTimes(root, zone, Repairs())
    starts, ends = reader.first(event, "DTSTART"), reader.first(event, "DTEND")
    recurrence, stamped = reader.first(event, "RECURRENCE-ID"), reader.first(event, "DTSTAMP")
    return Message(
        method=Method(method),
        uid=event.value("UID").strip(),
        sequence=sequence_of(event),
        starts=starts.instant if starts else None,
        ends=ends.instant if ends else None,
        summary=text_of(event, "SUMMARY"),
        comment=text_of(event, "COMMENT"),
        organizer=_mail_address(event.first("ORGANIZER")),
        attendees={_mail_address(prop): _answer(prop) for prop in event.all("ATTENDEE")},
        recurrence=recurrence.instant if recurrence else None,
        repeats=event.first("RRULE") is not None or event.first("RDATE") is not None,
        stamped=stamped.instant if stamped else None,
    )


def _document(method: Method, event: Event, organizer: CalendarUser, language: str, more: list[str]) -> bytes:
    if not organizer.email:
        raise InvalidValue("organizer", "nobody can answer an organizer without a mail address")
    said, in_zone = times(event)
    return document(
        [
            *(
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                f"PRODID:{PRODUCT}",
                "CALSCALE:GREGORIAN",
                f"METHOD:{method}",
            ),
            *timezone_lines([event.zone] if in_zone else []),
            "BEGIN:VEVENT",
            *event_lines(event, said, language, organizer, map(fold, more)),
            *("END:VEVENT", "END:VCALENDAR"),
        ]
    )


def _attendee(attendee: Attendee, *, rsvp: bool = False) -> str:
    asked = ";RSVP=TRUE" if rsvp else ""
    return person_line(
        "ATTENDEE", attendee.person, f";ROLE=REQ-PARTICIPANT;PARTSTAT={attendee.answer}{asked}"
    )


def _comment(comment: str) -> list[str]:
    written = escape(comment)
    return [f"COMMENT:{written}"] if written else []


def _mailbox(person: CalendarUser) -> Address:
    user, _, host = person.email.rpartition("@")
    return Address(" ".join(plain(person.name).split()), user, host)


def _mail_address(prop: Property | None) -> str:
    value = prop.value.strip().lower() if prop else ""
    return value.removeprefix("mailto:")


def _answer(prop: Property) -> Answer:
    said = prop.parameter("PARTSTAT").upper()
    return Answer(said) if said in set(Answer) else Answer.OPEN
