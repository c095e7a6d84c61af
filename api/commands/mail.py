"""`fieldlab mail`: what is in the outbox, and what is stuck there."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from scheduler.clock import SystemClock
from scheduler.domain.notifications.outbox import LetterStatus
from scheduler.services.notifications.outbox import see_outbox, try_again
from scheduler.settings import Settings
from scheduler.storage.migrate import migrate
from scheduler.storage.notifications.outbox import Outbox
from scheduler.storage.store import Store


def mail(
    retry: Annotated[
        bool, typer.Option("--retry", help="Try everything that waits or was given up again now.")
    ] = False,
) -> None:
    """Show how much mail waits, was sent and is stuck. Exit status 1 when something is stuck."""
    settings = Settings()
    migrate(settings.database_url)
    outbox = asyncio.run(_look(settings, retry=retry))
    if not settings.mails:
        typer.echo("No mail is sent: FIELDLAB_SMTP_HOST and FIELDLAB_MAIL_FROM are not set.")
    typer.echo(", ".join(f"{outbox.counts.get(status, 0)} {_NAMES[status]}" for status in LetterStatus))
    if outbox.stuck:
        Console().print(_table(outbox))
        raise typer.Exit(1)


_NAMES = {
    LetterStatus.WAITING: "waiting",
    LetterStatus.SENT: "sent",
    LetterStatus.NEEDLESS: "no longer needed",
    LetterStatus.GIVEN_UP: "given up",
}


async def _look(settings: Settings, *, retry: bool) -> Outbox:
    store = Store.open(settings.database_url, zone=settings.zone)
    try:
        if retry:
            typer.echo(f"{await try_again(store, SystemClock().now())} to be tried again.")
        return await see_outbox(store)
    finally:
        await store.close()


def _table(outbox: Outbox) -> Table:
    """Numbers and no names: whoever needs a name finds it by the booking."""
    table = Table(box=None, pad_edge=False)
    for column in ("letter", "booking", "person", "attempts", "next", "problem"):
        table.add_column(column)
    for letter in outbox.stuck:
        due = "given up" if letter.settled_at else _moment(letter.due_at)
        ids = (letter.id, letter.booking_id or "-", letter.person_id or "-", letter.attempts)
        table.add_row(*map(str, ids), due, letter.problem)
    return table


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}Z"


def register(app: typer.Typer) -> None:
    app.command()(mail)
