"""Two states of one feed: what a client that polls would trip over."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from calendars.checks import compare
from calendars.checks.history import CHANGES
from calendars.encode import encode
from calendars.event import Status
from tests.calendars.samples import make_calendar, make_event

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = {"modified_at": NOW}
MOVED = {"ends": datetime(2026, 11, 23, 11, tzinfo=UTC)}


def feed(*events: dict[str, Any]) -> bytes:
    return encode(make_calendar(*(make_event(**event) for event in events)))


FAULTS = {
    "sequence-grows": ([{}], [MOVED | LATER]),
    "sequence-falls": ([{"sequence": 3}], [{"sequence": 2, "summary": "Frezen"} | LATER]),
    "dtstamp-stable": ([{}], [LATER]),
    "dtstamp-falls": ([LATER], [{"summary": "Frezen"}]),
    "cancelled-stays": ([{}, {"uid": "2@x"}], [{"uid": "2@x"}]),
    "uid-stays": ([{}], [{"uid": "9@lab.example"}]),
}


@pytest.mark.parametrize("id", [change.id for change in CHANGES])
def test_a_step_with_one_fault_gets_that_one_finding(id: str) -> None:
    before, after = FAULTS[id]

    findings = compare(feed(*before), feed(*after), NOW)

    assert [finding.id for finding in findings] == [id]


@pytest.mark.parametrize(
    "after",
    [
        [{}],
        [MOVED | LATER | {"sequence": 1}],
        [LATER | {"sequence": 1, "status": Status.CANCELLED}],
        [LATER | {"summary": "Frezen"}],
        [{}, LATER | {"uid": "2@x", "summary": "Frezen"}],
    ],
)
def test_an_honest_step_gets_none(after: list[dict[str, Any]]) -> None:
    assert compare(feed({}), feed(*after), NOW) == ()


def test_a_past_event_may_leave_the_feed() -> None:
    assert compare(feed({}), feed(), NOW + timedelta(days=9)) == ()
