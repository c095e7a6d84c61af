"""Feeds: their bytes, and that every parser reads back what was meant."""

import itertools
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from hypothesis import given, settings

from calendars.encode import encode, encode_freebusy, etag
from calendars.event import BusyKind, BusyPeriod, Calendar, CalendarUser, Conference, FreeBusy
from tests.calendars.reference import encode_reference
from tests.calendars.samples import calendars, make_calendar, make_event, make_rich_calendar, make_rich_event


def test_a_feed_is_written_line_by_line_as_the_standard_asks() -> None:
    octets = encode(make_calendar(make_event(), refresh=timedelta(hours=2)))

    head, _, rest = octets.decode().partition("BEGIN:VTIMEZONE\r\n")
    assert head.split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Fieldlab scheduler//Calendars 1.0//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME;LANGUAGE=nl:Rooster van Sanne",
        "X-WR-CALNAME:Rooster van Sanne",
        "X-WR-TIMEZONE:Europe/Amsterdam",
        "REFRESH-INTERVAL;VALUE=DURATION:PT2H",
        "X-PUBLISHED-TTL:PT2H",
        "",
    ]
    assert rest.partition("END:VTIMEZONE\r\n")[2].split("\r\n") == [
        "BEGIN:VEVENT",
        "UID:1@lab.example",
        "DTSTAMP:20260901T083000Z",
        "DTSTART;TZID=Europe/Amsterdam:20261123T090000",
        "DTEND;TZID=Europe/Amsterdam:20261123T110000",
        "CREATED:20260901T083000Z",
        "LAST-MODIFIED:20260901T083000Z",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "SUMMARY;LANGUAGE=nl:Lassen\\, groep 1A",
        'ORGANIZER;CN="Rooster van Sanne":invalid:nomail',
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(calendars())
def test_any_calendar_equals_what_icalendar_writes_once_both_are_parsed(calendar: Calendar) -> None:
    ours = icalendar.Calendar.from_ical(encode(calendar))

    assert ours == icalendar.Calendar.from_ical(encode_reference(calendar))


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(calendars())
def test_any_calendar_keeps_to_crlf_and_75_octets(calendar: Calendar) -> None:
    octets = encode(calendar)

    lines = octets.split(b"\r\n")
    assert lines[-1] == b""
    assert not any(set(line) & set(b"\r\n") for line in lines)
    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines]


def test_the_order_of_the_events_does_not_change_a_byte() -> None:
    events = [make_event(f"{number}@lab.example") for number in range(3)] + [make_rich_event()]

    written = {encode(make_calendar(*order)) for order in itertools.permutations(events)}

    assert len(written) == 1
    assert {etag(octets) for octets in written} == {etag(octets) for octets in written}


def test_another_title_is_another_etag() -> None:
    before, after = (etag(encode(make_calendar(make_event(summary=title)))) for title in ("Lassen", "Frezen"))

    assert before != after


@pytest.mark.parametrize("sunday", [datetime(2026, 10, 25, tzinfo=UTC), datetime(2027, 3, 28, tzinfo=UTC)])
def test_sessions_keep_their_wall_time_across_a_change_of_the_clock(sunday: datetime) -> None:
    from zoneinfo import ZoneInfo

    days = [sunday + timedelta(days=day) for day in range(-7, 8)]
    amsterdam = ZoneInfo("Europe/Amsterdam")
    nine = [day.replace(hour=9, tzinfo=amsterdam).astimezone(UTC) for day in days]
    events = (
        make_event(f"{number}@lab.example", starts=at, ends=at + timedelta(hours=2))
        for number, at in enumerate(nine)
    )

    parsed = icalendar.Calendar.from_ical(encode(make_calendar(*events)))

    assert [event.start.strftime("%H:%M") for event in parsed.events] == ["09:00"] * 15
    assert [event.start.astimezone(UTC) for event in parsed.events] == nine


def test_the_second_of_two_equal_hours_is_written_in_utc() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    hour = timedelta(hours=1)
    events = [
        make_event("first@x", starts=first, ends=first + hour / 4),
        make_event("second@x", starts=first + hour, ends=first + hour * 5 / 4),
        make_event("across@x", starts=first, ends=first + hour),
    ]

    lines = encode(make_calendar(*events)).decode().split("\r\n")

    assert [line for line in lines if line.startswith(("DTSTART", "DTEND")) and "1970" not in line] == [
        "DTSTART:20261025T003000Z",
        "DTEND:20261025T013000Z",
        "DTSTART;TZID=Europe/Amsterdam:20261025T023000",
        "DTEND;TZID=Europe/Amsterdam:20261025T024500",
        "DTSTART:20261025T013000Z",
        "DTEND:20261025T014500Z",
    ]


def test_instants_the_yearly_rule_would_misstate_are_written_in_utc_without_a_vtimezone() -> None:
    events = [
        make_event("old@x", starts=datetime(1980, 7, 1, tzinfo=UTC), ends=datetime(1980, 7, 2, tzinfo=UTC)),
        make_event("ramadan@x", zone="Africa/Casablanca"),
        make_event("utc@x", zone="UTC"),
    ]

    octets = encode(make_calendar(*events))

    assert b"TZID" not in octets
    assert octets.count(b"Z\r\nDTEND") == 3


def test_published_busy_time_is_merged_clipped_and_in_utc() -> None:
    day = datetime(2026, 11, 23, tzinfo=UTC)
    hours = [(-2, 1), (9, 10), (10, 11), (10, 12), (23, 30)]
    periods = tuple(BusyPeriod(day + timedelta(hours=a), day + timedelta(hours=b)) for a, b in hours)
    held = BusyPeriod(day + timedelta(hours=9), day + timedelta(hours=10), BusyKind.TENTATIVE)

    octets = encode_freebusy(
        FreeBusy(
            uid="lab@x",
            name="Waterstoflab",
            starts=day,
            ends=day + timedelta(days=1),
            stamped_at=day,
            organizer=CalendarUser("lab@lab.example", "Lab; beheer"),
            periods=(*periods, held),
        )
    )

    assert [line for line in octets.decode().split("\r\n") if line.startswith(("FREEBUSY", "ORGANIZER"))] == [
        'ORGANIZER;CN="Lab; beheer":mailto:lab@lab.example',
        "FREEBUSY;FBTYPE=BUSY:20261123T000000Z/20261123T010000Z",
        "FREEBUSY;FBTYPE=BUSY:20261123T090000Z/20261123T120000Z",
        "FREEBUSY;FBTYPE=BUSY:20261123T230000Z/20261124T000000Z",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261123T090000Z/20261123T100000Z",
    ]


def test_a_link_with_characters_no_uri_has_is_percent_encoded() -> None:
    event = make_event(conference=Conference('https://meet.example/?q="<lab>"|{1}'))

    unfolded = encode(make_calendar(event)).replace(b"\r\n ", b"")
    assert b":https://meet.example/?q=%22%3Clab%3E%22%7C%7B1%7D\r\n" in unfolded


def test_the_rich_calendar_equals_the_reference_too() -> None:
    calendar = make_rich_calendar()

    ours = icalendar.Calendar.from_ical(encode(calendar))

    assert ours == icalendar.Calendar.from_ical(encode_reference(calendar))
