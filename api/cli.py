"""The `fieldlab` command: every subcommand is a module of `api.commands`."""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


def main() -> None:
    """Entry point of the console script."""
    app()
