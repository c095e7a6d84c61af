"""Answers to invitations, in the words of who invited: accepted, not yet, declined with the reason, or
another time."""

from dataclasses import dataclass
from datetime import datetime

from calendars.event import Event, Person
from calendars.mail import Answer, Attendee, Envelope, Method, counter, letter, mail, reply
from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.time.spans import Span
from scheduler.services.notifications.phrasing import Voice


def answer_of(booking: Booking) -> Answer:
    """What the place answers to who invited it."""
    if booking.called_off:
        return Answer.DECLINED
    return Answer.TENTATIVE if booking.tentative else Answer.ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Somebody else's invitation to a place: its own UID and SEQUENCE, what it is called and when.

    `place` is the address that was invited, `organizer` who invited, `recurrence` the occurrence it is
    about.
    """

    uid: str
    sequence: int
    summary: str
    span: Span
    zone: str
    place: Person
    organizer: Person
    recurrence: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`proposal`: another time at which it would be accepted."""

    answer: Answer
    comment: str = ""
    proposal: Span | None = None


def answer_mail(
    invitation: Invitation,
    said: Said,
    voice: Voice,
    now: datetime,
    *,
    message_id: str,
    in_reply_to: str = "",
) -> bytes:
    """A REPLY, or with a proposal a COUNTER: the answer that says no and when it would be yes (RFC 5546
    3.2.7)."""
    span = said.proposal or invitation.span
    event = Event(
        uid=invitation.uid,
        sequence=invitation.sequence,
        starts=span.start,
        ends=span.end,
        zone=invitation.zone,
        summary=invitation.summary,
        created_at=now,
        modified_at=now,
    )
    make = counter if said.proposal else reply
    part = make(
        event,
        invitation.organizer,
        Attendee(invitation.place, said.answer),
        language=voice.language.value,
        comment=said.comment,
        recurrence=invitation.recurrence,
    )
    word = {Answer.ACCEPTED: "accepted", Answer.TENTATIVE: "not_yet"}.get(said.answer, "declined")
    title = invitation.summary or voice("booking.title")
    envelope = Envelope(
        sender=invitation.place,
        recipient=invitation.organizer,
        subject=voice(f"mail.{word}", title=title, when=voice.span(invitation.span)),
        message_id=message_id,
        sent_at=now,
        in_reply_to=in_reply_to,
    )
    text = "\n\n".join(line for line in (str(envelope.subject), said.comment) if line)
    method = Method.COUNTER if said.proposal else Method.REPLY
    return mail(part, method, envelope, text).as_bytes()


def plain_answer(
    sender: Person, recipient: Person, why: str, voice: Voice, now: datetime, ids: tuple[str, str]
) -> bytes:
    """A refusal without a calendar; `ids` are its Message-ID and the one it answers."""
    envelope = Envelope(
        sender=sender,
        recipient=recipient,
        subject=voice("mail.no_booking"),
        message_id=ids[0],
        sent_at=now,
        in_reply_to=ids[1],
    )
    return letter(envelope, why).as_bytes()
