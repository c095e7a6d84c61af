"""`fieldlab check-ics` on files, on addresses, and on two states of a calendar."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from calendars.checks import CHECKS
from calendars.encode import encode
from tests.calendars.samples import make_calendar, make_event, make_rich_calendar

GOOD = encode(make_rich_calendar())


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["check-ics", *arguments])
    return result.exit_code, result.output


@pytest.fixture
def address() -> Iterator[str]:
    """A server on this machine that answers every request with a good calendar."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(GOOD)))
            self.end_headers()
            self.wfile.write(GOOD)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/feed.ics"
        server.shutdown()


def test_a_good_calendar_is_said_to_be_one(tmp_path: Path) -> None:
    file = tmp_path / "good.ics"
    file.write_bytes(GOOD)

    code, said = run(str(file))

    assert (code, said) == (
        0,
        f"{len(CHECKS)} checks: 0 errors, 0 pieces of advice. 1 occurrences from 2025 to 2027.\n",
    )


def test_a_fault_is_explained_and_fails_the_command(tmp_path: Path) -> None:
    file = tmp_path / "bad.ics"
    file.write_bytes(GOOD.replace(b"\r\n", b"\n"))

    code, said = run(str(file))

    assert code == 1
    assert "error crlf  RFC 5545 3.1\n  line 1: " in said
    assert "  why: Lines end with CR LF." in said
    assert "  fix: End every line" in said


def test_an_address_is_fetched_and_checked(address: str) -> None:
    code, said = run(address)

    assert (code, said.partition(":")[0]) == (0, f"{len(CHECKS)} checks")


def test_two_states_of_a_calendar_are_compared(tmp_path: Path) -> None:
    before, after = tmp_path / "before.ics", tmp_path / "after.ics"
    before.write_bytes(encode(make_calendar(make_event())))
    after.write_bytes(encode(make_calendar(make_event(location="Lab 2"))))

    code, said = run(str(after), "--earlier", str(before))

    assert code == 1
    assert "error sequence-grows  RFC 5545 3.8.7.4" in said


@pytest.mark.parametrize("calendar", ["nowhere.ics", "http://127.0.0.1:1/feed.ics"])
def test_what_cannot_be_read_is_said_in_one_line(calendar: str) -> None:
    code, said = run(calendar)

    assert code == 2
    assert said.startswith(f"{calendar}: ")
    assert len(said.splitlines()) == 1
