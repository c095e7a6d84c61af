"""What the repository promises about itself: its shape, its locks, and that its documents tell the truth."""

import ast
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import available_timezones

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("api", "calendars", "scheduler", "solver")
TOP_LEVEL = {
    ".ci",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "api",
    "benchmarks",
    "calendars",
    "docs",
    "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock",
    "scheduler",
    "solver",
    "tests",
}
BINARY = {".png", ".woff2", ".ico", ".gz", ".webp"}
# Somebody's home, or the folder in which this repository happened to be written.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|farm|home/\w+|Users/\w+|tmp/wt)/")
LONGEST_MODULE = 300
LONGEST_FUNCTION = 50


def tracked(*patterns: str) -> list[Path]:
    """The files of the repository, those not yet added included, that match git's `patterns`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def lines_with(pattern: str | re.Pattern[str], files: list[Path]) -> list[str]:
    """Where `pattern` occurs, as `file:line`."""
    return [
        f"{file.relative_to(ROOT)}:{number}"
        for file in files
        for number, line in enumerate(file.read_text("utf-8", errors="replace").splitlines(), 1)
        if re.search(pattern, line)
    ]


def written_modules() -> list[Path]:
    """The packages' modules that people write; the steps between database shapes are generated."""
    modules = tracked(*(f"{package}/*.py" for package in PACKAGES))
    return [module for module in modules if "migrations/versions" not in module.as_posix()]


def functions(module: Path) -> Iterator[tuple[str, int]]:
    """Each function of a module with its length in lines, its docstring left out."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = node.body[0] if ast.get_docstring(node) else None
            docstring = documented.end_lineno - documented.lineno + 1 if documented else 0
            yield f"{module.relative_to(ROOT)}:{node.name}", node.end_lineno - node.lineno + 1 - docstring


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def test_no_lock_names_a_host() -> None:
    locks = tracked("*.lock", "*package-lock.json", "*.npmrc")

    assert lines_with("://", locks) == []


def test_every_locked_python_package_carries_its_hash() -> None:
    locked = (ROOT / "requirements-dev.lock").read_text("utf-8")
    unfolded = locked.replace("\\\n", " ").splitlines()

    assert [line for line in unfolded if "==" in line and "--hash=sha256:" not in line] == []


def test_the_development_lock_agrees_with_the_lock_people_run() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9][\w.-]*==\S+", (ROOT / name).read_text("utf-8"), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    texts = [file for file in tracked() if file.suffix not in BINARY]

    assert lines_with(MACHINE_PATH, texts) == []


def test_nothing_unexpected_lies_at_the_top() -> None:
    entries = {file.relative_to(ROOT).parts[0] for file in tracked()}

    assert entries - TOP_LEVEL == set()


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    sources = [*written_modules(), *tracked("api/web/frontend/src/*.ts")]
    lengths = {str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in sources}

    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    lengths = dict(pair for module in written_modules() for pair in functions(module))

    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize(
    "page", tracked("README.md", "CONTRIBUTING.md", "docs/*.md"), ids=lambda page: page.name
)
def test_every_make_target_a_document_names_exists(page: Path) -> None:
    named = set(re.findall(r"(?:^|`|\$ )make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE))

    assert named - make_targets() == set()


@pytest.mark.parametrize("page", tracked("*.md"), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    inside = [link for link in links if "://" not in link and not link.startswith("mailto:")]

    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_no_zone_is_written_where_the_installations_own_belongs() -> None:
    """FIELDLAB_ZONE has the only default; the demo is of one region, and its zone with it. `calendars` has
    tables of the names that foreign calendars give to zones, and is given ours."""
    allowed = {"scheduler/settings.py", "scheduler/services/demo/region.py"}
    zones = {zone for zone in available_timezones() if "/" in zone}

    written = [
        f"{module.relative_to(ROOT)}:{node.lineno}"
        for module in written_modules()
        if not module.is_relative_to(ROOT / "calendars")
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Constant) and node.value in zones
    ]

    assert [place for place in written if place.split(":")[0] not in allowed] == []


def test_no_public_class_name_means_two_things() -> None:
    homes = defaultdict(list)
    for module in written_modules():
        for node in ast.parse(module.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(module.relative_to(ROOT).as_posix())

    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}
