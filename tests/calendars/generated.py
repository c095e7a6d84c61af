"""Calendars of series as programs write them, on which every reader should agree.

What the readers are known to read differently is left out: starts that are no occurrence of their rule, and
lengths that cross a change of the clock (the libraries add them to wall time, RFC 5545 3.3.6 to the clock).
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import strategies as st

from calendars.decode import TimeRange
from calendars.zones import time_zone

YEAR = TimeRange(datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC))
READER = "Europe/Amsterdam"
ZONES = (READER, "America/New_York", "Australia/Sydney", "UTC")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIRST_DAY = date(2026, 1, 1)
DAY = timedelta(days=1)
RULES = (
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY={day},{other}",
    "FREQ=WEEKLY;BYDAY={day},{other};WKST=SU",
    "FREQ=MONTHLY;BYMONTHDAY=1,15",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=2{day}",
    "FREQ=MONTHLY;BYDAY=-1{day}",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=YEARLY",
    "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
)


@st.composite
def files(draw: st.DrawFn, *, newest_last: bool = False) -> bytes:
    """A calendar of one to three series, with the definitions of its zones; `newest_last` is for readers
    that know no SEQUENCE."""
    zone = draw(st.sampled_from(ZONES))
    orders = ((2, 3),) if newest_last else ((2, 3), (3, 2))
    bodies = [draw(series(f"{number}@x", zone, orders)) for number in range(draw(st.integers(1, 3)))]
    defined = () if zone == "UTC" else time_zone(zone).lines
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", *defined)
    lines = [*head, *(line for body in bodies for line in body), "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


@st.composite
def series(draw: st.DrawFn, uid: str, zone: str, orders: tuple[tuple[int, int], ...]) -> list[str]:
    """A series that its start belongs to, with days taken out and put in, and with exceptions in versions."""
    whole = draw(st.booleans())
    clock = time() if whole else time(draw(st.integers(6, 18)), draw(st.sampled_from((0, 15, 30))))
    around = datetime.combine(FIRST_DAY + draw(st.integers(0, 500)) * DAY, clock)
    rule = draw(rules(around, whole))
    known = list(islice(rrulestr(rule.replace("Z", ""), dtstart=around), 12)) or [around]
    tag, form = forms(whole, zone)
    length = draw(st.sampled_from(("P1D", "P3D") if whole else ("PT45M", "PT2H")))
    lines = [f"DTSTART{tag}:{known[0]:{form}}", f"DURATION:{length}", f"RRULE:{rule}", "SEQUENCE:1"]
    places = draw(st.lists(st.integers(1, len(known) - 1), max_size=4, unique=True)) if known[1:] else []
    gone, moved = places[::2], places[1::2]
    lines += [f"EXDATE{tag}:{known[place]:{form}}" for place in gone]
    if draw(st.booleans()):
        lines.append(f"RDATE{tag}:{known[-1] + 1_000 * DAY if not whole else known[0] - 5 * DAY:{form}}")
    found = event(uid, lines)
    for place in moved:
        found += exceptions(uid, known[place], tag, form, length, draw(st.sampled_from(orders)))
    return found


@st.composite
def rules(draw: st.DrawFn, around: datetime, whole: bool) -> str:
    """A rule with an end by COUNT or UNTIL, or without."""
    day, other = WEEKDAYS[around.weekday()], draw(st.sampled_from(WEEKDAYS))
    rule = draw(st.sampled_from(RULES)).format(day=day, other=other).replace(f"{day},{day}", day)
    until = around + draw(st.integers(200, 700)) * DAY
    end = f";UNTIL={until:%Y%m%d}" if whole else f";UNTIL={until:%Y%m%dT%H%M%S}Z"
    return rule + draw(st.sampled_from(("", f";COUNT={draw(st.integers(2, 200))}", end)))


def forms(whole: bool, zone: str) -> tuple[str, str]:
    """The parameters of a time, and how it is written."""
    if whole:
        return ";VALUE=DATE", "%Y%m%d"
    return ("", "%Y%m%dT%H%M%SZ") if zone == "UTC" else (f";TZID={zone}", "%Y%m%dT%H%M%S")


def exceptions(
    uid: str, original: datetime, tag: str, form: str, length: str, sequences: tuple[int, int]
) -> list[str]:
    """Two versions of an exception, of which the one with the higher SEQUENCE counts."""
    found = []
    for sequence in sequences:
        to = original + sequence * DAY
        start = f"DTSTART{tag}:{to:{form}}"
        found += event(
            uid,
            [f"RECURRENCE-ID{tag}:{original:{form}}", start, f"DURATION:{length}", f"SEQUENCE:{sequence}"],
        )
    return found


def event(uid: str, lines: list[str]) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20260901T000000Z",
        *lines,
        "SUMMARY:Les",
        "END:VEVENT",
    ]


def by_libraries(octets: bytes) -> list[tuple[datetime, datetime]]:
    """What icalendar and recurring-ical-events find to begin within the year, days where the reader is."""
    parsed = icalendar.Calendar.from_ical(octets)
    around = recurring_ical_events.of(parsed).between(YEAR.starts - 2 * DAY, YEAR.ends + 2 * DAY)
    spans = ((instant(each.start), instant(each.end)) for each in around)
    return sorted(span for span in spans if YEAR.starts <= span[0] < YEAR.ends)


def instant(at: date) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(), ZoneInfo(READER))
    return at.astimezone(UTC)
