"""Every way out of a refusal is one that the rules accept, nearest first."""

from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.bookings.alternatives import (
    AlternativeKind,
    Recurrence,
    alternatives_to,
    alternatives_to_move,
    series_alternatives,
)
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.rules import judge, judge_all
from scheduler.domain.bookings.series_dates import SeriesCalendar
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.time.wall_time import WeeklyRule
from tests.scheduler.domain.bookings.campus import (
    LAB,
    NOW,
    RESOURCES,
    ROOM,
    SCHOOL,
    TEACHER,
    make_around,
    make_span,
    make_wish,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TWIN = Resource(id=20, kind=ResourceKind.ROOM, name="A2", owner_id=SCHOOL, campus_id=1, seats=30)


def a_claim(resource_id: int, first: float, last: float, unit: int = 1, days: int = 0) -> Claim:
    return Claim(resource_id, unit, make_span(first, last, days), booking_id=5)


def test_what_is_left_is_offered_first() -> None:
    around = make_around(*(a_claim(LAB, 0, 2, unit) for unit in range(1, 7)))
    wish = make_wish(Need(LAB, 5))

    found = alternatives_to(wish, judge(wish, around, NOW).violations, around, NOW)

    assert [(a.kind, a.needs, a.free) for a in found][:1] == [(AlternativeKind.FEWER, (Need(LAB, 2),), 2)]
    assert [a.span for a in found][1:] == [make_span(2, 4), make_span(2.5, 4.5)]


def test_a_twin_room_stands_in_at_the_same_time() -> None:
    around = make_around(a_claim(ROOM, 0, 2), resources=RESOURCES | {TWIN.id: TWIN})
    wish = make_wish(Need(ROOM))

    first, *later = alternatives_to(
        wish, judge(wish, around, NOW).violations, around, NOW, also=[TWIN, RESOURCES[LAB]]
    )

    assert (first.kind, first.needs, first.span) == (AlternativeKind.RESOURCE, (Need(TWIN.id),), wish.span)
    assert [a.kind for a in later] == [AlternativeKind.TIME, AlternativeKind.TIME]


def test_no_time_is_offered_for_what_no_time_mends() -> None:
    around = make_around()
    wish = make_wish(Need(LAB, 9))

    found = alternatives_to(wish, judge(wish, around, NOW).violations, around, NOW)

    assert [(a.kind, a.needs) for a in found] == [(AlternativeKind.FEWER, (Need(LAB, 8),))]


def test_closed_hours_are_passed_over() -> None:
    around = make_around(a_claim(ROOM, -1, 9))
    wish = make_wish(Need(ROOM), span=make_span(6, 8))

    found = alternatives_to(wish, judge(wish, around, NOW).violations, around, NOW)

    starts = [a.span for a in found]
    assert starts == [make_span(hour, hour + 2, days=1) for hour in (-1, -0.5, 0)]


claims = st.builds(
    lambda resource, start, length, unit: a_claim(
        resource, start / 2, (start + length) / 2, unit if resource == LAB else 1
    ),
    st.sampled_from([LAB, ROOM, TEACHER]),
    st.integers(-2, 60),
    st.integers(1, 8),
    st.integers(1, 8),
)


@given(st.lists(claims, max_size=40), st.integers(1, 8), st.integers(0, 16), st.integers(0, 40))
def test_whatever_is_offered_is_accepted(held: list[Claim], units: int, start: int, people: int) -> None:
    around = make_around(*held, resources=RESOURCES | {TWIN.id: TWIN})
    span = make_span(start / 2, start / 2 + 1)
    wish = make_wish(Need(ROOM), Need(LAB, units), Need(TEACHER), span=span, people=people)
    verdict = judge(wish, around, NOW)

    found = alternatives_to(wish, verdict.violations, around, NOW, also=[TWIN])

    for other in found:
        assert judge(replace(wish, needs=other.needs, span=other.span), around, NOW).violations == ()


def make_series(weeks: int = 4) -> Recurrence:
    first = date(2026, 11, 24)
    last = first + timedelta(weeks=weeks - 1)
    rule = WeeklyRule(weekdays=(1,), at=time(9), minutes=120, first_on=first, last_on=last)
    return Recurrence(rule, AMSTERDAM)


def test_a_series_may_skip_move_in_the_day_or_go_to_another_day() -> None:
    around = make_around(a_claim(ROOM, -1, 9, days=7))
    recurrence, wish = make_series(), make_wish(Need(ROOM))
    verdicts = judge_all(recurrence.wishes(wish), around, NOW)
    violations = [violation for verdict in verdicts for violation in verdict.violations]

    found = series_alternatives(wish, recurrence, violations, around, NOW)

    without = replace(recurrence.rule, except_on=frozenset({date(2026, 12, 1)}))
    wednesday = replace(recurrence.rule, weekdays=(2,))
    assert [(a.kind, a.rule) for a in found][:2] == [
        (AlternativeKind.SKIP, without),
        (AlternativeKind.TIME, wednesday),
    ]


def test_bookings_that_move_together_are_offered_a_time_for_all() -> None:
    around = make_around(a_claim(ROOM, 2, 4, days=7))
    wishes = [make_wish(Need(ROOM), span=make_span(2, 4, days=days)) for days in (0, 7)]
    violations = judge(wishes[1], around, NOW).violations

    found = alternatives_to_move(wishes, violations, around, NOW, calendar=SeriesCalendar(AMSTERDAM))

    assert [a.span for a in found] == [make_span(4, 6), make_span(0, 2), make_span(4.5, 6.5)]
