"""`fieldlab openapi`: the document of the API, from which clients are generated."""

import json

import typer

from api.app import create_app
from scheduler.settings import Settings


def openapi() -> None:
    """Print the OpenAPI document of the API. It needs no database and no server."""
    typer.echo(json.dumps(create_app(Settings()).openapi(), ensure_ascii=False, indent=1))


def register(app: typer.Typer) -> None:
    app.command()(openapi)
