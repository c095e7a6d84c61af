"""What the documents name exists: settings, commands, pages, decisions."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer
from starlette.routing import Match, Mount

from api.app import create_app
from api.cli import app
from scheduler.domain.planning.prices import Prices
from scheduler.settings import Settings
from tests.test_repository import ROOT, tracked

GUIDES = tracked("README.md", "CONTRIBUTING.md", "docs/*.md")
OPERATOR = (ROOT / "docs" / "operator.md").read_text("utf-8")


def rows(text: str, pattern: str) -> dict[str, str]:
    """The rows of a table whose first cell matches `pattern`: that cell and the second."""
    found = re.findall(rf"^\| `({pattern})` \| ([^|]*) \|", text, re.MULTILINE)
    return {name: value.strip().strip("`") for name, value in found}


def test_the_operator_reads_every_setting_with_its_default() -> None:
    defaults = {
        field.validation_alias.choices[0]: str(field.default) or "empty"  # type: ignore[union-attr]
        for field in Settings.model_fields.values()
    }

    assert rows(OPERATOR, "[A-Z_]+") == defaults


def test_the_planner_reads_every_price_with_its_default() -> None:
    guide = (ROOT / "docs" / "planner.md").read_text("utf-8")
    usual = Prices()

    assert rows(guide, "[a-z_]+") == {name: str(getattr(usual, name)) for name in Prices.__slots__}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda page: page.name)
def test_every_command_a_guide_names_exists(guide: Path) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    named = set(re.findall(r"(?:`|^|bin/)fieldlab ([a-z][a-z-]+)", guide.read_text("utf-8"), re.MULTILINE))

    assert named - set(commands) == set()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda page: page.name)
def test_every_option_a_guide_gives_a_command_exists(guide: Path) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    used = {
        (command, option)
        for command, rest in re.findall(
            r"(?:`|bin/|\n)fieldlab ([a-z][a-z-]+)([^`\n]*)", guide.read_text("utf-8")
        )
        for option in re.findall(r"--[a-z-]+", rest)
    }
    known = {
        (name, option)
        for name, command in commands.items()
        for parameter in command.params
        for option in parameter.opts
    }

    assert used - known == set()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda page: page.name)
def test_every_address_a_guide_names_is_answered(guide: Path) -> None:
    routes = [each for each in create_app(Settings(_env_file=None)).routes if not isinstance(each, Mount)]
    named = re.findall(r"(?<![\w.])(/(?:api/v1|healthz|feeds)[\w./-]*)", guide.read_text("utf-8"))

    def answered(path: str) -> bool:
        scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
        return any(route.matches(scope)[0] is not Match.NONE for route in routes)

    assert [path for path in named if not answered(path.rstrip("."))] == []


def test_the_index_names_every_decision() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    decisions = {file.name for file in tracked("docs/decisions/*.md")} - {"README.md"}

    assert set(re.findall(r"\]\((\d{4}-[^)]+)\)", index)) == decisions


DEVELOPER_PAGES = tracked("CONTRIBUTING.md", "docs/house.md", "docs/words.md")


def exists(name: str) -> bool:
    """Whether a dotted name is a module of ours, or something in one."""
    module, _, attribute = name.rpartition(".")
    if find_spec(name.partition(".")[0]) is None:
        return False
    try:
        return hasattr(import_module(module), attribute) or find_spec(name) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize("page", DEVELOPER_PAGES, ids=lambda page: page.name)
def test_every_path_a_developer_reads_exists(page: Path) -> None:
    named = re.findall(
        r"(?<![\w./<-])((?:api|calendars|docs|scheduler|solver|tests|\.ci)/[\w./-]*\w)",
        page.read_text("utf-8"),
    )

    assert [path for path in named if not (ROOT / path.partition("<")[0]).exists()] == []


@pytest.mark.parametrize("page", DEVELOPER_PAGES, ids=lambda page: page.name)
def test_every_name_a_developer_reads_exists(page: Path) -> None:
    named = re.findall(r"`((?:api|calendars|scheduler|solver)(?:\.\w+)+)`", page.read_text("utf-8"))

    assert [name for name in named if not exists(name)] == []
