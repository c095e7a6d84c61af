"""Fourth room: the reply to a message, from what it came to. Nothing is looked up and nothing done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from calendars.event import CalendarUser
from calendars.mail import Answer
from scheduler.domain.bookings.alternatives import Alternative, AlternativeKind
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.identity.people import Actor, Language
from scheduler.domain.notifications.inbound import REPLIES, MailOutcome, ReplyKind, address_of
from scheduler.domain.notifications.outbox import Letter, LetterKind
from scheduler.domain.time.spans import Span
from scheduler.mail.act import Done
from scheduler.mail.classify import Delivery, Mailbox
from scheduler.mail.understand import Understood
from scheduler.services.notifications.inbound import Place
from scheduler.services.notifications.phrasing import Phrases, PhrasesFor
from scheduler.services.notifications.replies import (
    PlaceInvitation,
    ReplyContent,
    answer_mail,
    answer_of,
    decline_counter_mail,
    plain_answer,
    standing_invitation,
)

_MOST_WAYS = 4
_DONE = frozenset({MailOutcome.BOOKED, MailOutcome.CHANGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A message with everything that was found out on its way, and what it came to. `home` is the
    clock of what happens on no campus."""

    mailbox: Mailbox
    phrases_for: PhrasesFor
    home: str
    delivery: Delivery
    done: Done
    actor: Actor | None = None
    place: Place | None = None
    understood: Understood | None = None

    @property
    def zone(self) -> str:
        return self.place.zone if self.place else self.home

    @property
    def phrases(self) -> Phrases:
        language = self.actor.person.language if self.actor else Language.DUTCH
        return self.phrases_for(language, self.zone, self.delivery.now)

    @property
    def ids(self) -> tuple[str, str]:
        """The Message-ID of the reply, and the one it answers."""
        return f"{self.delivery.key}@{self.mailbox.domain}", self.delivery.mail.message_id

    @property
    def invited_place(self) -> CalendarUser:
        resource = self.place.resource if self.place else None
        return CalendarUser(self.delivery.recipient, resource.name if resource else "")

    @property
    def writer(self) -> CalendarUser:
        return CalendarUser(self.delivery.mail.sender, self.actor.person.name if self.actor else "")


def reply_to(walk: Walk) -> Letter | None:
    """The one reply that the outcome has, or none."""
    kind, done = REPLIES[walk.done.outcome], walk.done
    if kind is ReplyKind.NOTE:
        return _letter(walk, _note(walk))
    if kind is ReplyKind.CURRENT and done.invited:
        booking, now = done.invited.booking, walk.delivery.now
        again = f"{booking.uid}.{booking.sequence}.{booking.version}.{done.invited.person_id}.again"
        # To a program that sends the same to whatever it is sent, each version goes once more and no oftener.
        refreshed = done.outcome is MailOutcome.REFRESHED and not walk.delivery.mail.automatic
        return done.invited.once_more(walk.delivery.key if refreshed else again, now)
    if kind is ReplyKind.DECLINE_COUNTER and done.invited:
        return _letter(walk, _declined_counter(walk))
    if kind is ReplyKind.RESPONSE and walk.understood:
        return _letter(walk, _response(walk, walk.understood))
    if kind is ReplyKind.STANDING and walk.understood:
        return _letter(walk, _standing(walk, walk.understood))
    return None


def _note(walk: Walk) -> bytes:
    """Who we do not know is told in every language we speak."""
    known, now = walk.actor is not None, walk.delivery.now
    speaking = [walk.phrases] if known else [walk.phrases_for(each, walk.home, now) for each in Language]
    text = "\n\n".join(phrases(f"mail.{walk.done.outcome}") for phrases in speaking)
    us = CalendarUser(walk.mailbox.address, speaking[0]("site.name"))
    return plain_answer(us, CalendarUser(walk.delivery.mail.sender), text, speaking[0], now, walk.ids)


def _response(walk: Walk, understood: Understood) -> bytes:
    done, phrases = walk.done, walk.phrases
    if done.outcome in _DONE:
        return _answer(walk, _invitation(walk, understood), ReplyContent(answer=Answer.ACCEPTED))
    if done.outcome is MailOutcome.REQUESTED:
        until = done.booking.decide_by if done.booking else None
        said = [phrases("mail.waits")]
        said += [phrases("booking.decide_by", at=phrases.moment(until))] if until else []
        waits = ReplyContent(answer=Answer.TENTATIVE, comment="\n".join(said))
        return _answer(walk, _invitation(walk, understood), waits)
    lines = _reasons(walk)
    if done.booking is not None and done.booking.holds:
        lines.append(phrases("mail.kept", when=phrases.span(done.booking.span)))
    alone = len(understood.spans) == 1 and not understood.message.repeats
    content = ReplyContent(
        answer=Answer.DECLINED,
        comment="\n".join(lines),
        proposal=_other_time(done) if alone else None,
    )
    return _answer(walk, _invitation(walk, understood), content)


def _standing(walk: Walk, understood: Understood) -> bytes:
    """What stands now, for who sent something older or could not take it back; where it was moved on the
    website, as a proposal of that time."""
    done, phrases, booking = walk.done, walk.phrases, walk.done.booking
    lines = [phrases(f"mail.{done.outcome}")]
    lines += [phrases.error(done.error)] if done.error else []
    if booking is None or done.standing is None or not booking.holds:
        content = ReplyContent(
            answer=Answer.DECLINED, comment="\n".join([*lines, phrases("mail.stands_not")])
        )
        return _answer(walk, _invitation(walk, understood), content)
    lines.append(phrases("mail.stands", when=phrases.span(booking.span)))
    latest = done.standing.latest
    invitation = standing_invitation(booking, latest, walk.zone, walk.invited_place, walk.writer)
    proposal: Span | None = booking.span if booking.span != invitation.span else None
    if understood.message.recurrence is None and booking.series_id is not None:
        # It is about all of the series, and answered for all of it.
        invitation, proposal = replace(invitation, recurrence=None), None
    content = ReplyContent(answer=answer_of(booking), comment="\n".join(lines), proposal=proposal)
    return _answer(walk, invitation, content)


def _declined_counter(walk: Walk) -> bytes:
    assert walk.done.invited is not None  # noqa: S101 - who was not invited has no counter-proposal
    phrases, comment = walk.phrases, "\n".join(_reasons(walk))
    us = CalendarUser(walk.mailbox.address, phrases("site.name"))
    booking, now = walk.done.invited.booking, walk.delivery.now
    return decline_counter_mail(booking, comment, (us, walk.writer), walk.zone, phrases, now, walk.ids)


def _invitation(walk: Walk, understood: Understood) -> PlaceInvitation:
    """The invitation as it was sent. Of one that met a newer version, in that version, so that the reply is
    not the older of two."""
    message, standing = understood.message, walk.done.standing
    known = standing.latest.sequence if standing else 0
    outdated = REPLIES[walk.done.outcome] is ReplyKind.STANDING
    return PlaceInvitation(
        uid=message.uid,
        sequence=max(message.sequence, known) if outdated else message.sequence,
        summary=message.summary,
        span=understood.shown_span(walk.delivery.now),
        zone=walk.zone,
        place=walk.invited_place,
        organizer=walk.writer,
        recurrence=message.recurrence,
    )


def _answer(walk: Walk, invitation: PlaceInvitation, content: ReplyContent) -> bytes:
    own, answered = walk.ids
    return answer_mail(
        invitation, content, walk.phrases, walk.delivery.now, message_id=own, in_reply_to=answered
    )


def _reasons(walk: Walk) -> list[str]:
    """Why not: every broken rule with the ways out, the error in words, or the sentence of the outcome."""
    phrases, error = walk.phrases, walk.done.error
    if isinstance(error, BookingRefused):
        ways = _ways(walk, error.alternatives)
        return phrases.reasons(error.violations) + ([phrases("mail.instead"), *ways] if ways else [])
    if error is not None and walk.done.outcome in (MailOutcome.REFUSED, MailOutcome.COUNTER_DECLINED):
        return [phrases.error(error)]
    reason = MailOutcome.NO_TIME if walk.done.outcome is MailOutcome.COUNTER_DECLINED else walk.done.outcome
    return [phrases(f"mail.{reason}")]


def _other_time(done: Done) -> Span | None:
    alternatives = done.error.alternatives if isinstance(done.error, BookingRefused) else ()
    return next((other.span for other in alternatives if other.kind is AlternativeKind.TIME), None)


def _ways(walk: Walk, alternatives: Sequence[Alternative]) -> list[str]:
    """Other times, other places with their address, fewer places."""
    lines = (_way(walk, other) for other in alternatives[:_MOST_WAYS])
    return [line for line in lines if line]


def _way(walk: Walk, other: Alternative) -> str:
    phrases, need = walk.phrases, other.needs[0]
    if other.kind is AlternativeKind.TIME:
        return phrases("mail.way_time", when=phrases.span(other.span))
    resource = walk.done.named.get(need.resource_id)
    address = address_of(resource, walk.mailbox.domain) if resource else ""
    if resource and address and other.kind is AlternativeKind.RESOURCE:
        return phrases("mail.way_elsewhere", name=resource.name, address=address)
    if address and other.kind is AlternativeKind.FEWER:
        return phrases("mail.way_fewer", address=address.replace("@", f"+{need.units}@"))
    return ""


def _letter(walk: Walk, content: bytes) -> Letter:
    return Letter(
        id=0,
        key=f"answer.{walk.delivery.key}",
        kind=LetterKind.ANSWER,
        round=walk.delivery.key,
        person_id=walk.actor.id if walk.actor else None,
        recipient=walk.delivery.mail.sender,
        content=content,
        queued_at=walk.delivery.now,
        due_at=walk.delivery.now,
    )
