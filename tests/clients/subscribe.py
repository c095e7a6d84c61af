"""Subscribe to a feed with vdirsyncer and show it with khal, as a student on Linux would.

    python -m tests.clients.subscribe URL            print what khal shows
    python -m tests.clients.subscribe URL --watch    print it, wait for Enter, sync again, print what changed

The programs are installed into the temporary folder, in a virtual environment of their own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.clients.installed import CannotInstall, python_clients

_VDIRSYNCER = """\
[general]
status_path = "{home}/status"

[pair feed]
a = "remote"
b = "local"
collections = null

[storage remote]
type = "http"
url = "{url}"

[storage local]
type = "filesystem"
path = "{home}/calendar"
fileext = ".ics"
"""
_KHAL = """\
[calendars]
[[feed]]
path = {home}/calendar
readonly = True

[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M

[sqlite]
path = {home}/khal.db
"""


@dataclass(frozen=True, slots=True, order=True)
class Shown:
    """One line of khal's list; times are wall time in the reader's zone. vdirsyncer makes UIDs of its own."""

    starts: str
    ends: str
    title: str
    location: str


class Subscription:
    """A feed in vdirsyncer and khal; everything they keep is under `home`."""

    def __init__(self, url: str, home: Path, zone: str = "Europe/Amsterdam") -> None:
        self._programs, self._home = python_clients(), home
        (home / "calendar").mkdir(parents=True, exist_ok=True)
        (home / "vdirsyncer.conf").write_text(_VDIRSYNCER.format(home=home, url=url))
        (home / "khal.conf").write_text(_KHAL.format(home=home, zone=zone))
        self._vdirsyncer("discover", answer="y\n" * 9)

    def sync(self) -> None:
        """Fetch the feed and bring the local calendar to its state."""
        self._vdirsyncer("sync")

    def shown(self, first: date, last: date) -> list[Shown]:
        """What khal lists from `first` up to `last`, without what is cancelled."""
        wanted = ("start-long", "end-long", "title", "location", "status")
        fields = [part for name in wanted for part in ("--json", name)]
        said = self._run("khal", "-c", "khal.conf", "list", "--once", *fields, str(first), str(last))
        # khal prints one JSON list per day.
        rows = [row for line in said.splitlines() if line.strip() for row in json.loads(line)]
        return sorted(_shown(row) for row in rows if "CANCELLED" not in row["status"])

    def _vdirsyncer(self, command: str, answer: str = "") -> None:
        self._run("vdirsyncer", "-c", "vdirsyncer.conf", command, answer=answer)

    def _run(self, program: str, *arguments: str, answer: str = "") -> str:
        command = [str(self._programs / program), *arguments]
        result = subprocess.run(
            command, cwd=self._home, input=answer, capture_output=True, text=True, check=False
        )
        if result.returncode:
            raise RuntimeError(f"{program} {' '.join(arguments)}: {(result.stderr or result.stdout)[-2000:]}")
        return result.stdout


def _shown(row: dict[str, str]) -> Shown:
    return Shown(row["start-long"], row["end-long"], row["title"], row["location"])


def _print(rows: list[Shown]) -> None:
    for row in rows:
        print(f"{row.starts}  {row.ends[-5:]}  {row.title}  ({row.location})")
    print(f"{len(rows)} sessions")


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("url")
    arguments.add_argument(
        "--from", dest="first", type=date.fromisoformat, default=datetime.now(UTC).date() - timedelta(100)
    )
    arguments.add_argument("--days", type=int, default=365)
    arguments.add_argument("--zone", default="Europe/Amsterdam")
    arguments.add_argument("--watch", action="store_true")
    asked = arguments.parse_args()
    last = asked.first + timedelta(days=asked.days)
    with tempfile.TemporaryDirectory(prefix="fieldlab-subscriber-") as home:
        try:
            subscription = Subscription(asked.url, Path(home), asked.zone)
        except CannotInstall as fault:
            sys.exit(str(fault))
        subscription.sync()
        before = subscription.shown(asked.first, last)
        _print(before)
        if asked.watch:
            input("Change something, then press Enter to sync again ... ")
            subscription.sync()
            after = subscription.shown(asked.first, last)
            _print([row for row in after if row not in before])
            print(f"{len(set(before) - set(after))} no longer shown as they were, {len(after)} sessions now")


if __name__ == "__main__":
    main()
