"""What a message that came in is judged by, and what is remembered of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.campus.campuses import Campus, zone_at
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor
from scheduler.domain.notifications.inbound import (
    MOST_IN_AN_HOUR,
    NOTES,
    REFUSED_ONCE_IN,
    InboundMessage,
    MailOutcome,
    ParticipationStatus,
)
from scheduler.domain.notifications.itip import InvitationHistory
from scheduler.domain.notifications.outbox import Letter, LetterKind, told_of
from scheduler.storage import records
from scheduler.storage.bookings.bookings import (
    bookings_by_id,
    bookings_in_series,
    find_by_calendar_uid,
    get_booking,
)
from scheduler.storage.identity import accounts, actors, audit
from scheduler.storage.notifications import inbound, outbox
from scheduler.storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderRecord:
    """`actor` None: nobody we know. `told_lately`: they heard of a refusal without a calendar already."""

    actor: Actor | None
    repeats: bool
    writes_too_much: bool
    told_lately: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What was invited, and its clock; `resource` None: it was removed."""

    resource: Resource | None
    zone: str

    @property
    def is_gone(self) -> bool:
        return self.resource is None or not self.resource.active


async def who_wrote(store: Store, email: str, sender: str, key: str, now: datetime) -> SenderRecord:
    """`sender` is the hash of the address, `key` that of the message."""
    async with store.read() as tx:
        account = await accounts.find_account(tx, email)
        return SenderRecord(
            actor=None if account is None else await actors.get_actor(tx, account.person.id),
            repeats=await inbound.is_known(tx, key),
            writes_too_much=await inbound.how_many(tx, sender, now - timedelta(hours=1)) >= MOST_IN_AN_HOUR,
            told_lately=await inbound.how_many(tx, sender, now - REFUSED_ONCE_IN, *NOTES) > 0,
        )


async def find_place(store: Store, resource_id: int) -> Place | None:
    """Something that can be booked by an invitation, or could be once; None for people and groups, and for
    a number that nothing ever had."""
    async with store.read() as tx:
        resource = await records.find(tx, Resource, resource_id)
        if resource is None:
            removed = await audit.was_done(tx, "delete", "resource", resource_id)
            return Place(None, store.zone) if removed else None
        if resource.travels:
            return None
        campus = None if resource.campus_id is None else await records.get(tx, Campus, resource.campus_id)
    return Place(resource, zone_at(campus, store.zone))


async def what_stands(store: Store, actor: Actor, resource_id: int, uid: str) -> InvitationHistory | None:
    """What this person's invitation with that UID came to so far."""
    async with store.read() as tx:
        messages = await inbound.about_invitation(tx, actor.id, resource_id, uid)
        last = messages[-1].booking_id if messages else None
        found = await bookings_by_id(tx, [] if last is None else [last])
        if not found:
            return None
        if found[0].series_id is not None:
            found = await bookings_in_series(tx, found[0].series_id)
    return InvitationHistory(tuple(messages), tuple(found))


async def record_message(store: Store, message: InboundMessage, reply: Letter | None) -> None:
    """Remember what became of a message, and queue its reply; a message is recorded once."""
    async with store.write() as tx:
        if await inbound.is_known(tx, message.key):
            return
        await records.add(tx, message)
        if reply is not None:
            await outbox.queue(tx, [reply])


@dataclass(frozen=True, slots=True)
class InvitedTo:
    """A booking to which we invited somebody by mail; `still`: they are in it as it is now."""

    booking: Booking
    person_id: int
    still: bool

    def once_more(self, key: str, now: datetime) -> Letter:
        """Our invitation, or its cancellation, written as the booking is when it is sent. Of letters with
        one `key` one is sent."""
        return Letter(
            id=0,
            key=key,
            kind=LetterKind.REQUEST if self.still and self.booking.holds else LetterKind.CANCEL,
            round=key,
            booking_id=self.booking.id,
            person_id=self.person_id,
            version=self.booking.version,
            queued_at=now,
            due_at=now,
        )


async def record_participation(
    store: Store, invited: InvitedTo, given: ParticipationStatus, sequence: int, now: datetime
) -> MailOutcome:
    """Remember what somebody answers to our invitation; an answer to an older state of it says nothing."""
    async with store.write() as tx:
        booking = await get_booking(tx, invited.booking.id)
        if sequence < booking.sequence:
            return MailOutcome.ANSWER_OUTDATED
        await inbound.answer(tx, booking, invited.person_id, given, sequence, now)
    return MailOutcome.ANSWERED


async def find_invited(store: Store, actor: Actor, uid: str) -> InvitedTo | None:
    """The booking to which we invited this person by mail, by the UID it has in calendars."""
    async with store.read() as tx:
        booking = await find_by_calendar_uid(tx, uid)
        if booking is None or not await outbox.was_written(tx, booking.id, actor.id):
            return None
        resources = await records.by_id(tx, Resource, {need.resource_id for need in booking.needs})
        told = told_of(booking, resources, await outbox.contacts_of(tx, resources.values()))
        return InvitedTo(booking, actor.id, actor.id in told)
