"""Invitations: what goes out passes every parser and arrives whole, what comes in is understood."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from calendars.checks import check
from calendars.errors import InvalidValue, Malformed, NotACalendar, ReadError, TooLarge
from calendars.event import CalendarUser, Event, Status
from calendars.mail import (
    LARGEST_PART,
    Answer,
    Attendee,
    Envelope,
    Message,
    Method,
    cancellation,
    counter,
    invitation,
    letter,
    mail,
    read,
    reply,
)
from tests.calendars.parsers import PARSERS
from tests.calendars.samples import make_event, make_rich_event

LAB = CalendarUser("lab@lab.example", "Waterstoflab; beheer")
SANNE = Attendee(CalendarUser("Sanne@school.example", "Sanne de Vries"))
PIET = Attendee(CalendarUser("piet@school.example"), Answer.ACCEPTED)
ENVELOPE = Envelope(
    sender=LAB,
    recipient=SANNE.person,
    subject="Uitnodiging: lassen – maandag\r\nBcc: iedereen",
    message_id="1.0@lab.example",
    sent_at=datetime(2026, 11, 23, 8, tzinfo=UTC),
)
CANCELLED = make_event(status=Status.CANCELLED, sequence=2)
PARTS = {
    Method.REQUEST: invitation(make_rich_event(), LAB, [SANNE, PIET]),
    Method.CANCEL: cancellation(CANCELLED, LAB, [SANNE], comment="Robot stuk"),
    Method.REPLY: reply(
        make_event(), LAB, Attendee(SANNE.person, Answer.DECLINED), comment="Lab is dicht, kies dinsdag"
    ),
    Method.COUNTER: counter(make_event(), LAB, SANNE, comment="Liever om 13:00"),
}


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("method", PARTS)
def test_every_part_passes_every_parser(method: Method, parser: str) -> None:
    complaints = PARSERS[parser](PARTS[method])

    assert complaints == []


@pytest.mark.parametrize("method", PARTS)
def test_every_part_passes_our_own_checks(method: Method) -> None:
    assert check(PARTS[method]) == ()


def test_the_method_stands_before_the_event_and_the_attendees_within_it() -> None:
    lines = invitation(make_event(), LAB, [SANNE, PIET]).decode().replace("\r\n ", "").split("\r\n")

    assert lines.index("METHOD:REQUEST") < lines.index("BEGIN:VEVENT")
    assert [line for line in lines if line.startswith(("ORGANIZER", "ATTENDEE", "UID", "SEQUENCE"))] == [
        "UID:1@lab.example",
        "SEQUENCE:0",
        'ORGANIZER;CN="Waterstoflab; beheer":mailto:lab@lab.example',
        'ATTENDEE;CN="Sanne de Vries";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE'
        ":mailto:Sanne@school.example",
        "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:piet@school.example",
    ]


def test_the_part_arrives_octet_for_octet_in_base64() -> None:
    sent = mail(PARTS[Method.REQUEST], Method.REQUEST, ENVELOPE, "Kom je? Café gaat om 9 uur open.")

    received = message_from_bytes(sent.as_bytes(), policy=policy.default)

    [part] = [part for part in received.walk() if part.get_content_type() == "text/calendar"]
    assert part["Content-Transfer-Encoding"] == "base64"
    assert (part.get_param("method"), part.get_param("charset")) == ("REQUEST", "utf-8")
    assert part.get_payload(decode=True) == PARTS[Method.REQUEST]
    assert received.get_content_type() == "multipart/mixed"
    assert [part.get_filename() for part in received.iter_attachments()] == ["invite.ics"]


def test_a_letter_goes_from_one_to_another_and_says_that_no_person_wrote_it() -> None:
    received = message_from_bytes(letter(ENVELOPE, "Café\r\n\x00dicht").as_bytes(), policy=policy.default)

    assert {name: str(received[name]) for name in ("From", "To", "Subject", "Date", "Message-ID")} == {
        "From": '"Waterstoflab; beheer" <lab@lab.example>',
        "To": "Sanne de Vries <Sanne@school.example>",
        "Subject": "Uitnodiging: lassen – maandag Bcc: iedereen",
        "Date": "Mon, 23 Nov 2026 08:00:00 +0000",
        "Message-ID": "<1.0@lab.example>",
    }
    assert received["Auto-Submitted"] == "auto-generated"
    assert received.get_content().splitlines() == ["Café", "dicht"]


def test_a_reply_says_who_answers_what_and_why() -> None:
    message = read(PARTS[Method.REPLY], zone="Europe/Amsterdam")

    assert message == Message(
        method=Method.REPLY,
        uid="1@lab.example",
        sequence=0,
        starts=datetime(2026, 11, 23, 8, tzinfo=UTC),
        ends=datetime(2026, 11, 23, 10, tzinfo=UTC),
        summary="Lassen, groep 1A",
        comment="Lab is dicht, kies dinsdag",
        organizer="lab@lab.example",
        attendees={"sanne@school.example": Answer.DECLINED},
        stamped=datetime(2026, 9, 1, 8, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("error", "octets"),
    [
        (NotACalendar, b""),
        (Malformed, PARTS[Method.REQUEST].replace(b"METHOD:REQUEST", b"METHOD:PUBLISH")),
        (Malformed, PARTS[Method.REQUEST].replace(b"VEVENT", b"VTODO")),
        (TooLarge, b"x" * (LARGEST_PART + 1)),
    ],
)
def test_a_part_that_is_no_invitation_is_refused_by_name(error: type[ReadError], octets: bytes) -> None:
    with pytest.raises(error):
        read(octets, zone="Europe/Amsterdam")


@pytest.mark.parametrize(
    ("event", "organizer"),
    [(make_event(), LAB), (CANCELLED, CalendarUser("", "Waterstoflab"))],
    ids=["held", "no address"],
)
def test_a_cancellation_needs_a_cancelled_event_and_someone_to_answer_to(
    event: Event, organizer: CalendarUser
) -> None:
    with pytest.raises(InvalidValue):
        cancellation(event, organizer, [SANNE])


def test_nobody_is_invited_without_a_mail_address() -> None:
    with pytest.raises(InvalidValue):
        Attendee(CalendarUser("", "Sanne"))
