"""The `fieldlab` command: every subcommand is a module of `api.commands`."""

import sys

import typer

from api.commands.table import Commands

app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, help=__doc__)


@app.callback(help=__doc__)
def fieldlab() -> None:
    """Makes this a command of subcommands, which `Commands` finds."""


def main() -> None:
    """Entry point of the console script: what a person can mend is one line and exit status 2."""
    try:
        app()
    except Exception as error:
        # Only now: the words of every error cost what a quick command does not need.
        from api.commands.failures import in_words

        lines = in_words(error)
        if not lines:
            raise
        for line in lines:
            typer.echo(line, err=True)
    sys.exit(2)
