"""What a message that came in is judged by, and what is remembered of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendars.decode import Limits, Window, decode
from calendars.errors import ReadError
from calendars.mail import LARGEST_PART, Answer, Message, Method, read
from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.resources import Resource
from scheduler.domain.identity.people import Actor
from scheduler.domain.notifications.inbound import (
    MOST_IN_AN_HOUR,
    REFUSED_ONCE_IN,
    Arrival,
    Attendance,
    Outcome,
)
from scheduler.domain.notifications.outbox import Letter
from scheduler.domain.time.spans import Span
from scheduler.services.booking_event import HOME_ZONE
from scheduler.storage import records
from scheduler.storage.bookings.bookings import bookings_by_id, bookings_in_series, find_by_calendar_uid
from scheduler.storage.identity import accounts, actors
from scheduler.storage.notifications import inbound, outbox
from scheduler.storage.store import Store

_LIMITS = Limits(octets=LARGEST_PART, lines=5_000, components=200, occurrences=400, steps=20_000)
_FAR = timedelta(days=400)
_GIVEN = {
    Answer.ACCEPTED: Attendance.ACCEPTED,
    Answer.TENTATIVE: Attendance.TENTATIVE,
    Answer.DECLINED: Attendance.DECLINED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """`actor` None: nobody we know. `told_lately`: they heard of a refusal without a calendar already."""

    actor: Actor | None
    repeats: bool
    writes_too_much: bool
    told_lately: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What was invited, and its clock."""

    resource: Resource
    zone: str


@dataclass(frozen=True, slots=True)
class Before:
    """The last message about the same invitation, with the bookings it has, the first of them first."""

    arrival: Arrival
    bookings: tuple[Booking, ...]

    @property
    def is_series(self) -> bool:
        return self.bookings[0].series_id is not None


async def who_wrote(store: Store, email: str, sender: str, key: str, now: datetime) -> Sender:
    """`sender` is the hash of the address, `key` that of the message."""
    async with store.read() as tx:
        account = await accounts.find_account(tx, email)
        return Sender(
            actor=None if account is None else await actors.get_actor(tx, account.person.id),
            repeats=await inbound.is_known(tx, key),
            writes_too_much=await inbound.how_many(tx, sender, now - timedelta(hours=1)) >= MOST_IN_AN_HOUR,
            told_lately=await inbound.how_many(tx, sender, now - REFUSED_ONCE_IN, Outcome.TOLD_ONCE) > 0,
        )


async def find_place(store: Store, resource_id: int) -> Place | None:
    """Something that can be booked by an invitation; none for people, groups and what is out of use."""
    async with store.read() as tx:
        resource = await records.find(tx, Resource, resource_id)
        if resource is None or resource.travels or not resource.active:
            return None
        campus = None if resource.campus_id is None else await records.get(tx, Campus, resource.campus_id)
    return Place(resource, campus.zone if campus else HOME_ZONE)


async def what_it_was(store: Store, actor: Actor, resource_id: int, uid: str) -> Before | None:
    """What this person's invitation with that UID came to before."""
    async with store.read() as tx:
        arrival = await inbound.invitation(tx, actor.id, resource_id, uid)
        found = await bookings_by_id(tx, [arrival.booking_id] if arrival and arrival.booking_id else [])
        if arrival is None or not found:
            return None
        if found[0].series_id is not None:
            found = await bookings_in_series(tx, found[0].series_id)
    return Before(arrival, tuple(found))


async def note_arrival(store: Store, arrival: Arrival, answer: Letter | None) -> None:
    """Remember what became of a message, and queue its answer; a message is noted once."""
    async with store.write() as tx:
        if await inbound.is_known(tx, arrival.key):
            return
        await records.add(tx, arrival)
        if answer is not None:
            await outbox.queue(tx, [answer])


async def note_attendance(store: Store, actor: Actor, said: Message, now: datetime) -> Outcome:
    """Remember what somebody answered to our invitation; an answer to an older state of it says nothing."""
    given = _GIVEN.get(said.attendees.get(actor.person.email, Answer.OPEN))
    if given is None:
        return Outcome.IGNORED
    async with store.write() as tx:
        booking = await find_by_calendar_uid(tx, said.uid)
        if booking is None or not await outbox.was_written(tx, booking.id, actor.id):
            return Outcome.IGNORED
        if said.sequence < booking.sequence:
            return Outcome.OUTDATED
        await inbound.answer(tx, booking, actor.id, given, said.sequence, now)
    return Outcome.ANSWERED


def understand(part: bytes, zone: str, now: datetime) -> tuple[Message, tuple[Span, ...]]:
    """What a calendar part says, and of an invitation every span it asks for in the coming year: none
    when any of it cannot be read. Raises `ReadError`."""
    said = read(part, zone=zone)
    if said.method is not Method.REQUEST:
        return said, ()
    window = Window(now - timedelta(days=1), now + _FAR)
    try:
        reading = decode(part, window, zone=zone, limits=_LIMITS)
    except ReadError:
        return said, ()
    if reading.skipped:
        return said, ()
    spans = {Span(each.starts, each.ends) for each in reading.busy if each.uid == said.uid}
    return said, tuple(sorted(spans))
