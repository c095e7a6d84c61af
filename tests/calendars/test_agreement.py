"""Our reader against two others on calendars made at random: recurring-ical-events here, ical.js where it can
be installed. A difference between them is the next thing to look into."""

import json
import os
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from calendars.decode import decode
from tests.calendars.generated import READER, YEAR, by_libraries, files
from tests.clients.installed import CannotInstall, node_clients
from tests.support.requirements import missing

EXPANDER = Path(__file__).parents[1] / "clients" / "expand.mjs"
TOGETHER = 150


def by_us(octets: bytes) -> list[tuple[datetime, datetime]]:
    reading = decode(octets, YEAR, zone=READER)
    assert reading.skipped == ()
    return sorted((each.starts, each.ends) for each in reading.occurrences if each.starts >= YEAR.starts)


@pytest.mark.slow
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files())
def test_we_find_what_recurring_ical_events_finds(octets: bytes) -> None:
    assert by_us(octets) == by_libraries(octets)


@pytest.mark.slow
def test_we_find_what_icaljs_finds() -> None:
    try:
        node, folder = node_clients()
    except CannotInstall as fault:
        missing(str(fault))
    made = make_files(TOGETHER)

    theirs = expanded_by_icaljs(node, folder, made)

    assert [by_us(octets) for octets in made] == theirs


def make_files(count: int) -> list[bytes]:
    """So many generated calendars, the same on every run: ical.js is started once for all of them."""
    made: list[bytes] = []

    @settings(max_examples=count, database=None, derandomize=True, phases=[Phase.generate], deadline=None)
    @given(files(newest_last=True))
    def gather(octets: bytes) -> None:
        made.append(octets)

    gather()
    return made


def expanded_by_icaljs(node: Path, folder: Path, made: list[bytes]) -> list[list[tuple[datetime, datetime]]]:
    question = {
        "calendars": [octets.decode() for octets in made],
        "starts": YEAR.starts.isoformat(),
        "ends": YEAR.ends.isoformat(),
    }
    answer = subprocess.run(
        [str(node), str(EXPANDER), str(folder)],
        input=json.dumps(question).encode(),
        env=os.environ | {"TZ": READER},
        capture_output=True,
        check=True,
    )
    return [
        sorted((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in spans)
        for spans in json.loads(answer.stdout)
    ]
