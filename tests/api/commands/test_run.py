"""`fieldlab run` as a person starts it: everything is made once, and kept."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
LAST_LINE = "Stop with Ctrl-C"


def environment(folder: Path) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'fieldlab.db'}",
        "FIELDLAB_STATE_DIR": str(folder),
        "FIELDLAB_SOLVE_SECONDS": "5",
        "PORT": str(port),
        "COLUMNS": "160",
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """What `fieldlab run` has said once it serves; it is interrupted at the end."""
    command = [sys.executable, "-c", "from api.cli import main; main()", "run"]
    with subprocess.Popen(
        command, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        said = ""
        for line in server.stdout:
            said += line
            if LAST_LINE in line:
                break
        yield said
        server.send_signal(signal.SIGINT)


def feed_of(said: str) -> str:
    found = re.search(r"calendar: (http\S+\.ics)", said)
    assert found is not None, said
    return found[1]


def events_at(address: str) -> int:
    """How many events a feed has; the server may take a moment to listen."""
    transport = httpx.HTTPTransport(retries=10)
    with httpx.Client(transport=transport, timeout=60) as client:
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.text.count("BEGIN:VEVENT")


@pytest.mark.slow
def test_a_second_run_keeps_everything_and_plans_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        before = events_at(feed_of(first))
    with running(tmp_path) as second:
        after = events_at(feed_of(second))

    def kept(said: str) -> list[str]:
        return re.findall(r"password is (\S+)|/feeds/(\S+)\.ics", said)

    assert "Loaded the demo campus" in first
    assert "Published" in first
    assert "The demo campus is there already" in second
    assert "Published" not in second
    assert kept(first) == kept(second)
    assert before == after > 200
