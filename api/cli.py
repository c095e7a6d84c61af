"""The `fieldlab` command: every subcommand is a module of `api.commands`."""

import sys

import typer
from pydantic import ValidationError

from api.commands import demo, ics, imports, invite, plan, run, serve, solve, token, worker
from api.words import Words, explain_error
from scheduler.domain.errors import FieldlabError, Invalid
from scheduler.domain.people import Language
from scheduler.settings import Settings
from scheduler.storage.store import DATABASE_TROUBLE, trouble_in_words

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
for command in (run, demo, serve, worker, plan, solve, imports, ics, invite, token):
    command.register(app)


def main() -> None:
    """Entry point of the console script: what a person can mend is one line and exit status 2."""
    try:
        app()
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        for problem in error.errors():
            _say(f"{problem['loc'][0]}: {problem['msg'].removeprefix('Value error, ')}")
    except DATABASE_TROUBLE as error:
        _say(f"The database cannot be used: {trouble_in_words(error)}")
    except FieldlabError as error:
        _say(_in_words(error))
    sys.exit(2)


def _in_words(error: FieldlabError) -> str:
    said = explain_error(error, Words(Language.ENGLISH))
    return (
        f"{error.field}: {said} {error.data.get('expected', '')}".rstrip()
        if isinstance(error, Invalid)
        else said
    )


def _say(line: str) -> None:
    typer.echo(line, err=True)
