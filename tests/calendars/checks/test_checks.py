"""Every check finds the fault it is for, in a calendar with that one fault, and nothing in ours."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from calendars.checks import CHECKS, Level, check
from calendars.encode import encode, encode_freebusy
from calendars.event import Calendar, CalendarUser, FreeBusy
from tests.calendars.samples import calendars, make_calendar, make_event, make_rich_calendar

LESSON = encode(
    make_calendar(make_event(), color="teal", organizer=CalendarUser("rooster@lab.example", "Rooster"))
).decode()
SERIES = LESSON.replace("SUMMARY", "RRULE:FREQ=WEEKLY;COUNT=5\r\nSUMMARY")
INVITATION = LESSON.replace("METHOD:PUBLISH", "METHOD:REQUEST").replace(
    "SUMMARY", "ATTENDEE:mailto:sanne@school.example\r\nSUMMARY"
)
ZONE = LESSON[LESSON.index("BEGIN:VTIMEZONE") : LESSON.index("BEGIN:VEVENT")]
EVENT = LESSON[LESSON.index("BEGIN:VEVENT") : LESSON.index("END:VCALENDAR")]
EXCEPTION = EVENT.replace("STATUS:", "RECURRENCE-ID;TZID=Europe/Amsterdam:20261130T090000\r\nSTATUS:")
START = "DTSTART;TZID=Europe/Amsterdam:20261123T090000"
END = "DTEND;TZID=Europe/Amsterdam:20261123T110000"


def replaced(old: str, new: str, text: str = LESSON) -> bytes:
    assert old in text
    return text.replace(old, new).encode()


def added(line: str, text: str = LESSON) -> bytes:
    """With one more line in the event."""
    return replaced("STATUS:", f"{line}\r\nSTATUS:", text)


BROKEN = {
    "utf-8": replaced("Lassen", "L\xe9ssen").replace("\xe9".encode(), b"\xe9"),
    "byte-order-mark": b"\xef\xbb\xbf" + LESSON.encode(),
    "crlf": replaced("\r\n", "\n"),
    "last-line-end": LESSON.removesuffix("\r\n").encode(),
    "fold-length": added("COMMENT:" + "x" * 100),
    "fold-inside-character": added("COMMENT:café").replace(b"\xc3\xa9", b"\xc3\r\n \xa9"),
    "empty-line": replaced("BEGIN:VEVENT", "\r\nBEGIN:VEVENT"),
    "control-character": added("COMMENT:ding\x07"),
    "content-line": added("this is no line"),
    "begin-and-end": replaced("END:VEVENT\r\n", ""),
    "is-a-calendar": b"<!doctype html>\r\n",
    "one-calendar": (LESSON + LESSON.replace("UID:1@", "UID:2@")).encode(),
    "text-separators": added("LOCATION:Lab 2; Noord"),
    "text-escapes": added(r"LOCATION:C:\Temp"),
    "version": replaced("VERSION:2.0", "VERSION:1.0"),
    "prodid": replaced("PRODID:-//Fieldlab scheduler//Calendars 1.0//EN\r\n", ""),
    "once": replaced("COLOR:teal", "COLOR:teal\r\nCOLOR:navy"),
    "calscale": replaced("GREGORIAN", "JULIAN"),
    "has-a-component": replaced(ZONE + EVENT, ""),
    "name": replaced("NAME;LANGUAGE=nl:", "X-A:").replace(b"X-WR-CALNAME", b"X-B"),
    "refresh": replaced("REFRESH-INTERVAL;VALUE=DURATION:", "X-A:"),
    "refresh-value": replaced("REFRESH-INTERVAL;VALUE=DURATION:", "REFRESH-INTERVAL:"),
    "color": replaced("COLOR:teal", "COLOR:#008080"),
    "method": replaced("METHOD:PUBLISH", "METHOD:FEED"),
    "method-first": replaced("METHOD:PUBLISH\r\n", "").replace(
        b"END:VTIMEZONE", b"END:VTIMEZONE\r\nMETHOD:PUBLISH"
    ),
    "no-attendee-in-publish": added("ATTENDEE:mailto:sanne@school.example"),
    "organizer-in-publish": replaced("ORGANIZER;CN=", "X-A;CN="),
    "invitation-complete": replaced("ATTENDEE:", "X-A:", INVITATION),
    "one-answer": added("ATTENDEE:mailto:b@school.example", INVITATION.replace("REQUEST", "REPLY")),
    "cancel-status": replaced("REQUEST", "CANCEL", INVITATION),
    "calendar-address": replaced("mailto:rooster@", "rooster@"),
    "uri": added("URL:lab.example/1"),
    "uid": replaced("UID:1@lab.example\r\n", ""),
    "uid-unique": replaced(EVENT, EVENT + EVENT),
    "uid-global": replaced("UID:1@lab.example", "UID:4711"),
    "dtstamp": replaced("DTSTAMP:20260901T083000Z\r\n", ""),
    "stamp-in-utc": replaced("DTSTAMP:20260901T083000Z", "DTSTAMP:20260901T083000"),
    "created-first": replaced("CREATED:2026", "CREATED:2027"),
    "dtstart": replaced(START + "\r\n", ""),
    "time-value": replaced("T090000", "T250000"),
    "end-after-start": replaced("T110000", "T080000"),
    "end-or-duration": added("DURATION:PT2H"),
    "duration": replaced(END, "DURATION:2 hours"),
    "same-type": replaced(END, "DTEND;VALUE=DATE:20261124"),
    "event-once": added("SUMMARY:Frezen"),
    "known-value": replaced("STATUS:CONFIRMED", "STATUS:DEFINITIEF"),
    "sequence": replaced("SEQUENCE:0", "SEQUENCE:-1"),
    "summary": replaced("Lassen\\, groep 1A", ""),
    "geo": added("GEO:53.2,6.5"),
    "conference-value": added("CONFERENCE:https://meet.example/1"),
    "alarm": replaced(
        "END:VEVENT", "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT"
    ),
    "rrule": replaced("FREQ=WEEKLY", "FREQ=FORTNIGHTLY", SERIES),
    "until-or-count": replaced("COUNT=5", "COUNT=5;UNTIL=20270101T000000Z", SERIES),
    "until-type": replaced("COUNT=5", "UNTIL=20270101", SERIES),
    "exception-type": added("EXDATE;VALUE=DATE:20261130", SERIES),
    "exception-without-series": added("RECURRENCE-ID;TZID=Europe/Amsterdam:20261130T090000"),
    "endless": replaced("FREQ=WEEKLY;COUNT=5", "FREQ=MINUTELY", SERIES),
    "tzid-defined": replaced(ZONE, ""),
    "tzid-with-utc": replaced("T090000", "T090000Z"),
    "floating-time": replaced(START, "DTSTART:20261123T090000"),
    "tzid-iana": replaced("Europe/Amsterdam", "W. Europe Standard Time"),
    "timezone-complete": replaced("TZOFFSETFROM:+0200\r\n", ""),
    "timezone-once": replaced(ZONE, ZONE + ZONE),
    "timezone-yearly": replaced(
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "RDATE:20251026T030000,20261025T030000"
    ),
    "timezone-local": replaced("DTSTART:19701025T030000", "DTSTART:19701025T030000Z"),
    "timezone-offset": replaced("TZOFFSETFROM:+0200", "TZOFFSETFROM:2 uur"),
    "no-such-hour": replaced("20261123T090000", "20260329T023000"),
    "exception-excluded": added("EXDATE;TZID=Europe/Amsterdam:20261130T090000\r\nX-A:", SERIES)
    .replace(b"SEQUENCE:0", b"SEQUENCE:2")
    .replace(EVENT[-20:].encode(), EVENT[-20:].encode() + EXCEPTION.encode()),
    "exrule": added("EXRULE:FREQ=WEEKLY;COUNT=1", SERIES),
    "shown-as": added("X-MICROSOFT-CDO-BUSYSTATUS:FREE"),
    "unread": replaced("FREQ=WEEKLY;COUNT=5", "FREQ=SECONDLY;COUNT=999999", SERIES),
    "timezone-true": replaced("TZOFFSETTO:+0100", "TZOFFSETTO:+0200"),
}
# Faults that cannot be without another: the other is part of the story.
TOGETHER = {
    "is-a-calendar": {"content-line"},
    "floating-time": {"same-type"},
    "tzid-with-utc": {"timezone-true", "unread", "same-type"},
}


@pytest.mark.parametrize("id", [check.id for check in CHECKS])
def test_a_calendar_with_one_fault_gets_that_one_finding(id: str) -> None:
    findings = check(BROKEN[id])

    # What our own reader cannot read shows other faults too.
    assert {finding.id for finding in findings} - TOGETHER.get(id, {"unread"} - {id}) == {id}


def test_every_check_has_its_own_name_and_says_where_why_and_how() -> None:
    ids = [each.id for each in CHECKS]

    assert len(set(ids)) == len(ids) >= 40
    assert set(BROKEN) == set(ids)
    assert all(each.section.startswith("RFC ") and each.why and each.fix for each in CHECKS)


def test_a_finding_names_the_line_of_the_file() -> None:
    octets = added("GEO:53.2,6.5")

    [finding] = check(octets)

    assert octets.split(b"\r\n")[finding.line - 1] == b"GEO:53.2,6.5"
    assert finding.found == "GEO:53.2,6.5"


@settings(max_examples=60, deadline=None)
@given(calendars())
def test_no_calendar_of_ours_has_an_error(calendar: Calendar) -> None:
    findings = check(encode(calendar))

    assert [finding for finding in findings if finding.level is Level.ERROR] == []


@pytest.mark.parametrize("text", [LESSON, encode(make_rich_calendar()).decode()], ids=["lesson", "rich"])
def test_a_complete_feed_of_ours_has_no_finding_at_all(text: str) -> None:
    assert check(text.encode()) == ()


def test_busy_time_of_ours_has_no_finding_at_all() -> None:
    day = datetime(2026, 11, 23, tzinfo=UTC)
    busy = FreeBusy(
        uid="lab@x",
        name="",
        starts=day,
        ends=day.replace(day=24),
        stamped_at=day,
        organizer=CalendarUser("lab@lab.example"),
    )

    findings = check(encode_freebusy(busy))

    assert findings == ()


@pytest.mark.parametrize(
    ("id", "octets"),
    [
        ("same-type", replaced(END, "DTEND:20261123T110000")),
        ("exception-type", added("EXDATE:20261130T090000", SERIES)),
        ("byte-order-mark", b"  " + LESSON.encode()),
        ("rrule", replaced("FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO, TU", SERIES)),
        ("rrule", replaced("COUNT=5", "UNTIL=2026-12-15T09:00:00Z", SERIES)),
        ("unread", replaced("T110000", "T080000")),
    ],
)
def test_the_same_fault_in_another_form_is_found_too(id: str, octets: bytes) -> None:
    assert id in {finding.id for finding in check(octets)}


def test_a_zone_is_defined_however_its_name_is_written() -> None:
    octets = LESSON.replace("TZID:Europe/Amsterdam", "TZID:Kantoor\\, Noord").replace(
        "TZID=Europe/Amsterdam", 'TZID="Kantoor, Noord"'
    )

    assert "tzid-defined" not in {finding.id for finding in check(octets.encode())}
