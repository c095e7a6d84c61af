"""How much faster other people's calendars are read by us than by icalendar with recurring-ical-events, and
how long the checks take, all in this run and in seconds of the processor.

python -m benchmarks.reading
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import icalendar
import recurring_ical_events

from calendars.checks import check
from calendars.decode import TimeRange, decode
from calendars.encode import encode
from calendars.event import Calendar
from tests.calendars.reference import many_events

YEAR = TimeRange(datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC))
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Benchmark//NL\r\n"
BIRTHDAYS, SERIES, LESSONS = 1_000, 500, 1_620
ROUNDS = 3


def event(uid: str, *lines: str) -> str:
    return "\r\n".join(
        [
            "BEGIN:VEVENT",
            f"UID:{uid}@x",
            "DTSTAMP:20260901T000000Z",
            *lines,
            f"SUMMARY:{uid}",
            "END:VEVENT",
            "",
        ]
    )


def birthdays() -> str:
    """Whole days of 1950 to 2009, every year."""
    return "".join(
        event(
            f"birthday-{n}",
            f"DTSTART;VALUE=DATE:{1950 + n % 60}{1 + n % 12:02}{1 + n % 28:02}",
            "RRULE:FREQ=YEARLY",
        )
        for n in range(BIRTHDAYS)
    )


def weekly() -> str:
    """Lessons of two hours since 2020, every week."""
    return "".join(
        event(
            f"weekly-{n}",
            f"DTSTART;TZID=Europe/Amsterdam:2020{1 + n % 12:02}{1 + n % 28:02}T090000",
            "DURATION:PT2H",
            "RRULE:FREQ=WEEKLY",
        )
        for n in range(SERIES)
    )


def seconds(work: Callable[[bytes], int], octets: bytes) -> tuple[float, int]:
    """The median time of one call, and what it counted."""
    taken, counted = [], 0
    for _ in range(ROUNDS):
        begun = time.process_time()
        counted = work(octets)
        taken.append(time.process_time() - begun)
    return statistics.median(taken), counted


def by_us(octets: bytes) -> int:
    return len(decode(octets, YEAR, zone="Europe/Amsterdam").occurrences)


def by_the_libraries(octets: bytes) -> int:
    return len(recurring_ical_events.of(icalendar.Calendar.from_ical(octets)).between(YEAR.starts, YEAR.ends))


def checked(octets: bytes) -> int:
    return len(check(octets))


def main() -> None:
    files = {
        f"{BIRTHDAYS:,} birthdays": f"{HEAD}{birthdays()}END:VCALENDAR\r\n".encode(),
        f"{SERIES} weekly series": f"{HEAD}{weekly()}END:VCALENDAR\r\n".encode(),
        "both": f"{HEAD}{birthdays()}{weekly()}END:VCALENDAR\r\n".encode(),
        f"{LESSONS:,} single lessons": encode(
            Calendar(name="Rooster", zone="Europe/Amsterdam", events=many_events(LESSONS))
        ),
    }
    for name, octets in files.items():
        (ours, found), (theirs, known) = seconds(by_us, octets), seconds(by_the_libraries, octets)
        findings, _ = seconds(checked, octets)
        print(f"{name:22} {len(octets):>9,} bytes, {found:,} occurrences (libraries {known:,})")
        print(f"  ours {ours:.3f} s, libraries {theirs:.3f} s: ratio {theirs / ours:.1f}")
        print(f"  checks {findings:.3f} s")


if __name__ == "__main__":
    main()
