"""Inbound mail: each message walks through four rooms to one outcome, and has one reply.

    message ─ classify ── cannot be read, not proven, known, one too many ─┐
                 │        who wrote? (nobody we know) ─────────────────────┤
             understand ─ no calendar, no place, somebody else's ──────────┤
                 │        what stands of it?                               │
                act ───── booked, changed, cancelled, refused, outdated ───┤
               attend ─── answered, refreshed, counter-proposal ───────────┤
                                                                           │
                              answer ── reply, or none ── record ◄──── MailOutcome

`classify`, `understand` and `answer` are values in and values out; `act` and `attend` call the services;
here they are joined, and what came of it is recorded with its reply in one transaction.

The mail server before us is the queue: a message is acknowledged when what it asked for is committed, and
comes again when we could not. Who is not proven to be the sender is not answered: the address may be a
victim's.
"""

from dataclasses import dataclass, field
from typing import Any

import structlog

from scheduler.clock import Clock
from scheduler.domain.identity.people import Actor
from scheduler.domain.notifications.inbound import NOTES, InboundMessage, MailOutcome, need_at
from scheduler.mail.act import BookingServices, Done, PlaceRequest, act
from scheduler.mail.answer import Walk, reply_to
from scheduler.mail.attend import attend
from scheduler.mail.classify import Delivery, Mailbox, classify, once, screen
from scheduler.mail.understand import Understood, understand
from scheduler.services.notifications.inbound import (
    Place,
    SenderRecord,
    find_place,
    record_message,
    who_wrote,
)
from scheduler.services.notifications.phrasing import PhrasesFor
from scheduler.storage.store import Store

_UNRECORDED = frozenset({MailOutcome.REPEATED, MailOutcome.TOO_MANY, MailOutcome.BUSY})
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Deals with what the mail server hands over."""

    store: Store
    clock: Clock
    phrases_for: PhrasesFor
    mailbox: Mailbox
    services: BookingServices = field(default_factory=BookingServices)

    @property
    def home(self) -> str:
        """The clock of what happens on no campus."""
        return self.store.zone

    async def receives(self, recipient: str) -> bool:
        """Whether there is anybody at this address, or was once."""
        need = need_at(recipient, self.mailbox.domain)
        if need is None:
            return recipient.lower() == self.mailbox.address
        return await find_place(self.store, need.resource_id) is not None

    async def receive(self, octets: bytes, return_path: str, recipient: str) -> MailOutcome:
        """Deal with a message for one recipient."""
        delivery = classify(octets, return_path, recipient, self.mailbox, self.clock.now())
        if isinstance(delivery, MailOutcome):
            _log.info("mail dropped", outcome=delivery.value)
            return delivery
        walk = await self._walk(delivery)
        outcome = walk.done.outcome
        if outcome not in _UNRECORDED:
            await record_message(self.store, _record(walk), reply_to(walk))
        _log.info("mail taken", outcome=outcome.value)
        return outcome

    async def _walk(self, delivery: Delivery) -> Walk:
        known = await who_wrote(self.store, delivery.mail.sender, delivery.sender, delivery.key, delivery.now)
        outcome = screen(known)
        if outcome is not None or known.actor is None:
            return self._ended(delivery, known, outcome or MailOutcome.UNKNOWN_SENDER)
        place = await find_place(self.store, delivery.need.resource_id) if delivery.need else None
        understood = understand(delivery, place, place.zone if place else self.home)
        if isinstance(understood, MailOutcome):
            return self._ended(delivery, known, understood)
        done = await self._do(delivery, known.actor, place, understood)
        return self._at_its_end(delivery, done, actor=known.actor, place=place, understood=understood)

    def _ended(self, delivery: Delivery, known: SenderRecord, outcome: MailOutcome) -> Walk:
        """A message in which nothing is asked that could be done."""
        outcome = once(outcome, known, delivery) if outcome in NOTES else outcome
        return self._at_its_end(delivery, Done(outcome=outcome), actor=known.actor)

    def _at_its_end(self, delivery: Delivery, done: Done, **found: Any) -> Walk:
        return Walk(
            mailbox=self.mailbox,
            phrases_for=self.phrases_for,
            home=self.home,
            delivery=delivery,
            done=done,
            **found,
        )

    async def _do(
        self, delivery: Delivery, actor: Actor, place: Place | None, understood: Understood
    ) -> Done:
        if not understood.is_about_a_place or place is None or delivery.need is None:
            return await attend(self.store, self.services, actor, understood, delivery)
        phrases = self.phrases_for(actor.person.language, place.zone, delivery.now)
        asked = PlaceRequest(
            actor=actor,
            place=place,
            need=delivery.need,
            understood=understood,
            title=understood.message.summary[:200].strip() or phrases("booking.title"),
            key=delivery.key,
            now=delivery.now,
        )
        return await act(self.store, self.services, asked)


def _record(walk: Walk) -> InboundMessage:
    """What a later message about the same needs to know of this one."""
    delivery, done, understood = walk.delivery, walk.done, walk.understood
    resource = walk.place.resource if walk.place else None
    about = understood if understood and understood.is_about_a_place else None
    span = about.shown_span(delivery.now) if about else None
    if done.standing and about and about.message.recurrence:
        # An exception of a series leaves what is known of the whole.
        starts, ends = done.standing.latest.starts, done.standing.latest.ends
    else:
        starts, ends = (span.start, span.end) if span else (None, None)
    return InboundMessage(
        id=0,
        key=delivery.key,
        sender=delivery.sender,
        received_at=delivery.now,
        outcome=done.outcome,
        person_id=walk.actor.id if walk.actor else None,
        resource_id=resource.id if resource else None,
        booking_id=done.first_id,
        uid=about.message.uid if about else "",
        sequence=about.message.sequence if about else 0,
        stamped_at=about.message.stamped if about else None,
        recurrence_at=about.message.recurrence if about else None,
        address=delivery.recipient if about else "",
        starts=starts,
        ends=ends,
    )
