"""Send what is in the outbox, for as long as the server runs.

Any number of processes may do so at once. A letter is sent again only when a process died between the
server's yes and our own note of it; it then carries the same Message-ID, by which mail programs know it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final, Protocol

import structlog

from scheduler.clock import Clock
from scheduler.mail.smtp_client import SmtpConnection, SmtpServer, Undelivered
from scheduler.services.notifications.messages import MailSender
from scheduler.services.notifications.outbox import (
    Mail,
    forget_old_letters,
    mark_failed,
    mark_sent,
    next_mails,
)
from scheduler.services.notifications.phrasing import PhrasesFor
from scheduler.settings import Settings
from scheduler.storage.store import Store
from scheduler.tasks import asked_to_end

_FORGET_EVERY: Final = 720
"""Looks between two clearings of what was settled long ago."""
_log = structlog.get_logger()


class Carrier(Protocol):
    """Whoever takes mail from us."""

    def line(self) -> AbstractAsyncContextManager[SmtpConnection]:
        """Raises `Undelivered` when it cannot be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailer:
    """Writes letters and hands them over."""

    store: Store
    clock: Clock
    carrier: Carrier
    sender: MailSender
    phrases_for: PhrasesFor

    async def send_due(self) -> int:
        """Send what is due, until nothing is or the server does not take it; answers how many messages
        were delivered."""
        sent = 0
        mails = await self._next()
        if not mails:
            return 0
        try:
            async with self.carrier.line() as line:
                while mails:
                    delivered = [await self._hand_over(line, mail) for mail in mails]
                    sent += sum(delivered)
                    mails = await self._next() if all(delivered) else ()
        except Undelivered as trouble:
            for mail in mails:
                await self._failed(mail, trouble)
        return sent

    async def _next(self) -> tuple[Mail, ...]:
        return await next_mails(self.store, self.sender, self.phrases_for, self.clock.now())

    async def _hand_over(self, line: SmtpConnection, mail: Mail) -> bool:
        try:
            await line.hand_over(mail.content, self.sender.address, mail.recipient)
        except Undelivered as trouble:
            await self._failed(mail, trouble)
            return False
        await mark_sent(self.store, mail, self.clock.now())
        _log.info("mail sent", letters=[letter.id for letter in mail.letters])
        return True

    async def _failed(self, mail: Mail, trouble: Undelivered) -> None:
        letters = [letter.id for letter in mail.letters]
        _log.warning("mail not sent", letters=letters, problem=trouble.problem, for_good=trouble.for_good)
        now = self.clock.now()
        await mark_failed(self.store, mail, trouble.problem, now, for_good=trouble.for_good)


@asynccontextmanager
async def open_outbox(
    settings: Settings, store: Store, clock: Clock, phrases_for: PhrasesFor, *, pause: float = 5.0
) -> AsyncIterator[None]:
    """Send mail while this is entered, looking every `pause` seconds; nothing where none is set up."""
    if not settings.mails:
        yield
        return
    mailer = Mailer(
        store=store,
        clock=clock,
        carrier=SmtpServer(settings),
        sender=sender_of(settings),
        phrases_for=phrases_for,
    )
    sending = asyncio.create_task(_keep_sending(mailer, pause))
    try:
        yield
    finally:
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending


def sender_of(settings: Settings) -> MailSender:
    """Who writes the letters of this installation."""
    return MailSender(
        address=settings.mail_from,
        site=settings.public_url.rstrip("/"),
        reads_answers=bool(settings.mail_listen),
    )


async def _keep_sending(mailer: Mailer, pause: float) -> None:
    looks = 0
    while not asked_to_end():
        try:
            if looks % _FORGET_EVERY == 0:
                await forget_old_letters(mailer.store, mailer.clock.now())
            await mailer.send_due()
        except Exception:
            _log.exception("the outbox could not be looked at")
        looks += 1
        await asyncio.sleep(pause)
