"""First room: may this message be read at all, and of whom is it. Nothing is looked up and nothing done."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from calendars.errors import ReadError
from calendars.inbound_mail import Arrived, arrived
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.notifications.inbound import MailOutcome, need_at
from scheduler.services.notifications.inbound import SenderRecord


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`address` is our own, to which people answer; `authserv` the name of the server before us."""

    address: str
    authserv: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message, proven to be from its sender, for one recipient; `need` is what the address asks for, None
    at our own address."""

    mail: Arrived
    recipient: str
    need: Need | None
    now: datetime

    @property
    def key(self) -> str:
        """By which the message is known when it comes again."""
        return _hash(f"{self.mail.message_id} {self.recipient}")

    @property
    def sender(self) -> str:
        return _hash(self.mail.sender)


def classify(
    octets: bytes, return_path: str, recipient: str, mailbox: Mailbox, now: datetime
) -> Delivery | MailOutcome:
    """The message, when it can be read and our mail server vouches for its sender."""
    try:
        mail = arrived(octets, authserv=mailbox.authserv)
    except ReadError:
        return MailOutcome.UNREADABLE
    if not return_path:
        return MailOutcome.BOUNCE
    if not mail.is_proven:
        return MailOutcome.UNPROVEN
    return Delivery(mail=mail, recipient=recipient.lower(), need=need_at(recipient, mailbox.domain), now=now)


def screen(known: SenderRecord) -> MailOutcome | None:
    """What a message ends in for who sent it; None: it is read on."""
    if known.repeats:
        return MailOutcome.REPEATED
    if known.writes_too_much:
        return MailOutcome.TOO_MANY
    return MailOutcome.UNKNOWN_SENDER if known.actor is None else None


def once(outcome: MailOutcome, known: SenderRecord, delivery: Delivery) -> MailOutcome:
    """A note goes to no program (RFC 3834), and to nobody twice in a week."""
    if delivery.mail.automatic:
        return MailOutcome.AUTOMATIC
    return MailOutcome.TOLD_LATELY if known.told_lately else outcome


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]
