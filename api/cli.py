"""The `fieldlab` command: every subcommand is a module of `api.commands`."""

import typer

from api.commands import ics, invite, serve, solve, token, worker

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
for command in (ics, invite, serve, solve, token, worker):
    command.register(app)


def main() -> None:
    """Entry point of the console script."""
    app()
