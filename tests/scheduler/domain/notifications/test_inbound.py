"""Addresses of places, and invitations that repeat as weekly rules."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.notifications.inbound import address_of, need_at, weekly_rule
from scheduler.domain.time.spans import Span

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIRST = datetime(2026, 10, 20, 7, tzinfo=UTC)


def make_resource(name: str, kind: ResourceKind = ResourceKind.FIELDLAB) -> Resource:
    return Resource(id=12, kind=kind, name=name, owner_id=1)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Lab Lassen", "lab-lassen-12@rooms.example"),
        ("Café «Zuid» 3.04", "cafe-zuid-3-04-12@rooms.example"),
        ("実験室", "12@rooms.example"),
    ],
)
def test_the_address_of_a_place_is_readable_and_leads_back_to_it(name: str, address: str) -> None:
    assert address_of(make_resource(name), "rooms.example") == address
    assert need_at(address.upper(), "rooms.example") == Need(12, None)


def test_people_and_places_without_a_mail_domain_have_no_address() -> None:
    assert address_of(make_resource("Sanne", ResourceKind.STAFF), "rooms.example") == ""
    assert address_of(make_resource("Lab"), "") == ""


@pytest.mark.parametrize(
    ("address", "need"),
    [
        ("lab-12+3@rooms.example", Need(12, 3)),
        ("lab-12+0@rooms.example", None),
        ("lab@rooms.example", None),
        ("lab-12@other.example", None),
        ("lab-12345678901@rooms.example", None),
    ],
)
def test_an_address_may_ask_for_some_places_only(address: str, need: Need | None) -> None:
    assert need_at(address, "rooms.example") == need


@pytest.mark.parametrize("days", [(0, 7, 14), (0, 14, 28), (0, 2, 7, 9), (0, 7, 21), (0, 1, 2)])
def test_spans_on_weekdays_are_a_rule_that_gives_them_back(days: tuple[int, ...]) -> None:
    local = [FIRST.astimezone(AMSTERDAM).replace(tzinfo=None) + timedelta(days=day) for day in days]
    starts = [wall.replace(tzinfo=AMSTERDAM).astimezone(UTC) for wall in local]
    spans = [Span(start, start + timedelta(hours=2)) for start in starts]

    rule = weekly_rule(spans, AMSTERDAM)

    assert rule is not None
    assert [span for _, span in rule.occurrences(AMSTERDAM)] == spans


def test_spans_at_other_times_or_for_longer_than_a_year_are_no_rule() -> None:
    hour = timedelta(hours=1)
    odd = [Span(start, start + hour) for start in (FIRST, FIRST + 25 * hour)]
    long = [Span(start, start + hour) for start in (FIRST + timedelta(weeks=week) for week in range(60))]

    assert (weekly_rule(odd, AMSTERDAM), weekly_rule(long, AMSTERDAM)) == (None, None)
