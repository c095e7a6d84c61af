"""Our expansion equals dateutil's wherever dateutil ends, and ends where dateutil does not."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.errors import TooSlow
from calendars.recurrence import Budget, expand
from calendars.rules import RecurrenceRule

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIRST_DAY = datetime(2024, 1, 1)  # noqa: DTZ001
WINDOW_STARTS = datetime(2026, 9, 1)  # noqa: DTZ001
WINDOW_ENDS = datetime(2027, 9, 1)  # noqa: DTZ001
PLENTY = 3_000_000


def numbers(least: int, most: int, from_end: bool = False) -> st.SearchStrategy[str]:
    number = st.integers(least, most)
    signed = number | number.map(lambda value: -value) if from_end else number
    return st.lists(signed, min_size=1, max_size=4, unique=True).map(lambda items: ",".join(map(str, items)))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Any rule with a day in it; COUNT on some."""
    frequency = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]))
    parts = [f"FREQ={frequency}"]
    counted = frequency in ("YEARLY", "MONTHLY")
    # All counted or none: dateutil asks for both where a rule mixes them, the RFC for either.
    nth = ["1", "2", "-1", "5", "-3"] if counted and draw(st.booleans()) else [""]
    day = st.tuples(st.sampled_from(nth), st.sampled_from(WEEKDAYS)).map("".join)
    by_day = st.lists(day, min_size=1, max_size=3, unique=True)
    optional = {
        "INTERVAL": st.integers(1, 5).map(str),
        "COUNT": st.integers(1, 400).map(str),
        "BYMONTH": numbers(1, 12),
        "BYDAY": by_day.map(",".join),
        "BYHOUR": numbers(0, 23),
        "BYMINUTE": numbers(0, 59),
        "WKST": st.sampled_from(WEEKDAYS),
    }
    if frequency in ("YEARLY", "MONTHLY", "DAILY"):
        optional["BYMONTHDAY"] = numbers(1, 31, from_end=True)
    if frequency == "YEARLY":
        optional["BYYEARDAY"] = numbers(1, 366, from_end=True)
        optional["BYWEEKNO"] = numbers(1, 53, from_end=True)
    chosen = draw(st.lists(st.sampled_from(sorted(optional)), max_size=4, unique=True))
    if chosen and frequency != "HOURLY" and draw(st.booleans()):
        chosen.append("BYSETPOS")
        optional["BYSETPOS"] = numbers(1, 3, from_end=True)
    return ";".join(parts + [f"{name}={draw(optional[name])}" for name in chosen])


firsts = st.integers(0, 900 * 24 * 4).map(lambda quarters: FIRST_DAY + timedelta(minutes=15 * quarters))


def found_by_dateutil(text: str, first: datetime) -> list[datetime]:
    # dateutil searches up to MAXYEAR for a rule that matches nothing: an hourly one takes it minutes.
    with patch("datetime.MAXYEAR", WINDOW_ENDS.year + 1):
        try:
            return rrulestr(text, dtstart=first).between(WINDOW_STARTS, WINDOW_ENDS, inc=True)
        except ValueError as fault:
            if "generates an empty set" not in str(fault):
                raise
            return []


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(rules(), firsts)
def test_a_rule_gives_the_times_that_dateutil_gives(text: str, first: datetime) -> None:
    ours = list(expand(RecurrenceRule.read(text), first, WINDOW_STARTS, WINDOW_ENDS, Budget(PLENTY, PLENTY)))

    assert ours == found_by_dateutil(text, first)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,WE", 105),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 0),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", 0),
        ("FREQ=DAILY;INTERVAL=999999999", 0),
        ("FREQ=YEARLY;INTERVAL=999999999;COUNT=999999999", 0),
        ("FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=2", 0),
    ],
)
def test_a_rule_ends_at_the_window_whatever_it_says(text: str, count: int) -> None:
    found = list(
        expand(RecurrenceRule.read(text), FIRST_DAY, WINDOW_STARTS, WINDOW_ENDS, Budget(20_000, 20_000))
    )

    assert len(found) == count


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MINUTELY;COUNT=999999999",
        "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60))),
    ],
)
def test_a_rule_of_too_many_steps_is_refused(text: str) -> None:
    with pytest.raises(TooSlow):
        list(
            expand(RecurrenceRule.read(text), FIRST_DAY, WINDOW_STARTS, WINDOW_ENDS, Budget(100_000, 100_000))
        )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BYDAY=MO",
        "FREQ=FORTNIGHTLY",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;INTERVAL=x",
        "FREQ=DAILY;BYDAY=XX",
        "FREQ=DAILY;BYHOUR=24",
        "FREQ=DAILY;BYMONTH=-1",
        "FREQ=DAILY;BYMONTHDAY=0",
        "FREQ=DAILY;BYSETPOS=9999",
    ],
)
def test_a_rule_that_cannot_be_read_says_which_part(text: str) -> None:
    with pytest.raises(ValueError, match="="):
        RecurrenceRule.read(text)
