"""The check of checks: what our own reader makes of the file."""

from datetime import timedelta

from calendars.checks.finding import Found, check
from calendars.decode import Limits, TimeRange, read
from calendars.errors import InvalidValue
from calendars.quirks import Repairs
from calendars.tokens import CalendarFile
from calendars.values import instant_of

_YEARS = timedelta(days=1_000)


@check(
    section="RFC 5545 3.6.1",
    why="Our own reader leaves this out or guesses: so will others, each in another way.",
    fix="See what the other findings say of these lines; keep to one meaning for every time and rule.",
)
def unread(source: CalendarFile) -> Found:
    firsts = [at for event in source.components("VEVENT") if (at := instant_of(event, "DTSTART"))]
    # In the years around its last event a calendar has all that it will have.
    starts = max(firsts) if firsts else None
    if starts is None:
        return
    try:
        window = TimeRange(starts - _YEARS, starts + timedelta(days=90))
    except (InvalidValue, OverflowError):
        return
    skipped = read(source, window, "UTC", Limits(), Repairs()).skipped
    yield from ((each.line, each.reason) for each in skipped)
