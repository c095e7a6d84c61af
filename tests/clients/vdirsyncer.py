"""A person's calendars in vdirsyncer, by CalDAV, shown by khal: as on a Linux desk without a desktop."""

import json
import subprocess
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.clients.campus import Shown
from tests.clients.installed import python_clients

_ZONE = "Europe/Amsterdam"
_VDIRSYNCER = """\
[general]
status_path = "{home}/status"

[pair calendars]
a = "remote"
b = "local"
collections = ["from a"]
conflict_resolution = "a wins"
metadata = ["displayname", "color"]

[storage remote]
type = "caldav"
url = "{url}"
username = "{email}"
password = "{secret}"

[storage local]
type = "filesystem"
path = "{home}/calendars"
fileext = ".ics"
"""
_KHAL = """\
[calendars]
[[shown]]
path = {home}/calendars/{calendar}
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


class Vdirsyncer:
    """An account in vdirsyncer, found from the address of the site alone; all it keeps is under `home`."""

    def __init__(self, url: str, email: str, secret: str, home: Path) -> None:
        self._programs, self._home = python_clients(), home
        self.calendars = home / "calendars"
        self.calendars.mkdir(parents=True)
        config = _VDIRSYNCER.format(home=home, url=url, email=email, secret=secret)
        (home / "vdirsyncer.conf").write_text(config)
        self._run("vdirsyncer", "-c", "vdirsyncer.conf", "discover", answer="y\n" * 9)

    def sync(self) -> str:
        """Bring both sides to one state; answers what it complained about."""
        return self._run("vdirsyncer", "-c", "vdirsyncer.conf", "sync", may_fail=True)

    def shown(self, calendar: str, first: date, last: date) -> list[Shown]:
        """What khal lists of one calendar."""
        config = _KHAL.format(home=self._home, calendar=calendar, zone=_ZONE)
        (self._home / "khal.conf").write_text(config)
        fields = [part for name in ("start-long", "end-long", "title") for part in ("--json", name)]
        said = self._run("khal", "-c", "khal.conf", "list", "--once", *fields, str(first), str(last))
        rows = [row for line in said.splitlines() if line.strip() for row in json.loads(line)]
        return sorted(
            Shown.at(_instant(row["start-long"]), _instant(row["end-long"]), row["title"]) for row in rows
        )

    def _run(self, program: str, *arguments: str, answer: str = "", may_fail: bool = False) -> str:
        command = [str(self._programs / program), *arguments]
        result = subprocess.run(
            command, cwd=self._home, input=answer, capture_output=True, text=True, check=False
        )
        if result.returncode and not may_fail:
            raise RuntimeError(f"{program} {' '.join(arguments)}: {(result.stderr or result.stdout)[-2000:]}")
        return result.stderr if may_fail else result.stdout


def _instant(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(_ZONE))
