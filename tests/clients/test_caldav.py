"""Programs that synchronise, on a real server: vdirsyncer with khal, and the `caldav` library.

Thunderbird and Evolution need Debian's packages: `python -m tests.clients.caldav_programs` runs those too.
"""

import json
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.clients.campus import Campus, event, served_campus
from tests.clients.installed import CannotInstall, python_clients
from tests.clients.vdirsyncer import Vdirsyncer
from tests.support.requirements import missing

pytestmark = pytest.mark.slow
YEAR = date(2026, 9, 1), date(2027, 8, 31)
LIBRARY = "caldav==3.6.0"
BOOKED, TOO_MUCH = "phone-1", "phone-2"


@pytest.fixture
def campus(tmp_path: Path) -> Iterator[Campus]:
    try:
        python_clients()
        python_clients(LIBRARY)
    except CannotInstall as fault:
        missing(str(fault))
    with served_campus(tmp_path) as campus:
        yield campus


def test_vdirsyncer_and_khal_show_the_sessions_before_and_after_changes(
    campus: Campus, tmp_path: Path
) -> None:
    student = campus.student.person
    program = Vdirsyncer(campus.url, student.email, campus.student_secret, tmp_path / "desk")
    program.sync()
    first, expected = program.shown("me", *YEAR), campus.expected()

    campus.shake()
    program.sync()
    second = program.shown("me", *YEAR)

    assert first == expected
    assert second == campus.expected() != expected


def test_an_event_put_in_a_folder_is_booked_and_one_too_many_is_refused(
    campus: Campus, tmp_path: Path
) -> None:
    teacher = campus.teacher.person
    program = Vdirsyncer(campus.url, teacher.email, campus.teacher_secret, tmp_path / "desk")
    program.sync()
    folder = program.calendars / f"resource-{campus.lab_id}"
    for uid, places in ((BOOKED, 8), (TOO_MUCH, 1)):
        (folder / f"{uid}.ics").write_text(event(uid, places))
        said = program.sync()

    again = Vdirsyncer(campus.url, teacher.email, campus.teacher_secret, tmp_path / "phone")
    again.sync()
    shown = {each.title for each in again.shown(folder.name, *YEAR)}

    assert BOOKED in shown
    assert TOO_MUCH not in shown
    assert "409" in said


def test_the_caldav_library_books_moves_and_cancels(campus: Campus, tmp_path: Path) -> None:
    script = Path(__file__).with_name("caldav_library.py")
    login = (campus.url, campus.teacher.person.email, campus.teacher_secret, "Lab Waterstof")
    command = [str(python_clients(LIBRARY) / "python"), str(script), *login]

    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stderr
    said = json.loads(result.stdout)
    refused = said.pop("refused")
    assert said == {
        "calendars": ["Lab Waterstof", "Mijn rooster"],
        "titles": ["Les"],
        "changed": 1,
        "left": [],
    }
    assert "nog 7 van de 8 plekken vrij; je vraagt er 8." in refused
