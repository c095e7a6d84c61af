"""The `fieldlab` command: every subcommand is a module of `api.commands`."""

import typer

from api.commands import solve

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
solve.register(app)


def main() -> None:
    """Entry point of the console script."""
    app()
