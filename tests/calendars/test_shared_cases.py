"""The calendars that stand beside the repository, one for each kind of misreading: what each must say."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from calendars.decode import TimeRange, decode
from tests.support.requirements import missing

_BESIDE_THE_REPOSITORY = Path(__file__).resolve().parents[3] / "shared"
FOLDER = Path(os.environ.get("FIELDLAB_SHARED", _BESIDE_THE_REPOSITORY)) / "calendars"
YEAR = TimeRange(datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC))
MEANT = {
    "allday-exdate-utc": "30T23-01T23 02T23-03T23",
    "allday-recurrence-utc": "30T23-01T23 09T23-10T23",
    "allday-wr-timezone": "30T23-01T23",
    "birthday-1604": "02T23-03T23",
    "byday-spaces": "01T09-01T10 03T09-03T10 08T09-08T10",
    "cdo-free-opaque": "",
    "dup-event-sequence": "01T14-01T15",
    "dup-exception": "01T09-01T10 02T14-02T15",
    "duration-nominal-day": "24T10-25T11",
    "end-before-start": "01T10-01T11",
    "end-floating": "01T14-01T15",
    "exception-exdated-newer-master": "01T09-01T10 03T09-03T10",
    "exdate-floating": "01T14-01T15",
    "exrule": "02T09-02T10 04T09-04T10",
    "leading-space": "01T09-01T10",
    "other-fieldlab": "01T09-01T10",
    "rdate-period": "01T09-01T10 02T09-02T12",
    "two-calendars-exception": "01T09-01T10 02T14-02T15",
    "tz-display-eastern": "01T14-01T15",
    "tz-escaped-comma": "01T14-01T15",
    "tz-fixed-offset-name": "01T14-01T15",
    "tz-lowercase": "01T14-01T15",
    "tz-onset-monthly-rule": "22T07-22T08 28T08-28T09",
    "until-date-z": "01T09-01T10 08T09-08T10 15T09-15T10",
    "until-iso": "01T09-01T10 08T09-08T10 15T09-15T10",
    "utf8-split-by-fold": "01T09-01T10",
}


@pytest.mark.parametrize("name", MEANT)
def test_the_file_takes_the_time_that_is_meant(name: str) -> None:
    reading = decode(octets_of(name), YEAR, zone="Europe/Amsterdam")

    assert " ".join(f"{each.starts:%dT%H}-{each.ends:%dT%H}" for each in reading.busy) == MEANT[name]


def test_many_birthdays_are_all_read() -> None:
    reading = decode(octets_of("many-birthdays"), YEAR, zone="Europe/Amsterdam")

    assert (len({each.uid for each in reading.occurrences}), reading.skipped) == (300, ())


def octets_of(name: str) -> bytes:
    file = FOLDER / f"{name}.ics"
    if not file.is_file():
        missing(f"the calendars are not at ../shared/calendars nor under FIELDLAB_SHARED ({file})")
    return file.read_bytes()
