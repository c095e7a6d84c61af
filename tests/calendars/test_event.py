"""Values that cannot be written to a calendar cannot be built."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from calendars.errors import DuplicateUid, InvalidValue
from calendars.event import CalendarUser, Conference, EventAlarm, Geo
from tests.calendars.samples import make_calendar, make_event, make_rich_event

AMSTERDAM_WINTER = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("uid", {"uid": ""}),
        ("uid", {"uid": "a b"}),
        ("uid", {"uid": "a\nb"}),
        ("starts", {"starts": datetime(2026, 11, 23, 8)}),  # noqa: DTZ001
        ("starts", {"starts": datetime(2026, 11, 23, 8, tzinfo=AMSTERDAM_WINTER)}),
        ("starts", {"starts": datetime(2026, 11, 23, 8, 0, 0, 1, tzinfo=UTC)}),
        ("ends", {"ends": datetime(2026, 11, 23, 8, tzinfo=UTC)}),
        ("ends", {"ends": datetime(2500, 1, 1, tzinfo=UTC)}),
        ("zone", {"zone": "Europe/Groningen"}),
        ("zone", {"zone": "../../etc/passwd"}),
        ("modified_at", {"modified_at": datetime(2020, 1, 1, tzinfo=UTC)}),
        ("sequence", {"sequence": -1}),
        ("sequence", {"sequence": 2**31}),
        ("color", {"color": "#112233"}),
        ("url", {"url": "/sessions/1"}),
        ("url", {"url": "https://lab.example/a\r\nATTENDEE:mailto:x@y.example"}),
    ],
)
def test_an_event_with_an_impossible_value_cannot_be_built(field: str, changes: dict[str, object]) -> None:
    with pytest.raises(InvalidValue) as refused:
        make_event(**changes)

    assert refused.value.field == field


@pytest.mark.parametrize(
    "build",
    [
        lambda: CalendarUser("no address"),
        lambda: CalendarUser("a@b.example\r\nX:1"),
        lambda: Geo(91, 0),
        lambda: Geo(float("nan"), 0),
        lambda: Conference("meet me"),
        lambda: EventAlarm(timedelta(minutes=-5), "late"),
        lambda: EventAlarm(timedelta(minutes=5), " \x07"),
        lambda: make_calendar(language="Nederlands, graag"),
        lambda: make_calendar(refresh=timedelta(seconds=5)),
    ],
)
def test_other_impossible_values_cannot_be_built(build: object) -> None:
    with pytest.raises(InvalidValue):
        build()


def test_two_events_with_one_uid_are_no_calendar() -> None:
    with pytest.raises(DuplicateUid, match=r"1@lab\.example"):
        make_calendar(make_event(), make_event())


def test_busy_only_keeps_the_time_and_tells_nothing_else() -> None:
    event = make_rich_event(status="TENTATIVE")

    shown = event.busy_only("Bezet")

    assert shown == make_event(
        event.uid, summary="Bezet", sequence=event.sequence, status=event.status, transparent=False
    )
