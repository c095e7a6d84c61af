"""Where the mail server of this machine hands mail over (LMTP, RFC 2033): an answer for each recipient."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope

from calendars.inbound_mail import LARGEST_MESSAGE
from scheduler.clock import Clock
from scheduler.domain.notifications.inbound import MailOutcome
from scheduler.mail.classify import Mailbox
from scheduler.mail.receiver import Receiver
from scheduler.services.notifications.phrasing import PhrasesFor
from scheduler.settings import Settings
from scheduler.storage.store import Store

_MOST_RECIPIENTS = 20
_NOBODY = "550 5.1.1 nobody here by that name"
_FAILED = "451 4.3.0 not now, try again later"
_TAKEN = "250 2.0.0 taken"
_LATER = {
    MailOutcome.TOO_MANY: "451 4.7.1 too many messages, try again in an hour",
    MailOutcome.BUSY: _FAILED,
}
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Handler:
    """What aiosmtpd asks: whether there is such a recipient, and what becomes of a message."""

    receiver: Receiver

    async def handle_RCPT(  # noqa: N802 - the name and arguments aiosmtpd calls with
        self, server: LMTP, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= _MOST_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        try:
            known = await self.receiver.receives(address)
        except Exception:
            _log.exception("a recipient could not be looked up")
            return _FAILED
        if not known:
            return _NOBODY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 go on"

    async def handle_DATA(self, server: LMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802
        octets = envelope.content if isinstance(envelope.content, bytes) else b""
        answers = [await self._taken(octets, envelope, each) for each in envelope.rcpt_tos]
        return "\r\n".join(answers)

    async def _taken(self, octets: bytes, envelope: Envelope, recipient: str) -> str:
        try:
            # aiosmtpd leaves the brackets of the null return path (RFC 5321 4.5.5).
            return_path = (envelope.mail_from or "").strip("<>")
            outcome = await self.receiver.receive(octets, return_path, recipient)
        except Exception:
            # The server keeps the message and brings it again.
            _log.exception("a message could not be dealt with")
            return _FAILED
        return _LATER.get(outcome, _TAKEN)


@asynccontextmanager
async def open_receiver(
    settings: Settings, store: Store, clock: Clock, phrases_for: PhrasesFor
) -> AsyncIterator[int]:
    """Take mail while this is entered; the port, or 0 where none comes in."""
    if not settings.mail_listen:
        yield 0
        return
    mailbox = Mailbox(settings.mail_from, settings.mail_authserv)
    receiver = Receiver(store=store, clock=clock, phrases_for=phrases_for, mailbox=mailbox)
    host, _, port = settings.mail_listen.rpartition(":")
    listening = await asyncio.get_running_loop().create_server(
        lambda: LMTP(
            Handler(receiver),
            hostname=settings.mail_domain,
            ident="fieldlab",
            data_size_limit=LARGEST_MESSAGE,
            decode_data=False,
            timeout=60,
        ),
        host.strip("[]"),
        int(port),
    )
    try:
        yield int(listening.sockets[0].getsockname()[1])
    finally:
        listening.close()
        await listening.wait_closed()
