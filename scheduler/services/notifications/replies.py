"""Answers to invitations, in the words of who invited: accepted, not yet, declined with the reason, or
another time."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from calendars.event import CalendarUser, Event
from calendars.mail import (
    Answer,
    Attendee,
    Envelope,
    Method,
    counter,
    decline_counter,
    letter,
    mail,
    reply,
)
from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.notifications.inbound import InboundMessage
from scheduler.domain.time.spans import Span
from scheduler.domain.time.wall_time import at_wall_time
from scheduler.services.notifications.phrasing import Phrases


def answer_of(booking: Booking) -> Answer:
    """What a place answers to who invited it."""
    if booking.called_off:
        return Answer.DECLINED
    return Answer.TENTATIVE if booking.tentative else Answer.ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceInvitation:
    """Somebody else's invitation to a place: its own UID and SEQUENCE, what it is called and when.

    `place` is the address that was invited, `organizer` who invited, `recurrence` the occurrence it is
    about.
    """

    uid: str
    sequence: int
    summary: str
    span: Span
    zone: str
    place: CalendarUser
    organizer: CalendarUser
    recurrence: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyContent:
    """`proposal`: another time at which it would be accepted."""

    answer: Answer
    comment: str = ""
    proposal: Span | None = None


def answer_mail(
    invitation: PlaceInvitation,
    content: ReplyContent,
    phrases: Phrases,
    now: datetime,
    *,
    message_id: str,
    in_reply_to: str = "",
) -> bytes:
    """A REPLY, or with a proposal a COUNTER: the answer that says no and when it would be yes (RFC 5546
    3.2.7)."""
    span = content.proposal or invitation.span
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
    make = counter if content.proposal else reply
    part = make(
        event,
        invitation.organizer,
        Attendee(invitation.place, content.answer),
        language=phrases.language.value,
        comment=content.comment,
        recurrence=invitation.recurrence,
    )
    word = {Answer.ACCEPTED: "accepted", Answer.TENTATIVE: "not_yet"}.get(content.answer, "declined")
    title = invitation.summary or phrases("booking.title")
    envelope = Envelope(
        sender=invitation.place,
        recipient=invitation.organizer,
        subject=phrases(f"mail.{word}", title=title, when=phrases.span(invitation.span)),
        message_id=message_id,
        sent_at=now,
        in_reply_to=in_reply_to,
    )
    text = "\n\n".join(line for line in (str(envelope.subject), content.comment) if line)
    method = Method.COUNTER if content.proposal else Method.REPLY
    return mail(part, method, envelope, text).as_bytes()


def standing_invitation(
    booking: Booking, message: InboundMessage, zone: str, place: CalendarUser, organizer: CalendarUser
) -> PlaceInvitation:
    """The invitation by which `booking` was made, as its sender knows it by `message`: of a series the one
    occurrence that the booking is."""
    asked = Span(message.starts or booking.span.start, message.ends or booking.span.end)
    recurrence = None
    if booking.series_id is not None and booking.occurs_on is not None:
        wall = asked.start.astimezone(ZoneInfo(zone)).time()
        recurrence = at_wall_time(booking.occurs_on, wall, ZoneInfo(zone))
        asked = asked.moved_to(recurrence)
    return PlaceInvitation(
        uid=message.uid,
        sequence=message.sequence,
        summary=booking.title,
        span=asked,
        zone=zone,
        place=place,
        organizer=organizer,
        recurrence=recurrence,
    )


def decline_counter_mail(
    booking: Booking,
    comment: str,
    people: tuple[CalendarUser, CalendarUser],
    zone: str,
    phrases: Phrases,
    now: datetime,
    ids: tuple[str, str],
) -> bytes:
    """The answer to another time that does not do; `people` are the organizer and who proposed it, `ids` the
    Message-ID and the one it answers."""
    organizer, attendee = people
    event = Event(
        uid=booking.calendar_uid,
        sequence=booking.sequence,
        starts=booking.span.start,
        ends=booking.span.end,
        zone=zone,
        summary=booking.title,
        created_at=booking.created_at,
        modified_at=now,
    )
    part = decline_counter(
        event, organizer, Attendee(attendee), language=phrases.language.value, comment=comment
    )
    envelope = Envelope(
        sender=organizer,
        recipient=attendee,
        subject=phrases("mail.counter_declined", title=booking.title, when=phrases.span(booking.span)),
        message_id=ids[0],
        sent_at=now,
        in_reply_to=ids[1],
    )
    text = "\n\n".join(line for line in (str(envelope.subject), comment) if line)
    return mail(part, Method.DECLINECOUNTER, envelope, text).as_bytes()


def plain_answer(
    sender: CalendarUser,
    recipient: CalendarUser,
    why: str,
    phrases: Phrases,
    now: datetime,
    ids: tuple[str, str],
) -> bytes:
    """A refusal without a calendar; `ids` are its Message-ID and the one it answers."""
    envelope = Envelope(
        sender=sender,
        recipient=recipient,
        subject=phrases("mail.no_booking"),
        message_id=ids[0],
        sent_at=now,
        in_reply_to=ids[1],
    )
    return letter(envelope, why).as_bytes()
