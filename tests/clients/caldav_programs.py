"""Real calendar programs on a real server by CalDAV: the same 200 sessions before and after a set of changes.

    python -m tests.clients.caldav_programs                        all of them, and a refusal in Evolution
    python -m tests.clients.caldav_programs vdirsyncer thunderbird

Installs what it needs: vdirsyncer and khal in the temporary folder, Thunderbird and Evolution data server
by apt-get, as root on Debian. Ends with 1 when a program showed anything else than what is true.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.clients.campus import Campus, Shown, event, missing_and_extra, served_campus
from tests.clients.evolution import Evolution
from tests.clients.installed import CannotInstall, debian_programs
from tests.clients.thunderbird import Thunderbird
from tests.clients.vdirsyncer import Vdirsyncer

YEAR = date(2026, 9, 1), date(2027, 8, 31)
EVOLUTION = (
    "evolution-data-server",
    "gir1.2-ecal-2.0",
    "gir1.2-edataserver-1.2",
    "python3-gi",
    "dbus",
    "gnome-keyring",
)
Look = Callable[[], list[Shown]]


def vdirsyncer(campus: Campus, home: Path) -> Look:
    """Finds the calendars from the address of the site alone."""
    program = Vdirsyncer(campus.url, campus.student.person.email, campus.student_secret, home)

    def look() -> list[Shown]:
        program.sync()
        return program.shown("me", *YEAR)

    return look


def evolution(campus: Campus, home: Path) -> Look:
    debian_programs("dbus-run-session", *EVOLUTION)
    student = campus.student
    return Evolution(campus.address(student), student.person.email, campus.student_secret, home).shown


def thunderbird(campus: Campus, home: Path) -> Look:
    debian_programs("thunderbird", "thunderbird")
    student = campus.student
    return Thunderbird(campus.address(student), student.person.email, campus.student_secret, home).shown


PROGRAMS = {each.__name__: each for each in (vdirsyncer, evolution, thunderbird)}


def shows_the_truth(name: str) -> bool:
    """Runs one program before and after the changes and says what it showed."""
    with (
        tempfile.TemporaryDirectory(prefix="fieldlab-caldav-") as folder,
        served_campus(Path(folder)) as campus,
    ):
        look = PROGRAMS[name](campus, Path(folder) / name)
        right = True
        for moment in ("before", "after"):
            shown, expected = look(), campus.expected()
            right = right and shown == expected
            print(f"{name:12} {moment:7} {missing_and_extra(expected, shown)}", flush=True)
            if moment == "before":
                campus.shake()
    return right


def refusal() -> bool:
    """A teacher books the whole lab in Evolution, and then one place more: does it say why not?"""
    debian_programs("dbus-run-session", *EVOLUTION)
    with (
        tempfile.TemporaryDirectory(prefix="fieldlab-caldav-") as folder,
        served_campus(Path(folder)) as campus,
    ):
        teacher, lab = campus.teacher, f"resource-{campus.lab_id}"
        login = (campus.address(teacher, lab), teacher.person.email, campus.teacher_secret)
        program = Evolution(*login, Path(folder) / "evolution")
        said = []
        for uid, places in (("the-lab", 8), ("one-more", 1)):
            file = Path(folder) / f"{uid}.ics"
            file.write_text(event(uid, places))
            said.append(program.write(file))
        titles = {each.title for each in program.shown()}
    print(f"evolution    says    {said[1]}", flush=True)
    booked = "the-lab" in titles and "one-more" not in titles
    return booked and not said[0] and "alle 8 plekken" in said[1] and "Dit kan wel" in said[1]


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("program", nargs="*", help=f"{', '.join(PROGRAMS)} or refusal")
    asked = arguments.parse_args().program or [*PROGRAMS, "refusal"]
    if unknown := set(asked) - {*PROGRAMS, "refusal"}:
        arguments.error(f"unknown: {', '.join(sorted(unknown))}")
    try:
        right = [refusal() if name == "refusal" else shows_the_truth(name) for name in asked]
    except CannotInstall as fault:
        sys.exit(str(fault))
    sys.exit(not all(right))


if __name__ == "__main__":
    main()
