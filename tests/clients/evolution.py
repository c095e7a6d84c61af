"""A calendar in Evolution data server, which GNOME's calendar programs share, without a desktop."""

import json
import os
import subprocess
from pathlib import Path

from tests.clients.campus import Shown

_SYSTEM_PYTHON = "/usr/bin/python3"
_SCRIPT = Path(__file__).with_name("evolution_calendar.py")


class Evolution:
    """One calendar at its address, in a session of its own; all that is kept is under `home`."""

    def __init__(self, url: str, email: str, secret: str, home: Path) -> None:
        self._login = (url, email, secret)
        runtime = home / "run"
        runtime.mkdir(parents=True, mode=0o700)
        self._environment = {"PATH": os.defpath, "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
        self._environment |= {"GSETTINGS_BACKEND": "memory", "GIO_USE_VFS": "local"}

    def shown(self) -> list[Shown]:
        """What is there after asking the server."""
        return sorted(Shown(*each) for each in self._run("show")["shown"])

    def write(self, event: Path) -> str:
        """Put an event in; answers what the program would say to a person when it was refused."""
        return str(self._run("write", str(event)).get("said", ""))

    def _run(self, *action: str) -> dict[str, object]:
        command = ["dbus-run-session", "--", _SYSTEM_PYTHON, str(_SCRIPT), *self._login, *action]
        result = subprocess.run(
            command, env=self._environment, capture_output=True, text=True, check=False, timeout=180
        )
        if result.returncode:
            raise RuntimeError(f"evolution: {(result.stderr or result.stdout)[-2000:]}")
        return json.loads(result.stdout.splitlines()[-1])
