"""Does ical.js, the parser of Thunderbird, read a feed as we mean it?

python -m tests.clients.icaljs URL|FILE
"""

import argparse
import json
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from calendars.jcal import to_jcal
from calendars.occurrence import text_of
from calendars.tokens import CalendarFile, Component
from calendars.values import instant_of
from tests.clients.installed import CannotInstall, node_clients

READER = Path(__file__).with_name("read.mjs")


def read_by_icaljs(octets: bytes) -> dict[str, Any]:
    """The jCal and the events that ical.js makes of a calendar."""
    node, folder = node_clients()
    result = subprocess.run(
        [str(node), str(READER), str(folder)], input=octets, capture_output=True, check=False
    )
    if result.returncode:
        raise RuntimeError(f"ical.js: {result.stderr.decode()[-2000:]}")
    return json.loads(result.stdout)


def read_by_us(octets: bytes) -> list[dict[str, str]]:
    """The same facts as we read them."""
    return [_facts(event) for event in CalendarFile(octets).components("VEVENT")]


def differences(octets: bytes) -> list[str]:
    """Where ical.js and we disagree on the events of a calendar, or on its jCal."""
    theirs, ours = read_by_icaljs(octets), read_by_us(octets)
    pairs = zip(theirs["events"], ours, strict=False)
    found = [f"ical.js: {their}\nwe:      {our}" for their, our in pairs if their != our]
    if len(theirs["events"]) != len(ours):
        found.append(f"ical.js reads {len(theirs['events'])} events, we {len(ours)}")
    unknown = _unknown(theirs["jcal"])
    if _plain(theirs["jcal"], unknown) != _plain(json.loads(to_jcal(octets)), unknown):
        found.append("the jCal differs")
    return found


def _facts(event: Component) -> dict[str, str]:
    starts, ends = instant_of(event, "DTSTART"), instant_of(event, "DTEND")
    return {
        "uid": event.value("UID"),
        "starts": _iso(starts),
        "ends": _iso(ends),
        "summary": text_of(event, "SUMMARY"),
        "description": text_of(event, "DESCRIPTION"),
        "location": text_of(event, "LOCATION"),
        "status": event.value("STATUS"),
    }


def _iso(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z" if at else ""


def _plain(jcal: Any, unknown: set[str]) -> Any:
    """jCal without types, and without the properties whose type ical.js does not know: those stay escaped."""
    name, properties, components = jcal
    kept = [
        (prop[0], prop[1], [_numbered(value) for value in prop[3:]])
        for prop in properties
        if prop[0] not in unknown
    ]
    return name, kept, [_plain(component, unknown) for component in components]


def _unknown(jcal: Any) -> set[str]:
    _, properties, components = jcal
    own = {prop[0] for prop in properties if prop[2] == "unknown"}
    return own.union(*(_unknown(component) for component in components))


def _numbered(value: Any) -> Any:
    """Rules with every part as a list: RFC 7265 3.6.10 allows one value bare."""
    if isinstance(value, dict):
        return {name: part if isinstance(part, list) else [part] for name, part in value.items()}
    return value


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("calendar")
    calendar = arguments.parse_args().calendar
    if "://" in calendar:
        with urllib.request.urlopen(calendar) as answer:  # noqa: S310 - the person who types it chooses it
            octets = answer.read()
    else:
        octets = Path(calendar).read_bytes()
    try:
        found = differences(octets)
    except CannotInstall as fault:
        sys.exit(str(fault))
    print("\n".join(found) or f"ical.js agrees on {len(read_by_us(octets))} events")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
