"""A small campus whose bookings are mailed, and a short way to send and read the mail."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import EmailMessage

from api.i18n.phrasing import phrases_in
from scheduler.clock import ManualClock
from scheduler.domain.notifications.channels import Channels
from scheduler.mail.sender import Mailer, sender_of
from scheduler.mail.smtp_client import SmtpServer
from scheduler.settings import Settings
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, make_small_campus
from tests.support.factories import NOW
from tests.support.mail import MailServer

FROM = "rooster@rooms.example"


@dataclass(frozen=True)
class Office:
    """The campus with its mail; the clock stands still until it is set."""

    at: SmallCampus
    server: MailServer
    mailer: Mailer
    clock: ManualClock

    @property
    def store(self) -> Store:
        return self.at.store

    async def delivered(self) -> list[EmailMessage]:
        """Send what is due; the messages that arrived by it."""
        before = len(self.server.taken)
        await self.mailer.send_due()
        return self.server.taken[before:]


async def open_office(database_url: str, server: MailServer, **settings: object) -> AsyncIterator[Office]:
    given = {
        "database_url": database_url,
        "smtp_host": "127.0.0.1",
        "smtp_port": server.port,
        "smtp_tls": "none",
        "mail_from": FROM,
        "public_url": "https://campus.example",
    }
    known = Settings(**(given | settings), _env_file=None)
    store, clock = (
        Store.open(database_url, channels=Channels(mail=True), zone="Europe/Amsterdam"),
        ManualClock(NOW),
    )
    mailer = Mailer(
        store=store, clock=clock, carrier=SmtpServer(known), sender=sender_of(known), phrases_for=phrases_in
    )
    yield Office(await make_small_campus(store), server, mailer, clock)
    await store.close()
