"""Which module has which command; a module is imported when its command is asked for.

Together the modules import the web server, the database and the solver, which takes seconds of processor
time that `fieldlab solve` has better uses for.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Final, cast

import typer
from typer.core import TyperGroup

MODULES: Final = {
    "run": "run",
    "demo": "demo",
    "serve": "serve",
    "worker": "worker",
    "plan": "plan",
    "solve": "solve",
    "check": "solve",
    "explain": "explain",
    "repair": "repair",
    "what-if": "whatif",
    "match": "match",
    "import": "imports",
    "export": "imports",
    "check-ics": "ics",
    "invite": "invite",
    "token": "token",
    "mail": "mail",
    "unwritable": "unwritable",
    "openapi": "openapi",
}
"""Per command its module in `api.commands`, in the order of the help."""


class Commands(TyperGroup):
    """A group whose commands are those of the table."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        # Read only, unlike what typer declares: commands are never added to it.
        self.commands = cast("Any", _Table())


class _Table(Mapping[str, Any]):
    """Commands by name, made when looked up."""

    def __getitem__(self, name: str) -> Any:
        module = import_module(f"api.commands.{MODULES[name]}")
        collected = typer.Typer()
        module.register(collected)
        return typer.main.get_group(collected).commands[name]

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)
