"""Everything the system knows of somebody, for themself (AVG, articles 15 and 20)."""

from dataclasses import dataclass

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.calendars.feeds import Feed
from scheduler.domain.calendars.sources import Source
from scheduler.domain.campus.groups import GroupMember
from scheduler.domain.identity.audit import Entry
from scheduler.domain.identity.credentials import LoginSession, Token
from scheduler.domain.identity.people import Actor, Membership, Person, Qualification
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.notifications.inbound import InboundMessage, ParticipationStatus
from scheduler.domain.notifications.outbox import Letter
from scheduler.storage import records
from scheduler.storage.bookings import bookings
from scheduler.storage.bookings.booking_filter import BookingFilter
from scheduler.storage.identity import people
from scheduler.storage.notifications import inbound
from scheduler.storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnData:
    """What is kept as a hash only (passwords, secrets) cannot be given."""

    person: Person
    memberships: list[Membership]
    qualifications: list[Qualification]
    groups: list[GroupMember]
    bookings: list[Booking]
    sessions: list[LoginSession]
    tokens: list[Token]
    feeds: list[Feed]
    letters: list[Letter]
    mail_received: list[InboundMessage]
    answers: list[tuple[int, ParticipationStatus]]
    """To which bookings they answered what, by mail."""
    sources: list[Source]
    trail: list[Entry]


async def export_own_data(store: Store, actor: Actor | None) -> OwnData:
    """All of it, in one state of the database."""
    owner = require(actor, Action.OWN_ACCOUNT, own=True)
    staff = {owner.staff_resource_id} - {None}
    async with store.read() as tx:
        return OwnData(
            person=await records.get(tx, Person, owner.id),
            memberships=await people.of_person(tx, Membership, owner.id),
            qualifications=await people.of_person(tx, Qualification, owner.id),
            groups=await people.of_person(tx, GroupMember, owner.id),
            bookings=await bookings.list_bookings(
                tx, BookingFilter(organiser_id=owner.id, needing=frozenset(key for key in staff if key))
            ),
            sessions=await people.of_person(tx, LoginSession, owner.id),
            tokens=await people.of_person(tx, Token, owner.id),
            feeds=await people.of_person(tx, Feed, owner.id, column="owner_id"),
            letters=await people.of_person(tx, Letter, owner.id),
            mail_received=await people.of_person(tx, InboundMessage, owner.id),
            answers=await inbound.given_by(tx, owner.id),
            sources=await people.of_person(tx, Source, owner.id),
            trail=await people.of_person(tx, Entry, owner.id),
        )
