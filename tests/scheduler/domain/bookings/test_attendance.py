"""At no moment are there more people in a place than it has seats, whoever booked them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.bookings.attendance import crowds, seats_for, spread
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import Claim, Held
from scheduler.domain.bookings.rules import Wish, judge, judge_all
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.campus.resources import ResourceKind
from tests.scheduler.domain.bookings.campus import (
    LAB,
    NOW,
    RESOURCES,
    ROOM,
    make_around,
    make_span,
    make_wish,
)

DESKS = {LAB: {"kind": ResourceKind.WORKPLACE}}


def lab_taken(people: int, first: float = 0, last: float = 2) -> Claim:
    return Claim(LAB, 1, make_span(first, last), 1, people=people)


@pytest.mark.parametrize(
    ("kind", "units", "seats", "asked", "holds"),
    [
        pytest.param(ResourceKind.FIELDLAB, 8, 16, 1, 16, id="people stand around one station"),
        pytest.param(ResourceKind.FIELDLAB, 8, None, 1, None, id="nobody counts in a lab without seats"),
        pytest.param(ResourceKind.WORKPLACE, 8, None, 1, 1, id="one at a desk"),
        pytest.param(ResourceKind.WORKPLACE, 8, None, 3, 3, id="three at three desks"),
        pytest.param(ResourceKind.WORKPLACE, 4, 8, 1, 2, id="desks for two"),
        pytest.param(ResourceKind.WORKPLACE, 4, 6, 4, 6, id="never more than all of them have"),
    ],
)
def test_units_hold_people(
    kind: ResourceKind, units: int, seats: int | None, asked: int, holds: int | None
) -> None:
    assert seats_for(replace(RESOURCES[LAB], kind=kind, units=units, seats=seats), asked) == holds


@pytest.mark.parametrize(
    ("others", "people", "broken"),
    [
        pytest.param([lab_taken(10)], 6, [], id="they fit beside the others"),
        pytest.param([lab_taken(10)], 7, [Rule.SEATS_TAKEN], id="one too many beside them"),
        pytest.param([lab_taken(10)], 17, [Rule.TOO_MANY_PEOPLE], id="too many for the lab at all"),
        pytest.param([lab_taken(10, 2, 4)], 16, [], id="the others come later"),
        pytest.param(
            [lab_taken(10, -1, 1), replace(lab_taken(10, 1, 3), unit=2)], 6, [], id="one after another"
        ),
        pytest.param(
            [lab_taken(5), replace(lab_taken(6), unit=2)], 6, [Rule.SEATS_TAKEN], id="two others at once"
        ),
    ],
)
def test_seats_are_counted_over_all_who_are_there(
    others: list[Claim], people: int, broken: list[Rule]
) -> None:
    verdict = judge(make_wish(Need(LAB), people=people), make_around(*others), NOW)

    assert [violation.rule for violation in verdict.violations] == broken


def test_a_desk_is_for_one_person() -> None:
    verdict = judge(
        make_wish(Need(LAB), people=2), make_around(changed={LAB: DESKS[LAB] | {"seats": None}}), NOW
    )

    assert [violation.rule for violation in verdict.violations] == [Rule.TOO_MANY_PEOPLE]


def test_people_are_not_there_while_a_place_is_set_up() -> None:
    setup = {LAB: {"setup_minutes": 60}}
    others = replace(lab_taken(10), span=make_span(2, 5))

    verdict = judge(
        make_wish(Need(LAB), people=16, span=make_span(1, 3)), make_around(others, changed=setup), NOW
    )

    assert verdict.violations == ()


def test_more_people_than_one_place_holds_go_on_to_the_next() -> None:
    units = {LAB: 1, ROOM: 1}
    around = make_around(lab_taken(6))

    shares, left = spread(45, crowds(units, make_span(0, 2), around.resources, around.held))

    assert (shares, left) == ({LAB: 10, ROOM: 30}, 5)


def test_standing_room_takes_whom_no_seat_is_left_for() -> None:
    around = make_around(changed={LAB: {"standing_room": True}})

    shares, left = spread(45, crowds({LAB: 1, ROOM: 1}, make_span(0, 2), around.resources, around.held))

    assert (shares, left) == ({LAB: 15, ROOM: 30}, 0)


@st.composite
def wishes(draw: st.DrawFn) -> list[Wish]:
    """People who ask for some of the lab, and perhaps the room with it, between nine and three."""
    asked = []
    for _ in range(draw(st.integers(1, 8))):
        first = draw(st.integers(0, 10))
        span = make_span(first / 2, (first + draw(st.integers(1, 4))) / 2)
        needs = [Need(LAB, draw(st.integers(1, 8)))] + [Need(ROOM)] * draw(st.integers(0, 1))
        asked.append(make_wish(*needs, span=span, people=draw(st.integers(0, 50))))
    return asked


@settings(max_examples=60, deadline=None)
@given(wishes(), st.sampled_from([ResourceKind.FIELDLAB, ResourceKind.WORKPLACE]))
def test_at_no_moment_more_people_than_seats(asked: list[Wish], kind: ResourceKind) -> None:
    around = make_around(changed={LAB: {"kind": kind}})

    verdicts = judge_all(asked, around, NOW)

    accepted = [
        (wish, verdict) for wish, verdict in zip(asked, verdicts, strict=True) if not verdict.violations
    ]
    for wish, verdict in accepted:
        assert sum(claim.people for claim in verdict.claims) == wish.people
    held = Held(claim for _, verdict in accepted for claim in verdict.claims)
    for step in range(24):
        moment = make_span(step / 4, step / 4 + 0.01)
        for place in (LAB, ROOM):
            there = sum(claim.people for claim in held.near(place, moment, timedelta()))
            assert there <= (around.resources[place].seats or 0)
