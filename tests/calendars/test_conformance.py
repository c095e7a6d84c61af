"""Every shape of feed passes the parsers of vobject, ical, icalendar and libical."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings

from calendars.encode import encode, encode_freebusy
from calendars.event import BusyKind, BusyPeriod, Calendar, CalendarUser, FreeBusy, Status
from tests.calendars.parsers import PARSERS
from tests.calendars.reference import many_events
from tests.calendars.samples import ZONES, calendars, make_calendar, make_event, make_rich_calendar

DAY = datetime(2026, 11, 23, tzinfo=UTC)
ROSTER = CalendarUser("rooster@lab.example", 'Rooster; Campus "Noord"')
SHAPES = {
    "empty": encode(make_calendar()),
    "empty in UTC": encode(make_calendar(zone="UTC")),
    "one lesson": encode(make_calendar(make_event(), organizer=ROSTER)),
    "every field": encode(make_rich_calendar()),
    "every status": encode(make_calendar(*(make_event(f"{status}@x", status=status) for status in Status))),
    "every zone": encode(make_calendar(*(make_event(f"{n}@x", zone=zone) for n, zone in enumerate(ZONES)))),
    "busy only": encode(make_calendar(make_event().busy_only("Bezet"))),
    "a year": encode(make_calendar(*many_events(1_000))),
    "busy time": encode_freebusy(
        FreeBusy(
            uid="lab@x",
            name="Waterstoflab",
            starts=DAY,
            ends=DAY + timedelta(days=7),
            stamped_at=DAY,
            organizer=ROSTER,
            periods=tuple(
                BusyPeriod(DAY + timedelta(hours=n), DAY + timedelta(hours=n + 1), kind)
                for n, kind in enumerate(BusyKind)
            ),
        )
    ),
}
BROKEN = SHAPES["one lesson"].replace(b"DTSTART;TZID=Europe/Amsterdam:20261123T090000", b"DTSTART:noon")


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_feed_passes_every_parser(shape: str, parser: str) -> None:
    complaints = PARSERS[parser](SHAPES[shape])

    assert complaints == []


@pytest.mark.parametrize("parser", PARSERS)
def test_every_parser_complains_of_a_feed_that_is_broken(parser: str) -> None:
    assert PARSERS[parser](BROKEN) != []


@pytest.mark.parametrize("parser", PARSERS)
@settings(max_examples=30, deadline=None)
@given(calendar=calendars())
def test_any_calendar_passes_every_parser(parser: str, calendar: Calendar) -> None:
    complaints = PARSERS[parser](encode(calendar))

    assert complaints == []
