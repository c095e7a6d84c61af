"""Other people's calendars: the same occurrences as the libraries find, and bounds on all of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.decode import Limits, TimeRange, decode
from calendars.encode import NO_TITLE, encode
from calendars.errors import (
    InvalidValue,
    Malformed,
    NotACalendar,
    TooLarge,
    TooManyComponents,
    TooManyLines,
)
from calendars.event import Calendar, Status
from calendars.lines import plain
from calendars.occurrence import Occurrence
from tests.calendars.samples import calendars, make_calendar, make_event

YEAR = TimeRange(datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC))
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n"


def make_file(*events: str, head: str = HEAD) -> bytes:
    """A calendar of these VEVENT bodies."""
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"{head}{body}END:VCALENDAR\r\n".encode()


def lesson(*lines: str, uid: str = "1@x", start: str = "20261123T090000") -> str:
    """The body of an event of two hours."""
    first = f"DTSTART;TZID=Europe/Amsterdam:{start}"
    return "\r\n".join(
        [f"UID:{uid}", "DTSTAMP:20260901T000000Z", first, "DURATION:PT2H", "SUMMARY:Les", *lines]
    )


def read(octets: bytes, **settings: Any) -> tuple[Occurrence, ...]:
    return decode(octets, YEAR, zone="Europe/Amsterdam", **settings).occurrences


def starts_of(octets: bytes) -> list[str]:
    return [f"{each.starts:%Y-%m-%dT%H:%M}" for each in read(octets)]


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(calendars())
def test_what_we_write_we_read_back(calendar: Calendar) -> None:
    within = [event for event in calendar.events if event.starts < YEAR.ends and event.ends > YEAR.starts]

    occurrences = read(encode(calendar))

    assert [(each.starts, each.ends, each.uid, each.summary, each.status) for each in occurrences] == [
        (event.starts, event.ends, event.uid, plain(event.summary) or NO_TITLE, event.status)
        for event in sorted(within, key=lambda event: (event.starts, event.ends, event.uid))
    ]


def test_a_weekly_series_keeps_its_wall_time_over_both_changes_of_the_clock() -> None:
    series = lesson("RRULE:FREQ=WEEKLY;UNTIL=20270402T220000Z", start="20261019T090000")

    hours = {f"{each.starts:%m-%d}": each.starts.hour for each in read(make_file(series))}

    assert len(hours) == 24
    assert (hours["10-19"], hours["10-26"], hours["03-22"], hours["03-29"]) == (7, 8, 8, 7)


def test_exceptions_move_cancel_and_drop_occurrences_of_a_series() -> None:
    series = lesson("RRULE:FREQ=DAILY;COUNT=5", "EXDATE;TZID=Europe/Amsterdam:20261124T090000")
    moved = lesson("RECURRENCE-ID:20261125T080000Z", "SEQUENCE:1", start="20261125T140000")
    cancelled = lesson(
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20261126T090000", "STATUS:CANCELLED", start="20261126T090000"
    )

    occurrences = read(make_file(series, moved, cancelled))

    assert [(f"{each.starts:%d %H}", each.status, f"{each.recurrence:%d %H}") for each in occurrences] == [
        ("23 08", Status.CONFIRMED, "23 08"),
        ("25 13", Status.CONFIRMED, "25 08"),
        ("26 08", Status.CANCELLED, "26 08"),
        ("27 08", Status.CONFIRMED, "27 08"),
    ]


def test_an_exception_for_this_and_the_following_moves_them_all() -> None:
    series = lesson("RRULE:FREQ=DAILY;COUNT=4")
    moved = lesson(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Amsterdam:20261125T090000", start="20261125T103000"
    )

    assert starts_of(make_file(series, moved)) == [
        "2026-11-23T08:00",
        "2026-11-24T08:00",
        "2026-11-25T09:30",
        "2026-11-26T09:30",
    ]


def test_busy_means_taking_time_for_certain() -> None:
    octets = make_file(
        lesson(uid="busy@x"),
        lesson("STATUS:CANCELLED", uid="cancelled@x"),
        lesson("TRANSP:TRANSPARENT", uid="free@x"),
        lesson(uid="moment@x").replace("DURATION:PT2H", "DURATION:PT0S"),
    )

    reading = decode(octets, YEAR, zone="Europe/Amsterdam")

    assert len(reading.occurrences) == 4
    assert [each.uid for each in reading.busy] == ["busy@x"]


def test_published_busy_time_is_read_as_occurrences() -> None:
    octets = (
        f"{HEAD}BEGIN:VFREEBUSY\r\nUID:f@x\r\nFREEBUSY;FBTYPE=BUSY:20261123T080000Z/PT1H,"
        "20261124T080000Z/20261124T093000Z\r\nFREEBUSY;FBTYPE=FREE:20261125T080000Z/PT1H\r\n"
        "END:VFREEBUSY\r\nEND:VCALENDAR\r\n"
    ).encode()

    assert [(f"{each.starts:%d %H:%M}", f"{each.ends:%H:%M}") for each in read(octets)] == [
        ("23 08:00", "09:00"),
        ("24 08:00", "09:30"),
    ]


def test_what_cannot_be_read_is_named_with_its_line_and_the_rest_is_read() -> None:
    octets = make_file(lesson(uid="bad@x", start="tomorrow"), lesson("RRULE:FREQ=FORTNIGHTLY", uid="odd@x"))

    reading = decode(octets, YEAR, zone="Europe/Amsterdam")

    assert [each.uid for each in reading.occurrences] == ["odd@x"]
    assert [(each.line, each.uid, each.reason) for each in reading.skipped] == [
        (4, "bad@x", "its start cannot be read: 'tomorrow'"),
        (11, "odd@x", "all but its first occurrence: FREQ=FORTNIGHTLY cannot be read"),
    ]


@pytest.mark.parametrize(
    ("error", "octets", "limits"),
    [
        (NotACalendar, b"", Limits()),
        (NotACalendar, b"<!doctype html><title>Log in</title>", Limits()),
        (Malformed, make_file(lesson()).removesuffix(b"END:VCALENDAR\r\n"), Limits()),
        (Malformed, b"BEGIN:VCALENDAR\r\n" * 50_000, Limits()),
        (TooLarge, make_file(lesson()), Limits(octets=100)),
        (TooManyLines, b"\r\n" * 1_000, Limits(lines=900)),
        (TooManyComponents, make_file(*[lesson(uid=str(n)) for n in range(20)]), Limits(components=10)),
    ],
)
def test_a_file_that_is_no_use_is_refused_by_name(
    error: type[Exception], octets: bytes, limits: Limits
) -> None:
    with pytest.raises(error):
        decode(octets, YEAR, zone="Europe/Amsterdam", limits=limits)


BOMB = ";".join(
    [
        "FREQ=YEARLY;BYSECOND=" + ",".join(map(str, range(60))),
        "BYMINUTE=" + ",".join(map(str, range(60))),
        "BYHOUR=" + ",".join(map(str, range(24))),
        "BYYEARDAY=" + ",".join(map(str, range(1, 367))),
    ]
)


@pytest.mark.parametrize(
    ("rule", "start", "limits"),
    [
        ("FREQ=SECONDLY", "19700101T000000", Limits()),
        ("FREQ=SECONDLY;COUNT=999999999;BYSECOND=1", "19700101T000000", Limits()),
        (BOMB, "20260901T000000", Limits()),
        (BOMB + ";COUNT=3", "20200901T000000", Limits()),
        (BOMB.replace("YEARLY", "DAILY") + ";BYSETPOS=-1", "20260901T000000", Limits()),
        ("FREQ=DAILY", "20260901T000000", Limits(occurrences=10)),
    ],
)
def test_one_series_too_many_costs_that_series_and_says_so(rule: str, start: str, limits: Limits) -> None:
    octets = make_file(lesson(f"RRULE:{rule}", uid="many@x", start=start), lesson(uid="one@x"))

    reading = decode(octets, YEAR, zone="Europe/Amsterdam", limits=limits)

    assert [each.uid for each in reading.occurrences if each.starts.month == 11] == ["one@x"]
    assert [each.uid for each in reading.skipped] == ["many@x"]


@pytest.mark.slow
def test_a_file_of_a_thousand_series_that_cost_too_much_is_still_read() -> None:
    hourly = [lesson("RRULE:FREQ=HOURLY;BYMONTH=8", uid=str(number)) for number in range(300)]

    reading = decode(make_file(*hourly, lesson(uid="one@x")), YEAR, zone="Europe/Amsterdam")

    assert len(reading.skipped) > 150
    assert "one@x" in {each.uid for each in reading.occurrences}


def test_a_window_has_a_length_and_is_in_utc() -> None:
    with pytest.raises(InvalidValue):
        TimeRange(YEAR.ends, YEAR.starts)
    with pytest.raises(InvalidValue):
        TimeRange(YEAR.starts.replace(tzinfo=None), YEAR.ends)
    with pytest.raises(InvalidValue):
        TimeRange(YEAR.starts, YEAR.starts + timedelta(days=4_000))


RULES = st.sampled_from(
    [
        "",
        "FREQ=DAILY;COUNT=30",
        "FREQ=DAILY;INTERVAL=3;UNTIL=20270601T000000Z",
        "FREQ=WEEKLY;BYDAY={day};COUNT=40",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY={day};UNTIL=20270601T000000Z",
        "FREQ=MONTHLY;BYMONTHDAY={number};COUNT=9",
        "FREQ=YEARLY;COUNT=4",
    ]
)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@st.composite
def series(draw: st.DrawFn) -> str:
    """A timed or all-day series whose start belongs to it, with exceptions that name its occurrences."""
    first = datetime(2026, 6, 1) + timedelta(minutes=draw(st.integers(0, 300 * 24 * 4)) * 15)  # noqa: DTZ001
    whole = draw(st.booleans())
    rule = draw(RULES).format(day=WEEKDAYS[first.weekday()], number=first.day)
    if whole:
        rule = rule.replace("T000000Z", "")
    tag = ";VALUE=DATE" if whole else ";TZID=Europe/Amsterdam"
    form = "%Y%m%d" if whole else "%Y%m%dT%H%M%S"
    length = draw(st.sampled_from(["P1D", "P2D"] if whole else ["PT45M", "PT2H", "PT26H"]))
    lines = [f"DTSTART{tag}:{first:{form}}", f"DURATION:{length}"]
    if rule:
        lines.append(f"RRULE:{rule}")
        gone = draw(st.lists(st.integers(1, 9), max_size=2, unique=True))
        lines += [f"EXDATE{tag}:{first + timedelta(days=7 * week):{form}}" for week in gone]
    return "\r\n".join(lines)


def started_by_libraries(octets: bytes) -> set[datetime]:
    """The starts that icalendar and recurring-ical-events find, in UTC, days in Amsterdam.

    Not the ends: over a change of the clock the library adds a duration to wall time, RFC 5545 3.3.6 to time.
    """

    def instant(at: date) -> datetime:
        if isinstance(at, datetime):
            return at.astimezone(UTC)
        return datetime(at.year, at.month, at.day, tzinfo=ZoneInfo("Europe/Amsterdam")).astimezone(UTC)

    parsed = icalendar.Calendar.from_ical(octets)
    around = recurring_ical_events.of(parsed).between(
        YEAR.starts - timedelta(days=2), YEAR.ends + timedelta(days=2)
    )
    return {at for event in around if YEAR.starts <= (at := instant(event.start)) < YEAR.ends}


@settings(max_examples=120, deadline=None)
@given(st.lists(series(), min_size=1, max_size=3))
def test_series_are_expanded_as_the_libraries_expand_them(bodies: list[str]) -> None:
    stamp = "DTSTAMP:20260901T000000Z\r\nSUMMARY:Les"
    octets = make_file(*[f"UID:{number}@x\r\n{stamp}\r\n{body}" for number, body in enumerate(bodies)])

    ours = {each.starts for each in read(octets) if each.starts >= YEAR.starts}

    assert ours == started_by_libraries(octets)


def test_a_file_of_ours_reads_without_any_repair() -> None:
    reading = decode(encode(make_calendar(make_event())), YEAR, zone="UTC")

    assert (reading.name, reading.skipped, reading.repairs) == ("Rooster van Sanne", (), {})
