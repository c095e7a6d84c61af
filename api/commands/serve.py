"""`fieldlab serve`: bring the database up to date and answer requests."""

import socket
from typing import Annotated

import typer
import uvicorn

from api.app import create_app
from api.logs import set_logging_up
from scheduler.settings import Settings
from scheduler.storage.migrate import migrate


def serve(
    host: Annotated[str | None, typer.Option(help="Instead of HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Instead of PORT.", min=1, max=65535)] = None,
) -> None:
    """Serve the pages and the API until interrupted."""
    settings = Settings()
    host, port = host or settings.host, port or settings.port
    refuse_taken_port(host, port)
    migrate(settings.database_url)
    serve_until_interrupted(settings, host, port)


def serve_until_interrupted(settings: Settings, host: str, port: int) -> None:
    """Answer requests on a database that is up to date."""
    set_logging_up(settings.log_level)
    uvicorn.run(
        create_app(settings),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


def refuse_taken_port(host: str, port: int) -> None:
    """Ends the program with one line when somebody else listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as reason:
            typer.echo(
                f"Cannot listen on {host}:{port}: {reason.strerror}. Set PORT to another one.", err=True
            )
            raise typer.Exit(2) from reason


def register(app: typer.Typer) -> None:
    app.command()(serve)
