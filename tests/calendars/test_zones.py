"""A VTIMEZONE says what tzdata says, in every zone there is."""

import zoneinfo
from bisect import bisect_right
from datetime import UTC, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr

from calendars.zones import TimeZone, is_zone, time_zone

EVERY_ZONE = sorted(key for key in zoneinfo.available_timezones() if is_zone(key))
YEARS = (*range(1972, 2040, 3), *range(2040, 2101, 12))


def onsets(zone: TimeZone) -> list[tuple[datetime, timedelta]]:
    """When the written rules change the clock and the offset after each, as dateutil computes it."""
    found, block = [], {}
    for line in zone.lines:
        name, _, value = line.partition(":")
        block[name] = value
        if line.startswith("END:") and "RRULE" in block:
            start = datetime.strptime(block["DTSTART"], "%Y%m%dT%H%M%S")  # noqa: DTZ007
            rule = rrulestr(block.pop("RRULE"), dtstart=start)
            before, after = offset_of(block["TZOFFSETFROM"]), offset_of(block["TZOFFSETTO"])
            days = rule.between(datetime(1971, 1, 1), datetime(2101, 1, 1))  # noqa: DTZ001
            found += [((day - before).replace(tzinfo=UTC), after) for day in days]
    return sorted(found)


def offset_of(text: str) -> timedelta:
    sign = -1 if text[0] == "-" else 1
    return sign * timedelta(hours=int(text[1:3]), minutes=int(text[3:5]), seconds=int(text[5:] or 0))


def test_there_are_zones_to_test() -> None:
    assert len(EVERY_ZONE) > 400


@pytest.mark.parametrize("key", EVERY_ZONE)
def test_the_written_rules_change_the_clock_when_tzdata_does(key: str) -> None:
    zone = time_zone(key)

    wrong = [
        at
        for at, after in onsets(zone)
        if at > zone.valid_from
        and (
            at.astimezone(zone.rules).utcoffset() != after
            or (at - timedelta(seconds=1)).astimezone(zone.rules).utcoffset() == after
        )
    ]

    assert wrong == []


@pytest.mark.parametrize("key", EVERY_ZONE)
def test_between_the_written_changes_the_offset_stands_still(key: str) -> None:
    zone = time_zone(key)
    changes = onsets(zone)
    begins = [at for at, _ in changes]
    only = offset_of(next((line for line in zone.lines if line.startswith("TZOFFSETTO:")), ":+0000")[-5:])

    wrong = [
        at
        for year in YEARS
        for month in range(1, 13)
        if (at := datetime(year, month, 9, 12, tzinfo=UTC)) >= zone.valid_from
        and at.astimezone(zone.rules).utcoffset()
        != (changes[place - 1][1] if (place := bisect_right(begins, at)) else only)
    ]

    assert wrong == []


def test_the_zone_of_the_campuses_has_two_yearly_rules_for_every_year_since_1996() -> None:
    zone = time_zone("Europe/Amsterdam")

    assert zone.valid_from == datetime(1996, 1, 2, tzinfo=UTC)
    assert zone.lines == (
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Amsterdam",
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
    )


@pytest.mark.parametrize(
    "key", ["", "Europe", "Europe/Groningen", "../etc/passwd", "a" * 999, "x\x00", "\ud800"]
)
def test_what_is_no_zone_is_said_to_be_none(key: str) -> None:
    assert not is_zone(key)
