"""Hand mail over to the server that delivers it (RFC 5321, RFC 6409)."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final, Protocol

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from scheduler.settings import Settings

_PATIENCE: Final = 30.0
"""Seconds the server may take for one answer."""


class Undelivered(Exception):
    """The server did not take a message. `problem` names no person; `for_good`: it never will."""

    def __init__(self, problem: str, *, for_good: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.for_good = for_good


class SmtpConnection(Protocol):
    """An open connection to a mail server."""

    async def hand_over(self, content: bytes, sender: str, recipient: str) -> None:
        """Raises `Undelivered`."""


@dataclass(frozen=True, slots=True)
class SmtpLine:
    client: SMTP

    async def hand_over(self, content: bytes, sender: str, recipient: str) -> None:
        """Raises `Undelivered`: for good when the server refuses this address or this message itself."""
        try:
            await self.client.sendmail(sender, [recipient], content)
        except SMTPRecipientsRefused as refused:
            code = refused.recipients[0].code
            raise Undelivered(f"recipient refused: {code}", for_good=_is_final(code)) from refused
        except (SMTPRecipientRefused, SMTPDataError) as refused:
            raise Undelivered(
                f"message refused: {refused.code}", for_good=_is_final(refused.code)
            ) from refused
        except (SMTPException, OSError) as trouble:
            raise Undelivered(_problem(trouble)) from trouble


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """The server that the settings name."""

    settings: Settings

    @asynccontextmanager
    async def line(self) -> AsyncIterator[SmtpConnection]:
        """An open connection. Raises `Undelivered`."""
        client = SMTP(
            hostname=self.settings.smtp_host,
            port=self.settings.smtp_port,
            use_tls=self.settings.smtp_tls == "tls",
            start_tls=self.settings.smtp_tls == "starttls",
            tls_context=ssl.create_default_context() if self.settings.smtp_tls != "none" else None,
            username=self.settings.smtp_user or None,
            password=self.settings.smtp_password.get_secret_value() or None,
            timeout=_PATIENCE,
        )
        try:
            await client.connect()
        except (SMTPException, OSError) as trouble:
            client.close()
            raise Undelivered(_problem(trouble)) from trouble
        try:
            yield SmtpLine(client)
        finally:
            with suppress(SMTPException, OSError):
                await client.quit()
            client.close()


def _is_final(code: int) -> bool:
    """A reply that says not to try again (RFC 5321 4.2.1)."""
    return 500 <= code < 600


def _problem(trouble: Exception) -> str:
    """What went wrong, without what the server said: that may quote an address."""
    code = f": {trouble.code}" if isinstance(trouble, SMTPResponseException) else ""
    return f"{type(trouble).__name__}{code}"
