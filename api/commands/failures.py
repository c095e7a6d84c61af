"""What went wrong with a command, in lines a person can act on."""

from pydantic import ValidationError

from api.i18n import Words, explain_error
from scheduler.domain.errors import FieldlabError, Invalid
from scheduler.domain.identity.people import Language
from scheduler.settings import Settings
from scheduler.storage.store import DATABASE_TROUBLE, trouble_in_words


def in_words(error: Exception) -> list[str]:
    """One line for everything a person can mend; none when the error is a fault of the program."""
    if isinstance(error, ValidationError) and error.title == Settings.__name__:
        return [
            ": ".join([*map(str, problem["loc"][:1]), problem["msg"].removeprefix("Value error, ")])
            for problem in error.errors()
        ]
    if isinstance(error, DATABASE_TROUBLE):
        return [f"The database cannot be used: {trouble_in_words(error)}"]
    return [_explained(error)] if isinstance(error, FieldlabError) else []


def _explained(error: FieldlabError) -> str:
    said = explain_error(error, Words(Language.ENGLISH))
    return (
        f"{error.field}: {said} {error.data.get('expected', '')}".rstrip()
        if isinstance(error, Invalid)
        else said
    )
