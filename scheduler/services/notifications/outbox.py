"""What is sent next, written from the bookings as they are now, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.errors import NotFound
from scheduler.domain.identity.people import Actor
from scheduler.domain.notifications.outbox import Letter, LetterKind, LetterStatus, next_attempt
from scheduler.services.notifications.messages import (
    LetterDraft,
    MailSender,
    OutboundMessage,
    can_be_written,
    write,
)
from scheduler.services.notifications.phrasing import PhrasesFor
from scheduler.services.notifications.questions import write_question
from scheduler.storage import records
from scheduler.storage.bookings.bookings import bookings_by_id
from scheduler.storage.identity import actors
from scheduler.storage.identity.names import who_called_off
from scheduler.storage.notifications import inbound, outbox
from scheduler.storage.notifications.outbox import Outbox
from scheduler.storage.store import Store, Tx

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message to one address, for all its letters; `over_at` is when it is of no use any more."""

    letters: tuple[Letter, ...]
    recipient: str
    content: bytes
    over_at: datetime | None = None


async def next_mails(
    store: Store, sender: MailSender, phrases_for: PhrasesFor, now: datetime
) -> tuple[Mail, ...]:
    """The mail of the change that has waited longest, ours to send for a few minutes; nothing: none is due.

    What nobody is there to read any more is settled on the way, and so is what cannot be written: one letter
    costs no other.
    """
    async with store.read() as tx:
        if not await outbox.is_due(tx, now):
            return ()
    async with store.write() as tx:
        taken = await outbox.take(tx, now)
        answers = [letter for letter in taken if letter.kind is LetterKind.ANSWER]
        drafts = await _drafts(tx, [x for x in taken if x.kind is not LetterKind.ANSWER], store.zone, now)
        spoilt = [each.letter for each in drafts if not can_be_written(each)]
        await outbox.settle(tx, spoilt, LetterStatus.GIVEN_UP, now, "unwritable")
        told = {each.letter.id for each in drafts} | {letter.id for letter in answers}
        await outbox.settle(tx, [x for x in taken if x.id not in told], LetterStatus.NEEDLESS, now)
    drafts = [each for each in drafts if each.letter not in spoilt]
    asks = [each for each in drafts if each.letter.kind is LetterKind.ASK]
    tells = [each for each in drafts if each.letter.kind is not LetterKind.ASK]
    written = write(tells, sender, phrases_for, now) + write_question(asks, sender, phrases_for, now)
    mails = [_as_mail(each) for each in written]
    mails += [Mail(letters=(x,), recipient=x.recipient, content=x.content) for x in answers]
    return tuple(mails)


async def mark_sent(store: Store, mail: Mail, now: datetime) -> None:
    async with store.write() as tx:
        await outbox.settle(tx, mail.letters, LetterStatus.SENT, now)


async def mark_failed(store: Store, mail: Mail, problem: str, now: datetime, *, for_good: bool) -> None:
    """Try again later, or never when it failed for good or has been tried for too long."""
    async with store.write() as tx:
        for letter in mail.letters:
            again = None if for_good else next_attempt(letter, mail.over_at, now)
            if again is None:
                await outbox.settle(tx, [letter], LetterStatus.GIVEN_UP, now, problem)
            else:
                await outbox.put_off(tx, letter, again, problem)


async def see_outbox(store: Store) -> Outbox:
    """How much mail there is in each state, and what is stuck: for whoever has the machine."""
    async with store.read() as tx:
        return await outbox.outbox(tx, MOST_SHOWN)


async def try_again(store: Store, now: datetime) -> int:
    """Make everything that waits or was given up due now; answers how many letters."""
    async with store.write() as tx:
        return await outbox.try_again(tx, now)


async def forget_old_letters(store: Store, now: datetime) -> None:
    """What was settled months ago is of no use to anybody; so is what came in and booked nothing."""
    async with store.write() as tx:
        await outbox.forget_old(tx, now)
        await inbound.forget_old(tx, now)


def _as_mail(written: OutboundMessage) -> Mail:
    return Mail(
        letters=tuple(each.letter for each in written.drafts),
        recipient=written.drafts[0].reader.person.email,
        content=written.content,
        # A letter about what is over helps nobody, but may arrive while it lasts.
        over_at=max(each.booking.span.end for each in written.drafts) + timedelta(minutes=1),
    )


async def _drafts(tx: Tx, taken: Sequence[Letter], home: str, now: datetime) -> list[LetterDraft]:
    """Each letter with its booking, its reader and the names around it; without those who have left, and
    without questions about what waits no longer."""
    ids = {x.booking_id for x in taken if x.booking_id}
    bookings = {b.id: b for b in await bookings_by_id(tx, ids)}
    readers = {x.person_id: await _reader(tx, x.person_id) for x in taken if x.person_id is not None}
    everything = bookings.values()
    resources = await records.by_id(tx, Resource, {n.resource_id for b in everything for n in b.needs})
    campuses = await records.by_id(tx, Campus, {b.campus_id for b in everything if b.campus_id is not None})
    mailed = await inbound.by_mail(tx, everything)
    names = await who_called_off(tx, everything)
    asking = await records.by_id(tx, Organisation, {b.organisation_id for b in everything})
    drafts = (
        LetterDraft(
            letter,
            booking,
            reader,
            _of(booking, resources),
            campuses.get(booking.campus_id or 0),
            home,
            mailed.get(booking.id) if letter.kind is LetterKind.REPLY else None,
            names.get(booking.id, ""),
            asking[booking.organisation_id].name,
        )
        for letter in taken
        if (booking := bookings.get(letter.booking_id or 0)) is not None
        and (reader := readers.get(letter.person_id or 0)) is not None
    )
    return [draft for draft in drafts if _has_something_to_say(draft, now)]


def _has_something_to_say(draft: LetterDraft, now: datetime) -> bool:
    """An answer needs what it answers, a question somebody who has yet to answer."""
    if draft.letter.kind is LetterKind.ASK:
        return draft.booking.as_of(now).waits_for_owner
    return draft.letter.kind is not LetterKind.REPLY or draft.message is not None


async def _reader(tx: Tx, person_id: int) -> Actor | None:
    try:
        return await actors.get_actor(tx, person_id)
    except NotFound:
        return None


def _of(booking: Booking, resources: dict[int, Resource]) -> list[Resource]:
    return [resources[n.resource_id] for n in booking.needs if n.resource_id in resources]
