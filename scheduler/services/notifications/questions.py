"""The mail that asks an owner to decide: what is asked, by whom, until when, and where to answer."""

from collections.abc import Sequence
from datetime import datetime

from calendars.event import CalendarUser
from calendars.mail import Envelope, letter
from scheduler.services.notifications.messages import LetterDraft, MailSender, OutboundMessage
from scheduler.services.notifications.phrasing import Phrases, PhrasesFor


def write_question(
    drafts: Sequence[LetterDraft], sender: MailSender, phrases_for: PhrasesFor, now: datetime
) -> list[OutboundMessage]:
    """One mail for all that one change asks of one person."""
    if not drafts:
        return []
    ordered = sorted(drafts, key=lambda each: (each.booking.span, each.booking.id))
    first, reader = ordered[0], ordered[0].reader.person
    phrases = phrases_for(reader.language, first.zone, now)
    envelope = Envelope(
        sender=CalendarUser(sender.address, phrases("site.name")),
        recipient=CalendarUser(reader.email, reader.name),
        subject=phrases(
            "mail.asks", title=first.booking.title, when=phrases.span(first.booking.span), count=len(ordered)
        ),
        message_id=f"{first.letter.key}@{sender.host}",
        sent_at=now,
    )
    content = letter(envelope, "\n".join(_text(ordered, sender, phrases))).as_bytes()
    return [OutboundMessage(tuple(ordered), content)]


def _text(drafts: Sequence[LetterDraft], sender: MailSender, phrases: Phrases) -> list[str]:
    first = drafts[0].booking
    places = dict.fromkeys(each.name for draft in drafts for each in draft.resources)
    lines = [phrases("mail.asks_you", organisation=drafts[0].asked_by, title=first.title), ""]
    lines += [f"{phrases('mail.when')}: {phrases.span(draft.booking.span)}" for draft in drafts]
    lines.append(f"{phrases('mail.where')}: {', '.join(places)}")
    lines += [first.note] if first.note else []
    if first.decide_by is not None:
        lines.append(phrases("mail.decide_by", at=phrases.moment(first.decide_by)))
    lines += ["", f"{phrases('mail.decide')}: {sender.site}/labs"] if sender.site else []
    return [*lines, "", phrases("mail.asks_why")]
