"""`fieldlab token EMAIL`: an API token for a script, on standard output and nothing else."""

import asyncio
from typing import Annotated

import typer

from scheduler.clock import SystemClock
from scheduler.domain.errors import FieldlabError
from scheduler.domain.identity.credentials import TokenScope
from scheduler.services.identity.tokens import CreateToken, issue_token
from scheduler.settings import Settings
from scheduler.storage.store import Store


def token(
    email: Annotated[str, typer.Argument(help="Whose token it is.")],
    name: Annotated[str, typer.Option(help="What it is for.")] = "fieldlab token",
    scope: Annotated[TokenScope, typer.Option(help="What it may do.")] = TokenScope.WRITE,
    days: Annotated[int, typer.Option(help="How long it holds.", min=1, max=366)] = 30,
) -> None:
    """Print a new API token of a person."""
    command = CreateToken(name=name, scope=scope, days=days)
    try:
        typer.echo(asyncio.run(_issue(email, command)))
    except FieldlabError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


async def _issue(email: str, command: CreateToken) -> str:
    settings = Settings()
    store = Store.open(settings.database_url, zone=settings.zone)
    try:
        _, secret = await issue_token(store, email, command, SystemClock().now())
    finally:
        await store.close()
    return secret


def register(app: typer.Typer) -> None:
    app.command()(token)
