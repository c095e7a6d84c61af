"""The table of commands: whole, and read without the modules it names."""

import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import pytest
import typer
from typer.testing import CliRunner

import api.commands
from api.cli import app
from api.commands.table import MODULES

HEAVY = ("fastapi", "sqlalchemy", "ortools", "numba", "pandas")


def registered(module: str) -> set[str]:
    collected = typer.Typer()
    import_module(f"api.commands.{module}").register(collected)
    return {str(each.name or each.callback.__name__) for each in collected.registered_commands}  # type: ignore[union-attr]


def test_every_command_of_every_module_is_in_the_table() -> None:
    modules = [each.name for each in iter_modules(api.commands.__path__)]
    commands = {
        (command, module)
        for module in modules
        if hasattr(import_module(f"api.commands.{module}"), "register")
        for command in registered(module)
    }

    assert commands == set(MODULES.items())


def test_the_help_lists_all_commands_in_the_order_of_the_table() -> None:
    shown = CliRunner().invoke(app, ["--help"]).output

    lines = [line.strip("│ ").split(" ")[0] for line in shown.splitlines() if line.startswith("│")]
    assert [line for line in lines if line in MODULES] == list(MODULES)


def test_a_misspelt_command_is_answered_with_the_right_one() -> None:
    shown = CliRunner().invoke(app, ["solv"])

    assert (shown.exit_code, "Did you mean 'solve'?" in shown.output) == (2, True)


@pytest.mark.parametrize("command", ["solve", "check", "explain", "repair", "what-if", "match"])
def test_what_reads_a_problem_imports_neither_server_nor_database_nor_search(command: str) -> None:
    """Each of these takes longer to import than a small file takes to read."""
    program = (
        "import sys; from api.cli import app; app(['%s', '--help'], standalone_mode=False); "
        "print(*(name for name in %r if name in sys.modules), file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program % (command, HEAVY)], capture_output=True, text=True, check=True
    )

    assert done.stderr.split() == []
