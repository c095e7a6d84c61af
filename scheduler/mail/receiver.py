"""Mail to the addresses of places and to ours: judged, done, remembered and answered once.

The mail server before us is the queue: a message is acknowledged when what it asked for is committed, and
comes again when we could not. Who is not proven to be the sender is not answered: the address may be a
victim's.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from calendars.errors import CalendarError, ReadError
from calendars.event import Person, check_uid
from calendars.inbound_mail import Arrived, arrived
from calendars.mail import Message, Method
from scheduler.clock import Clock
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.identity.people import Actor, Language
from scheduler.domain.notifications.inbound import Arrival, Outcome, need_at
from scheduler.domain.notifications.outbox import Letter, LetterKind
from scheduler.domain.time.spans import Span
from scheduler.mail.invitations import Asking, Done, call_off, invite
from scheduler.services.booking_event import HOME_ZONE
from scheduler.services.notifications.inbound import (
    find_place,
    note_arrival,
    note_attendance,
    understand,
    what_it_was,
    who_wrote,
)
from scheduler.services.notifications.phrasing import Voices
from scheduler.services.notifications.replies import Invitation, answer_mail, plain_answer
from scheduler.storage.store import Store

TAKEN = "250 2.0.0 taken"
LATER = "451 4.7.1 too many messages, try again in an hour"
_AN_HOUR = timedelta(hours=1)
NOBODY = "550 5.1.1 nobody here by that name"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message for one recipient; `need` is what its address asks for, None at our own address."""

    mail: Arrived
    recipient: str
    need: Need | None
    now: datetime

    @property
    def key(self) -> str:
        return _hash(f"{self.mail.message_id} {self.recipient}")

    @property
    def sender(self) -> str:
        return _hash(self.mail.sender)

    def noted(self, outcome: Outcome, actor: Actor | None) -> Arrival:
        return Arrival(
            id=0,
            key=self.key,
            sender=self.sender,
            received_at=self.now,
            outcome=outcome,
            person_id=actor.id if actor else None,
            resource_id=self.need.resource_id if self.need and actor else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Postbox:
    """`address` is our own, to which people answer; `authserv` the name of the server before us."""

    store: Store
    clock: Clock
    voices: Voices
    address: str
    authserv: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    async def receives(self, recipient: str) -> bool:
        """Whether there is anybody at this address."""
        need = need_at(recipient, self.domain)
        if need is None:
            return recipient.lower() == self.address
        return await find_place(self.store, need.resource_id) is not None

    async def receive(self, octets: bytes, return_path: str, recipient: str) -> str:
        """Deal with a message; the answer to the server that hands it over."""
        try:
            mail = arrived(octets, authserv=self.authserv)
        except ReadError as error:
            return _dropped("unreadable", type(error).__name__)
        if not return_path or not mail.is_proven:
            return _dropped("unproven" if return_path else "bounce")
        need, now = need_at(recipient, self.domain), self.clock.now()
        return await self._judge(Delivery(mail=mail, recipient=recipient.lower(), need=need, now=now))

    async def _judge(self, delivery: Delivery) -> str:
        """What is proven to be from its sender."""
        sender, key = delivery.sender, delivery.key
        known = await who_wrote(self.store, delivery.mail.sender, sender, key, delivery.now)
        if known.repeats:
            return _dropped("repeated")
        if known.writes_too_much:
            return LATER
        if known.actor is None:
            return await self._tell_once(delivery, None, "unknown_sender", silent=known.told_lately)
        return await self._read(delivery, known.actor, silent=known.told_lately)

    async def _read(self, delivery: Delivery, actor: Actor, *, silent: bool) -> str:
        """What somebody we know sent."""
        place = None if delivery.need is None else await find_place(self.store, delivery.need.resource_id)
        understood = _first_readable(delivery, place.zone if place else HOME_ZONE)
        if understood is None:
            return await self._tell_once(delivery, actor, "no_invitation", silent=silent)
        said, spans = understood
        if said.method is Method.REPLY:
            return await self._note(delivery.noted(await self._attend(delivery, actor, said), actor))
        if place is None or delivery.need is None or said.method is Method.COUNTER:
            return await self._note(delivery.noted(Outcome.IGNORED, actor))
        if said.organizer != delivery.mail.sender:
            return await self._tell_once(delivery, actor, "not_yours", silent=silent)
        before = await what_it_was(self.store, actor, place.resource.id, said.uid)
        asking = Asking(
            store=self.store,
            voices=self.voices,
            domain=self.domain,
            actor=actor,
            place=place,
            need=delivery.need,
            said=said,
            spans=spans,
            before=before,
            key=delivery.key,
            now=delivery.now,
        )
        done = await (call_off if said.method is Method.CANCEL else invite)(asking)
        return await self._note(
            _with_invitation(delivery, asking, done), self._answer(delivery, asking, done)
        )

    async def _attend(self, delivery: Delivery, actor: Actor, said: Message) -> Outcome:
        return await note_attendance(self.store, actor, said, delivery.now)

    async def _note(self, arrival: Arrival, answer: Letter | None = None) -> str:
        await note_arrival(self.store, arrival, answer)
        _log.info("mail taken", outcome=arrival.outcome.value, resource_id=arrival.resource_id)
        return TAKEN

    async def _tell_once(self, delivery: Delivery, actor: Actor | None, why: str, *, silent: bool) -> str:
        """A plain refusal, to no program and to nobody twice in a week."""
        if silent or delivery.mail.automatic:
            return await self._note(delivery.noted(Outcome.IGNORED, actor))
        voice = self.voices(actor.person.language if actor else Language.DUTCH, HOME_ZONE, delivery.now)
        text = voice(f"mail.{why}")
        if actor is None:
            text += "\n\n" + self.voices(Language.ENGLISH, HOME_ZONE, delivery.now)(f"mail.{why}")
        content = plain_answer(
            Person(self.address, voice("site.name")),
            Person(delivery.mail.sender),
            text,
            voice,
            delivery.now,
            (f"{delivery.key}@{self.domain}", delivery.mail.message_id),
        )
        answer = _letter(delivery, actor, content)
        return await self._note(delivery.noted(Outcome.TOLD_ONCE, actor), answer)

    def _answer(self, delivery: Delivery, asking: Asking, done: Done) -> Letter | None:
        if done.said is None:
            return None
        invitation = Invitation(
            uid=asking.said.uid,
            sequence=asking.said.sequence,
            summary=asking.said.summary,
            span=_span_of(asking),
            zone=asking.place.zone,
            place=Person(delivery.recipient, asking.place.resource.name),
            organizer=Person(delivery.mail.sender, asking.actor.person.name),
            recurrence=asking.said.recurrence,
        )
        content = answer_mail(
            invitation,
            done.said,
            asking.voice,
            delivery.now,
            message_id=f"{delivery.key}@{self.domain}",
            in_reply_to=delivery.mail.message_id,
        )
        return _letter(delivery, asking.actor, content)


def _first_readable(delivery: Delivery, zone: str) -> tuple[Message, tuple[Span, ...]] | None:
    """The first calendar part that says something to us; its UID can be answered to."""
    for part in delivery.mail.calendars:
        try:
            said, spans = understand(part, zone, delivery.now)
            check_uid(said.uid)
        except CalendarError:
            continue
        return said, spans
    return None


def _span_of(asking: Asking) -> Span:
    """What was asked for; of an invitation without a time to come, what it says as far as it does."""
    if asking.spans:
        return asking.spans[0]
    starts, ends = asking.said.starts, asking.said.ends
    if starts is not None and ends is not None and starts < ends:
        return Span(starts, ends)
    return Span(starts or asking.now, (starts or asking.now).replace(microsecond=0) + _AN_HOUR)


def _with_invitation(delivery: Delivery, asking: Asking, done: Done) -> Arrival:
    """The arrival with what a later message about the same invitation needs. An exception of a series
    leaves what is known of the whole."""
    noted = replace(delivery.noted(done.outcome, asking.actor), uid=asking.said.uid)
    if done.booking_id is None:
        return noted
    before = asking.before.arrival if asking.before else None
    span = _span_of(asking)
    starts, ends = (
        (span.start, span.end)
        if asking.said.recurrence is None or before is None
        else (before.starts, before.ends)
    )
    return replace(
        noted,
        booking_id=done.booking_id,
        sequence=max(asking.said.sequence, before.sequence if before else 0),
        address=delivery.recipient,
        starts=starts,
        ends=ends,
    )


def _letter(delivery: Delivery, actor: Actor | None, content: bytes) -> Letter:
    return Letter(
        id=0,
        key=f"answer.{delivery.key}",
        kind=LetterKind.ANSWER,
        round=delivery.key,
        person_id=actor.id if actor else None,
        recipient=delivery.mail.sender,
        content=content,
        queued_at=delivery.now,
        due_at=delivery.now,
    )


def _dropped(why: str, problem: str = "") -> str:
    _log.info("mail dropped", why=why, problem=problem)
    return TAKEN


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]
