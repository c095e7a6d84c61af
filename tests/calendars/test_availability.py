"""Opening hours as VAVAILABILITY."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from calendars.availability import Availability, Hours, encode_availability
from calendars.checks import check
from calendars.errors import InvalidValue
from calendars.event import CalendarUser
from tests.calendars.parsers import icalendar_complaints, libical_complaints

WORKDAYS = frozenset(range(5))


def make_hours(**changes: Any) -> Hours:
    facts: dict[str, Any] = {
        "weekdays": WORKDAYS,
        "opens": time(8, 30),
        "closes": time(17),
        "first_on": date(2026, 9, 5),
        "last_on": date(2026, 10, 30),
    }
    return Hours(**(facts | changes))


def make_availability(*hours: Hours, **changes: Any) -> Availability:
    facts: dict[str, Any] = {
        "uid": "lab@x",
        "name": "Waterstoflab",
        "zone": "Europe/Amsterdam",
        "stamped_at": datetime(2026, 9, 1, tzinfo=UTC),
        "organizer": CalendarUser("lab@lab.example"),
    }
    return Availability(hours=hours, **(facts | changes))


def test_weekly_hours_begin_on_their_first_open_day_and_end_with_their_last() -> None:
    octets = encode_availability(make_availability(make_hours(summary="Open, met begeleiding")))

    assert octets.decode().partition("BEGIN:AVAILABLE\r\n")[2].split("\r\n")[:7] == [
        "UID:lab@x-1",
        "DTSTAMP:20260901T000000Z",
        "DTSTART;TZID=Europe/Amsterdam:20260907T083000",
        "DTEND;TZID=Europe/Amsterdam:20260907T170000",
        "RRULE:FREQ=WEEKLY;UNTIL=20261030T225959Z;BYDAY=MO,TU,WE,TH,FR",
        "SUMMARY:Open\\, met begeleiding",
        "END:AVAILABLE",
    ]


def test_hours_over_midnight_end_on_the_next_day() -> None:
    octets = encode_availability(make_availability(make_hours(opens=time(18), closes=time(0), last_on=None)))

    assert b"DTSTART;TZID=Europe/Amsterdam:20260907T180000\r\n" in octets
    assert b"DTEND;TZID=Europe/Amsterdam:20260908T000000\r\n" in octets


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "UTC", "Asia/Tokyo"])
def test_availability_passes_the_parsers_that_know_it(zone: str) -> None:
    octets = encode_availability(
        make_availability(make_hours(), make_hours(weekdays=frozenset({5})), zone=zone)
    )

    assert icalendar_complaints(octets) == libical_complaints(octets) == []
    assert check(octets) == ()


@pytest.mark.parametrize(
    "build",
    [
        lambda: make_hours(weekdays=frozenset()),
        lambda: make_hours(weekdays=frozenset({7})),
        lambda: make_hours(opens=time(8, tzinfo=UTC)),
        lambda: make_hours(last_on=date(2026, 9, 6)),
        lambda: make_availability(zone="Africa/Casablanca"),
        lambda: make_availability(zone="Campus"),
    ],
)
def test_hours_that_cannot_be_said_cannot_be_built(build: Any) -> None:
    with pytest.raises(InvalidValue):
        build()
