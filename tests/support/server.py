"""The application as people run it: uvicorn in a process of its own, on a free port of this machine."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from fastapi import FastAPI

from api.app import create_app
from scheduler.clock import ManualClock
from scheduler.settings import Settings
from tests.support.factories import NOW

_ROOT = Path(__file__).resolve().parents[2]
_ADDRESS = re.compile(r"running on (http://127\.0\.0\.1:\d+)")
_STARTED = "Application startup complete"


@dataclass(frozen=True)
class Server:
    """A running server; `said` has every line of its log so far."""

    url: str
    process: subprocess.Popen[str]
    said: list[str]

    def kill(self) -> None:
        """Stop it as a power cut would: no goodbye, no clean-up."""
        self.process.kill()
        self.process.wait()


@contextmanager
def running_server(database_url: str, workers: int = 1) -> Iterator[Server]:
    """A server on a migrated database, whose clock stands at `NOW`, until the block ends."""
    command = [sys.executable, "-m", "uvicorn", "--factory", "tests.support.server:application"]
    command += ["--host", "127.0.0.1", "--port", "0", "--no-access-log", "--workers", str(workers)]
    process = subprocess.Popen(
        command,
        cwd=_ROOT,
        env=os.environ | {"DATABASE_URL": database_url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield _started(process, workers)
    finally:
        process.terminate()
        process.wait()


def application() -> FastAPI:
    """What uvicorn serves, in each of its processes."""
    return create_app(Settings(_env_file=None), clock=ManualClock(NOW))


def _started(process: subprocess.Popen[str], workers: int) -> Server:
    assert process.stderr is not None
    said: list[str] = []
    address, ready = "", 0
    for line in process.stderr:
        said.append(line)
        found = _ADDRESS.search(line)
        address = found[1] if found else address
        ready += _STARTED in line
        if address and ready == workers:
            Thread(target=said.extend, args=(process.stderr,), daemon=True).start()
            return Server(address, process, said)
    raise RuntimeError("the server did not start:\n" + "".join(said))
