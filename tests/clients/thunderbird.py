"""A calendar in Thunderbird, without a screen: what it keeps of it is what it shows."""

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from tests.clients.campus import Shown

_ID = "6f1c1d2e-0000-4000-8000-00000000c0de"
_AT_LEAST, _QUIET, _AT_MOST = timedelta(seconds=45), timedelta(seconds=20), timedelta(seconds=200)


class Thunderbird:
    """A profile with one CalDAV calendar; the password is in its address, where nobody has to type it."""

    def __init__(self, url: str, email: str, secret: str, home: Path) -> None:
        self._profile = home / "profile"
        self._profile.mkdir(parents=True)
        scheme, _, rest = url.partition("://")
        calendar = f"calendar.registry.{_ID}"
        preferences = {
            "calendar.list.sortOrder": _ID,
            f"{calendar}.type": "caldav",
            f"{calendar}.name": "Rooster",
            f"{calendar}.uri": f"{scheme}://{quote(email, safe='')}:{secret}@{rest}",
            f"{calendar}.username": email,
            f"{calendar}.cache.enabled": True,
            "app.update.enabled": False,
            "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
            "mail.provider.suppress_dialog_on_startup": True,
            "network.http.phishy-userpass-length": 255,
        }
        lines = (
            f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()
        )
        (self._profile / "user.js").write_text("\n".join(lines))

    def shown(self) -> list[Shown]:
        """What it has after it was started once more and has come to rest."""
        self._start_and_rest()
        with tempfile.TemporaryDirectory() as copy:
            shutil.copytree(self._profile / "calendar-data", copy, dirs_exist_ok=True)
            with closing(sqlite3.connect(Path(copy) / "cache.sqlite")) as kept:
                rows = kept.execute("SELECT event_start, event_end, title FROM cal_events").fetchall()
        return sorted(Shown.at(_instant(start), _instant(end), title) for start, end, title in rows)

    def _start_and_rest(self) -> None:
        home = str(self._profile.parent)
        with (self._profile.parent / "said.log").open("a") as said:
            program = subprocess.Popen(
                ["thunderbird", "--headless", "--no-remote", "--profile", str(self._profile)],
                env=os.environ | {"HOME": home},
                stdout=said,
                stderr=said,
            )
            try:
                self._wait_until_quiet()
            finally:
                program.terminate()
                program.wait(60)

    def _wait_until_quiet(self) -> None:
        """It says nowhere that it is done: it is when it has written nothing for a while."""
        began = changed = time.monotonic()
        seen: object = None
        while time.monotonic() - began < _AT_MOST.total_seconds():
            time.sleep(0.5)
            files = sorted((self._profile / "calendar-data").glob("cache.sqlite*"))
            state = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
            if state != seen:
                seen, changed = state, time.monotonic()
            rested = time.monotonic() - changed > _QUIET.total_seconds()
            if state and rested and time.monotonic() - began > _AT_LEAST.total_seconds():
                return


def _instant(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)
