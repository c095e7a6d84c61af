"""Dropping a file into `tests/calendars/quirks/` is the whole test.

Its name begins with the quirk it needs (`windows-zone.ics`, `windows-zone.outlook-2016.ics`). After the
calendar stand the occurrences it must give between September 2026 and September 2027, and what is reported:

    X-EXPECT:20261123T080000Z/20261123T100000Z Title
    X-SKIPPED:its end cannot be read

Files that need no repair but were once misread are under `tests/calendars/cases/`, in the same form.
"""

import codecs
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from calendars.decode import Reading, TimeRange, decode
from calendars.errors import ReadError
from calendars.quirks import ALL, Quirk

HERE = Path(__file__).parent
FILES = sorted((HERE / "quirks").glob("*.ics"))
CASES = sorted((HERE / "cases").glob("*.ics"))
YEAR = TimeRange(datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC))


def quirk_of(file: Path) -> Quirk:
    return Quirk(file.name.partition(".")[0])


def expected(file: Path) -> list[str]:
    return said(file, "EXPECT")


def said(file: Path, name: str) -> list[str]:
    octets = file.read_bytes()
    wide = "utf-16" if octets.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    text = octets.decode(wide if b"\0" in octets else "utf-8", "replace")
    return re.findall(rf"^X-{name}:(.*?)\r?$", text, re.MULTILINE)


def shown(reading: Reading) -> list[str]:
    return [
        f"{each.starts:%Y%m%dT%H%M%SZ}/{each.ends:%Y%m%dT%H%M%SZ} {each.summary}"
        for each in reading.occurrences
    ]


@pytest.mark.parametrize("file", FILES + CASES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_the_file_reads_as_it_expects(file: Path) -> None:
    reading = decode(file.read_bytes(), YEAR, zone="Europe/Amsterdam")

    assert shown(reading) == expected(file)
    assert [each.reason for each in reading.skipped] == said(file, "SKIPPED")
    assert file in CASES or quirk_of(file) in reading.repairs


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_file_reads_wrongly_without_its_quirk(file: Path) -> None:
    try:
        without = shown(
            decode(file.read_bytes(), YEAR, zone="Europe/Amsterdam", quirks=ALL - {quirk_of(file)})
        )
    except ReadError:
        without = []

    assert without != expected(file)


def test_every_quirk_has_a_file_that_needs_it() -> None:
    assert {quirk_of(file) for file in FILES} == set(Quirk)
