"""Letters in the words of who reads them: an invitation, a cancellation, or one mail for a long series."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from calendars.encode import encode
from calendars.errors import InvalidValue
from calendars.event import Calendar, CalendarUser, Event, Status
from calendars.mail import Answer, Attendee, Envelope, Method, cancellation, invitation, mail
from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.campus.campuses import Campus, zone_at
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor
from scheduler.domain.notifications.inbound import InboundMessage
from scheduler.domain.notifications.outbox import Letter, LetterKind
from scheduler.services.booking_event import event_for, impact_of, why_called_off
from scheduler.services.notifications.phrasing import Phrases, PhrasesFor
from scheduler.services.notifications.replies import (
    ReplyContent,
    answer_mail,
    answer_of,
    standing_invitation,
)

MOST_INVITATIONS: Final = 4
"""A change of more bookings than this is one mail with a list and a calendar file, not a mail for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSender:
    """Who invites: the address, and where its pages are (empty: not known). `reads_answers`: a REPLY to
    that address comes back to us."""

    address: str
    site: str = ""
    reads_answers: bool = False

    @property
    def host(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter with everything it is written from."""

    letter: Letter
    booking: Booking
    reader: Actor
    resources: list[Resource]
    campus: Campus | None
    home: str
    """The clock of what happens on no campus."""
    message: InboundMessage | None = None
    """The invitation by which the booking was made, for a letter that answers it."""
    called_off_by: str = ""
    """The name of who cancelled or declined the booking, or changed the world under it."""
    asked_by: str = ""
    """The name of the organisation that it is for."""

    @property
    def zone(self) -> str:
        return zone_at(self.campus, self.home)

    @property
    def is_new(self) -> bool:
        return self.booking.version == 1


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One message and the letters it says."""

    drafts: tuple[LetterDraft, ...]
    content: bytes


def can_be_written(draft: LetterDraft) -> bool:
    """Whether a calendar can carry its booking and its reader's address; the words do not matter."""
    try:
        event_for(draft.reader, draft.booking, draft.resources, draft.campus, str, zone=draft.zone)
        CalendarUser(draft.reader.person.email)
    except InvalidValue:
        return False
    return True


def write(
    drafts: Sequence[LetterDraft], sender: MailSender, phrases_for: PhrasesFor, now: datetime
) -> list[OutboundMessage]:
    """The messages for letters of one change to one person."""
    if not drafts:
        return []
    phrases = phrases_for(drafts[0].reader.person.language, drafts[0].zone, now)
    if len(drafts) > MOST_INVITATIONS and not any(each.message for each in drafts):
        return [OutboundMessage(tuple(drafts), _many(drafts, sender, phrases, now))]
    return [
        OutboundMessage((each,), _reply(each, each.message, sender, phrases, now))
        if each.message
        else OutboundMessage((each,), _one(each, sender, phrases, now))
        for each in drafts
    ]


def _one(draft: LetterDraft, sender: MailSender, phrases: Phrases, now: datetime) -> bytes:
    event = _event(draft, phrases)
    organizer = CalendarUser(sender.address, phrases("site.name"))
    recipient = CalendarUser(draft.reader.person.email, draft.reader.person.name)
    language = phrases.language.value
    called_off = event.status is Status.CANCELLED
    if called_off:
        part = cancellation(event, organizer, [Attendee(recipient)], language=language)
    else:
        # Who made the booking comes to it; the others say so themselves.
        made_it = draft.booking.organiser_id == draft.reader.id
        attendee = Attendee(recipient, Answer.ACCEPTED if made_it else Answer.OPEN)
        part = invitation(event, organizer, [attendee], language=language, answerable=sender.reads_answers)
    subject = "called_off" if called_off else "invited" if draft.is_new else "changed"
    envelope = Envelope(
        sender=organizer,
        recipient=recipient,
        subject=phrases(f"mail.{subject}", title=event.summary, when=phrases.span(draft.booking.span)),
        message_id=f"{draft.letter.key}@{sender.host}",
        sent_at=now,
    )
    method = Method.CANCEL if called_off else Method.REQUEST
    return mail(part, method, envelope, _text(draft, event, sender, phrases)).as_bytes()


def _reply(
    draft: LetterDraft, message: InboundMessage, sender: MailSender, phrases: Phrases, now: datetime
) -> bytes:
    """To who booked by mail: what was decided, or the time to which it was moved on the website."""
    booking, reader = draft.booking, draft.reader.person
    place = next((each.name for each in draft.resources if each.id == message.resource_id), "")
    invitation = standing_invitation(
        booking,
        message,
        draft.zone,
        CalendarUser(message.address, place),
        CalendarUser(reader.email, reader.name),
    )
    proposal = booking.span if booking.holds and booking.span != invitation.span else None
    comment = "waits" if booking.waits_for_owner else "called_off_here" if booking.called_off else ""
    said = [phrases(f"mail.{'moved_here' if proposal else comment}")] if proposal or comment else []
    if booking.decide_by is not None:
        said.append(phrases("booking.decide_by", at=phrases.moment(booking.decide_by)))
    content = ReplyContent(
        answer=answer_of(booking),
        comment="\n".join(
            [
                *said,
                *why_called_off(booking, draft.called_off_by, phrases),
                *impact_of(booking, draft.called_off_by, draft.zone, phrases),
            ]
        ),
        proposal=proposal,
    )
    return answer_mail(invitation, content, phrases, now, message_id=f"{draft.letter.key}@{sender.host}")


def _many(drafts: Sequence[LetterDraft], sender: MailSender, phrases: Phrases, now: datetime) -> bytes:
    """One list of what came, moved or went, and one calendar file with all of it.

    No client takes an invitation for several events (RFC 5546 3.2.2), but every one opens a calendar.
    """
    ordered = sorted(drafts, key=lambda each: (each.booking.span, each.booking.id))
    events = [_event(each, phrases) for each in ordered]
    reader = drafts[0].reader.person
    organizer = CalendarUser(sender.address, phrases("site.name"))
    calendar = Calendar(
        name=phrases("site.name"),
        zone=drafts[0].zone,
        language=phrases.language.value,
        events=tuple(events),
        organizer=organizer,
    )
    envelope = Envelope(
        sender=organizer,
        recipient=CalendarUser(reader.email, reader.name),
        subject=phrases("mail.series", title=events[0].summary, count=len(events)),
        message_id=f"{ordered[0].letter.key}@{sender.host}",
        sent_at=now,
    )
    lines = [
        phrases(f"mail.line_{'gone' if event.status is Status.CANCELLED else 'held'}", title=event.summary)
        + phrases.span(each.booking.span)
        for each, event in zip(ordered, events, strict=True)
    ]
    why = dict.fromkeys(
        line
        for each in ordered
        for line in (
            *why_called_off(each.booking, each.called_off_by, phrases),
            *impact_of(each.booking, each.called_off_by, each.zone, phrases),
        )
    )
    text = "\n".join([phrases("mail.series_why"), "", *lines, *why, "", *_foot(sender, phrases)])
    return mail(encode(calendar), Method.PUBLISH, envelope, text).as_bytes()


def _event(draft: LetterDraft, phrases: Phrases) -> Event:
    """The event of every feed; for who is no longer in it, a cancelled one."""
    event = event_for(
        draft.reader,
        draft.booking,
        draft.resources,
        draft.campus,
        phrases,
        zone=draft.home,
        called_off_by=draft.called_off_by,
    )
    if draft.letter.kind is LetterKind.CANCEL:
        return replace(event, status=Status.CANCELLED, transparent=True)
    return event


def _text(draft: LetterDraft, event: Event, sender: MailSender, phrases: Phrases) -> str:
    lines = [event.summary, "", f"{phrases('mail.when')}: {phrases.span(draft.booking.span)}"]
    if event.location:
        lines.append(f"{phrases('mail.where')}: {event.location}")
    if event.status is Status.CANCELLED:
        lines.append(phrases("mail.do_not_come"))
        lines += why_called_off(draft.booking, draft.called_off_by, phrases)
        lines += impact_of(draft.booking, draft.called_off_by, draft.zone, phrases)
    elif event.description:
        lines.append(event.description)
    if sender.site:
        lines += ["", f"{phrases('mail.look')}: {sender.site}/bookings/{draft.booking.id}"]
    return "\n".join([*lines, "", *_foot(sender, phrases)])


def _foot(sender: MailSender, phrases: Phrases) -> list[str]:
    off = phrases("mail.off_at", address=f"{sender.site}/account") if sender.site else phrases("mail.off")
    return [phrases("mail.why"), off]
