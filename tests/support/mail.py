"""A mail server of our own that keeps what it is handed, and says no when it is told to."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope


@dataclass
class MailServer:
    """`refuses` maps an address to the answer it gets; what was taken is in `taken`."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(  # noqa: N802 - the name and arguments aiosmtpd calls with
        self, server: SMTP, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """The messages for this address, as they came."""
        return [message for message in self.taken if address in str(message["To"])]


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    """A server on a free port of this machine, without TLS and without a log-in."""
    server = MailServer()
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: SMTP(server, hostname="mail.test"), "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    yield server
    listening.close()
    await listening.wait_closed()


def text_of(message: EmailMessage) -> str:
    """What a person reads."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def parts(message: EmailMessage) -> list[bytes]:
    """The calendar parts of a message that was sent."""
    found = (
        part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/calendar"
    )
    return [octets for octets in found if isinstance(octets, bytes)]
