"""Hostile calendars: whatever the octets, only named errors, and bounded work."""

import random
import re
from ast import literal_eval
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendars.checks import check
from calendars.decode import Limits, TimeRange, decode
from calendars.encode import encode
from calendars.errors import ReadError
from calendars.tokens import CalendarFile
from tests.calendars.samples import make_rich_calendar

YEAR = TimeRange(datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC))
SEEDS = [encode(make_rich_calendar())] + [
    file.read_bytes() for file in sorted((Path(__file__).parent / "quirks").glob("*.ics"))
]
MUTATIONS = 4_000
# What is worth putting where it does not belong: limits of numbers, of dates, of nesting and of text.
FRAGMENTS = r"""
\r\n
\n
\r\n\x20
\x00
\xff\xfe
\\
"
:
;
,
=
BEGIN:VCALENDAR\r\n
END:VCALENDAR\r\n
BEGIN:VEVENT\r\n
END:VEVENT\r\n
BEGIN:VTIMEZONE\r\n
RRULE:FREQ=SECONDLY\r\n
RRULE:FREQ=DAILY;BYSETPOS=-366;BYDAY=MO;COUNT=999999999\r\n
RRULE:FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2\r\n
RRULE:FREQ=WEEKLY;UNTIL=00010101T000000Z\r\n
RDATE:99991231T235959Z,00010101T000000Z\r\n
EXDATE;VALUE=DATE:20261123\r\n
RECURRENCE-ID;RANGE=THISANDFUTURE:19000103T000000Z\r\n
DURATION:P9999999W\r\n
DURATION:-PT1S\r\n
DTSTART:00000000T000000\r\n
DTSTART:99991231T235959Z\r\n
DTEND;VALUE=DATE:20270000\r\n
TZID=../../etc/passwd:
TZID=:
X-WR-TIMEZONE:W. Europe Standard Time\r\n
FREEBUSY:20261123T080000Z/PT0S,/,20261123T080000Z/20261122T080000Z\r\n
SEQUENCE:99999999999999\r\n
20261025T023000
20270328T023000
19000102T000000
21991230T000000
\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4
"""
PIECES = [literal_eval(f"b'{line}'") for line in FRAGMENTS.split("\n")[1:-1]]


def mutated(octets: bytes, chance: random.Random) -> bytes:
    """A calendar with one to eight changes."""
    for _ in range(chance.randint(1, 8)):
        octets = _changed(octets, chance)
    return octets


def _changed(octets: bytes, chance: random.Random) -> bytes:
    """With octets or lines put in, replaced, taken out, repeated, swapped, or with other numbers."""
    at = chance.randrange(len(octets) + 1)
    to = min(len(octets), at + chance.choice((1, 1, 4, 20, 200)))
    kind = chance.randrange(6)
    if kind == 0:
        return octets[:at] + chance.choice(PIECES) + octets[at:]
    if kind == 1:
        return octets[:at] + chance.randbytes(to - at) + octets[to:]
    if kind == 2:
        return octets[:at] + octets[to:]
    if kind == 3:
        return octets[:to] + octets[at:to] * chance.randint(1, 40) + octets[to:]
    if kind == 4:
        return _with_other_lines(octets, chance)
    return re.sub(rb"\d", lambda _: b"%d" % chance.randrange(10), octets, count=chance.randint(1, 40))


def _with_other_lines(octets: bytes, chance: random.Random) -> bytes:
    lines = octets.split(b"\r\n")
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    lines.pop(chance.randrange(len(lines)))
    return b"\r\n".join(lines)


def read_or_refuse(octets: bytes) -> None:
    """Both readers; anything but a named refusal is a fault."""
    check(octets)
    try:
        reading = decode(octets, YEAR, zone="Europe/Amsterdam")
    except ReadError:
        return
    assert len(reading.occurrences) <= Limits().occurrences
    assert all(each.starts <= each.ends for each in reading.occurrences)


@pytest.mark.parametrize("seed", range(8))
def test_mutated_calendars_are_read_or_refused_by_name(seed: int) -> None:
    chance = random.Random(seed)

    for _ in range(MUTATIONS // 8):
        read_or_refuse(mutated(chance.choice(SEEDS), chance))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_any_octets_are_read_or_refused_by_name(octets: bytes) -> None:
    read_or_refuse(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + octets + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")


NAMES = [
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "UID",
    "TZID",
    "SEQUENCE",
    "X-A",
]
VALUES = [
    "20261123T090000",
    "20261123",
    "99991231T235959Z",
    "PT1H",
    "P1D",
    "FREQ=DAILY",
    "FREQ=HOURLY;BYDAY=-1MO",
]


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMES),
            st.sampled_from(["", ";VALUE=DATE", ";TZID=Europe/Amsterdam", ";TZID=Nowhere", ';A="', ";=;"]),
            st.sampled_from(VALUES) | st.text(max_size=20),
        ),
        max_size=12,
    )
)
def test_any_properties_are_read_or_refused_by_name(properties: list[tuple[str, str, str]]) -> None:
    body = "\r\n".join(f"{name}{parameters}:{value}" for name, parameters, value in properties)

    read_or_refuse(
        f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{body}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode(
            "utf-8", "replace"
        )
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "octets",
    [
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 90_000,
        b"BEGIN:VCALENDAR\r\nX:" + b"\\" * 1_000_000 + b"\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nX" + b";A=" * 300_000 + b"\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nX;A=" + b'"a",' * 250_000 + b":\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nSUMMARY:" + b"\r\n a" * 150_000 + b"\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261123T080000Z\r\nRDATE:"
        + b"20261123T080000Z," * 60_000
        + b"20261124T080000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ],
    ids=["open components", "backslashes", "empty parameters", "quoted parameters", "folds", "dates"],
)
def test_a_megabyte_of_one_thing_costs_no_more_than_its_size(octets: bytes) -> None:
    # The suite's time limit is the assertion: what is quadratic in a megabyte does not come back.
    read_or_refuse(octets)

    assert CalendarFile(octets).octets is octets
