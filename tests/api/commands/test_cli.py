"""The `fieldlab` command: what is wrong with a setting is one line, and nothing is left half done."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli import main
from tests.scheduler.services.imports.test_faculty import SMALL


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a database and a state of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'fieldlab.db'}")
    monkeypatch.setenv("FIELDLAB_STATE_DIR", str(tmp_path))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PORT", str(free.getsockname()[1]))
    return tmp_path


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def fieldlab(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The command as a shell runs it; its exit status."""
    monkeypatch.setattr(sys, "argv", ["fieldlab", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "mysql://campus", "DATABASE_URL: use sqlite:///PATH or postgresql://"),
        (
            "DATABASE_URL",
            "postgresql://nobody@127.0.0.1:1/x",
            "The database cannot be used: connection failed",
        ),
        ("DATABASE_URL", "sqlite:////proc/none/x.db", "The database cannot be used: "),
        ("PORT", "99999", "PORT: Input should be less than or equal to 65535"),
        ("FIELDLAB_ZONE", "Mars/Olympus", "FIELDLAB_ZONE: "),
        ("FIELDLAB_SMTP_HOST", "smtp.example", "FIELDLAB_SMTP_HOST and FIELDLAB_MAIL_FROM are set together"),
        ("FIELDLAB_MAIL_FROM", "the office", "FIELDLAB_MAIL_FROM: use a plain address"),
    ],
)
@pytest.mark.parametrize("command", ["run", "demo", "serve"])
def test_a_wrong_setting_is_one_line(
    command: str,
    name: str,
    value: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, value)

    status = fieldlab(monkeypatch, command)

    lines = capsys.readouterr().err.strip().splitlines()
    assert (status, len(lines)) == (2, 1)
    assert lines[0].startswith(said)


@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_taken_port_is_one_line_and_touches_no_database(
    command: str,
    taken_port: int,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PORT", str(taken_port))

    status = fieldlab(monkeypatch, command)

    lines = capsys.readouterr().err.strip().splitlines()
    assert (status, len(lines)) == (2, 1)
    assert lines[0].startswith(f"Cannot listen on 127.0.0.1:{taken_port}: ")
    assert list(folder.iterdir()) == []


def test_the_demo_does_not_go_into_a_database_that_holds_something_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "small.ctt").write_text(SMALL, "utf-8")
    fieldlab(monkeypatch, "import", "small.ctt", "--apply")
    capsys.readouterr()

    status = fieldlab(monkeypatch, "demo")

    assert (status, capsys.readouterr().err) == (
        2,
        "This database is not empty; the demo only goes into an empty one.\n",
    )


def test_an_import_is_shown_before_it_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "small.ctt").write_text(SMALL, "utf-8")

    looked = fieldlab(monkeypatch, "import", "small.ctt")
    kept = fieldlab(monkeypatch, "import", "small.ctt", "--apply")
    again = fieldlab(monkeypatch, "import", "small.ctt", "--rows")

    said = capsys.readouterr().out
    assert (looked, kept, again) == (0, 0, 0)
    assert [line for line in said.splitlines() if line.startswith("Kleinfak")] == [
        "Kleinfak: dry run, nothing is kept",
        "Kleinfak: applied",
        "Kleinfak: dry run, nothing is kept",
    ]
    assert "unchanged: activity Gas" in said


@pytest.mark.parametrize("text", [None, "Name: X\n"], ids=["no file", "no faculty"])
def test_a_file_that_is_no_faculty_is_one_line(
    text: str | None, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        (folder / "bad.ctt").write_text(text, "utf-8")

    status = fieldlab(monkeypatch, "import", "bad.ctt")

    assert (status, len(capsys.readouterr().err.strip().splitlines())) == (2, 1)
