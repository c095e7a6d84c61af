"""What may come in: whole minutes of these years, one visible line, an address, a zone of tzdata."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.errors import InvalidValue
from calendars.event import BusyPeriod, CalendarUser, Event
from calendars.zones import is_zone
from scheduler.domain.border import check_new
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.addresses import check_address, is_address
from scheduler.domain.time.grain import check_ends
from scheduler.domain.time.spans import Span
from scheduler.domain.time.zones import ZONES
from scheduler.domain.titles import check_line, cleaned

NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2110, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
HOUR = Span(NINE, NINE + timedelta(hours=1))
NEAR = st.one_of(INSTANTS, INSTANTS.map(lambda at: at.replace(second=0, microsecond=0)))


@dataclass(frozen=True)
class Thing:
    name: str = "Lab Waterstof"
    zone: str = "Europe/Amsterdam"
    email: str = "sanne@example.org"
    opens: time = time(9)
    span: Span = HOUR


@pytest.mark.parametrize(
    ("thing", "field", "problem"),
    [
        (
            Thing(span=Span(NINE + timedelta(seconds=1), NINE + timedelta(hours=1))),
            "start",
            "not_on_the_minute",
        ),
        (Thing(span=Span(NINE, NINE + timedelta(microseconds=1))), "end", "not_on_the_minute"),
        (Thing(span=Span(NINE.replace(year=1999), NINE)), "start", "out_of_years"),
        (Thing(span=Span(NINE, NINE.replace(year=2100))), "end", "out_of_years"),
        (Thing(opens=time(9, 0, 30)), "opens", "not_on_the_minute"),
        (Thing(name="\u200b \u2800"), "name", "hidden_characters"),
        (Thing(name="\u2800 "), "name", "empty"),
        (Thing(name="Lab\u202etraf"), "name", "hidden_characters"),
        (Thing(name="Lab\u2066x"), "name", "hidden_characters"),
        (Thing(name="Lab\nA"), "name", "not_one_line"),
        (Thing(name="Lab\u2028A"), "name", "not_one_line"),
        (Thing(zone="localtime"), "zone", "unknown_zone"),
        (Thing(email="sanne@"), "email", "not_an_address"),
        (Thing(email="Sanne@example.org"), "email", "not_an_address"),
        (Thing(email="sanné@example.org"), "email", "not_an_address"),
        (Thing(email="a b@example.org"), "email", "not_an_address"),
    ],
)
def test_what_cannot_be_said_again_is_refused_with_its_field(thing: Thing, field: str, problem: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_new(thing)

    assert (refusal.value.field, refusal.value.problem) == (field, problem)


def test_only_what_a_change_adds_is_judged() -> None:
    old = Thing(name="Lab\u202etraf")

    check_new(Thing(name="Lab\u202etraf", opens=time(10)), old)


@pytest.mark.parametrize("name", ["Lab ½ – água", "👩\u200d🔬 Lab", "مرحبا", "می\u200cخواهم", "A1.04"])
def test_names_of_every_script_come_in(name: str) -> None:
    check_line(name)


@given(NEAR, NEAR)
def test_every_span_that_comes_in_can_be_written(one: datetime, other: datetime) -> None:
    if one >= other:
        return
    span = Span(one, other)
    try:
        check_ends(span)
    except Invalid:
        return

    BusyPeriod(span.start, span.end)
    assert {(at.second, at.microsecond) for at in (span.start, span.end)} == {(0, 0)}


@given(st.text(max_size=40))
def test_every_title_that_comes_in_is_one_visible_line_of_an_event(title: str) -> None:
    try:
        check_line(title)
    except Invalid:
        title = cleaned(title, "Boeking 7")
        check_line(title)

    Event(
        uid="1@fieldlab",
        starts=NINE,
        ends=NINE + timedelta(hours=1),
        zone="UTC",
        summary=title,
        created_at=NINE,
        modified_at=NINE,
    )
    assert title.strip()
    assert not {category(each) for each in title} & {"Cc", "Cs", "Zl", "Zp"}


@given(st.from_regex(r"\A[a-z0-9.@_-]{1,30}\Z"))
def test_every_address_that_comes_in_can_be_written(text: str) -> None:
    if not is_address(text):
        with pytest.raises(Invalid):
            check_address("email", text)
        return
    try:
        CalendarUser(text)
    except InvalidValue:
        pytest.fail(text)


def test_a_calendar_can_carry_every_zone_that_comes_in() -> None:
    assert [zone for zone in sorted(ZONES) if not is_zone(zone)] == []
