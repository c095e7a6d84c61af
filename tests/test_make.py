"""`make` sees every change and rebuilds what depends on it, no more: asked of a copy, nothing is built."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from solver.jit import SOURCES
from tests.test_repository import ROOT, tracked

WEB = "api/web/frontend"
BUILT = [
    ".venv/.run-ready",
    ".venv/.dev-ready",
    ".venv/.solver-ready",
    f"{WEB}/node_modules/.package-lock.json",
    "api/web/static/built/manifest.json",
]
STEPS = {
    "install": "pip sync",
    "compile": "-m solver.precompile",
    "fetch scripts": " ci ",
    "build scripts": " run build",
}
LONG_AGO, BUILT_AT, LATER = 1_000, 2_000, 3_000


def names(*patterns: str) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in tracked(*patterns)]


def one_of_each_folder(*patterns: str) -> list[str]:
    return sorted({Path(name).parent: name for name in names(*patterns)}.values())


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """What `make` looks at, every file long there and everything built since."""
    uv = re.search(r"^UV_VERSION := (\S+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert uv is not None
    sources = names("Makefile", "*.lock", "pyproject.toml", "solver/*.py", WEB)
    for name in sources:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    for name in [*BUILT, f".uv/{uv[1]}/bin/uv"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for path in tmp_path.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    for name in BUILT:
        os.utime(tmp_path / name, (BUILT_AT, BUILT_AT))
    return tmp_path


def change(house: Path, name: str) -> None:
    file = house / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    os.utime(file, (LATER, LATER))


def steps(house: Path) -> set[str]:
    """What `make setup-dev` would do."""
    surroundings = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))
    }
    command = ["make", "--dry-run", "setup-dev"]
    asked = subprocess.run(
        command, cwd=house, env=surroundings, check=True, capture_output=True, text=True
    ).stdout
    return {step for step, words in STEPS.items() if words in asked}


def test_nothing_is_built_again_when_nothing_changed(house: Path) -> None:
    assert steps(house) == set()


@pytest.mark.parametrize(
    "name",
    [
        *one_of_each_folder(f"{WEB}/src"),
        f"{WEB}/src/new/deeper/part.ts",
        f"{WEB}/vite.config.ts",
        f"{WEB}/tsconfig.json",
    ],
)
def test_a_changed_script_or_style_is_built(house: Path, name: str) -> None:
    change(house, name)

    assert steps(house) == {"build scripts"}


def test_a_script_that_went_away_is_left_out(house: Path) -> None:
    (house / WEB / "src/week/walk.ts").unlink()

    assert steps(house) == {"build scripts"}


@pytest.mark.parametrize("name", ["package.json", "package-lock.json", ".npmrc"])
def test_other_packages_are_fetched_and_built_with(house: Path, name: str) -> None:
    change(house, f"{WEB}/{name}")

    assert steps(house) == {"fetch scripts", "build scripts"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_changed_compiled_source_is_compiled(house: Path, source: Path) -> None:
    change(house, source.relative_to(ROOT).as_posix())

    assert steps(house) == {"compile"}


@pytest.mark.parametrize("name", ["solver/precompile.py", "solver/search/compiled/new.py"])
def test_what_says_what_to_compile_counts_as_source(house: Path, name: str) -> None:
    change(house, name)

    assert steps(house) == {"compile"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("requirements-dev.lock", {"install"}),
        ("requirements.lock", {"install", "compile"}),
        ("pyproject.toml", {"install", "compile"}),
    ],
)
def test_other_dependencies_are_installed_and_compiled_with(
    house: Path, name: str, expected: set[str]
) -> None:
    change(house, name)

    assert steps(house) == expected


@pytest.mark.parametrize(
    "name", ["solver/explain/answer.py", f"{WEB}/tests/words.test.ts", f"{WEB}/lock.mjs", "README.md"]
)
def test_what_nothing_is_built_from_changes_nothing(house: Path, name: str) -> None:
    change(house, name)

    assert steps(house) == set()
