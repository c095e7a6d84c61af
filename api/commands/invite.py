"""`fieldlab invite EMAIL`: a link by which a person chooses a password; the way in for the first one."""

import asyncio
from typing import Annotated

import typer

from scheduler.clock import SystemClock
from scheduler.domain.errors import FieldlabError
from scheduler.services.identity.invitations import InviteByAddress, invite_by_address
from scheduler.settings import Settings
from scheduler.storage.store import Store


def invite(
    email: Annotated[str, typer.Argument(help="Whose password is to be chosen.")],
    operator: Annotated[
        str | None,
        typer.Option(help="Name of a new person, who may then do everything in this installation."),
    ] = None,
) -> None:
    """Print a link that works once, within seven days."""
    settings = Settings()
    try:
        secret = asyncio.run(_invite(settings, InviteByAddress(email=email, new_operator=operator)))
    except FieldlabError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    address = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    typer.echo(f"{address}/welcome/{secret}")


async def _invite(settings: Settings, command: InviteByAddress) -> str:
    store = Store.open(settings.database_url, zone=settings.zone)
    try:
        _, secret = await invite_by_address(store, command, SystemClock().now())
    finally:
        await store.close()
    return secret


def register(app: typer.Typer) -> None:
    app.command()(invite)
