"""Every rule of the campus, broken alone and kept at its edge."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.rules import judge, judge_all
from scheduler.domain.bookings.standing import Standing
from scheduler.domain.bookings.surroundings import narrowed
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.campus.opening_hours import Closure, ClosureKind, Opening, Window
from scheduler.domain.campus.resources import Sharing
from scheduler.domain.errors import NotFound
from scheduler.domain.identity.people import Qualification
from scheduler.domain.time.spans import Span
from tests.scheduler.domain.bookings.campus import (
    COMPANY,
    LAB,
    NOW,
    OTHER_ROOM,
    ROBOT,
    ROOM,
    TEACHER,
    make_around,
    make_span,
    make_wish,
)


def closure(**values: Any) -> dict[str, Any]:
    given = {"id": 1, "span": make_span(1, 3), "kind": ClosureKind.CLOSURE, "reason": "brandoefening"}
    return {"closures": [Closure(**given | values)]}


def window(first: float, last: float) -> dict[str, Any]:
    return {"windows": [Window(id=1, resource_id=LAB, span=make_span(first, last))]}


def lab(**values: Any) -> dict[str, Any]:
    return {"changed": {LAB: values}}


def proof(**values: Any) -> dict[str, Any]:
    given = {"id": 1, "person_id": 7, "name": "waterstof", "valid_from": date(2026, 1, 1)} | values
    return {"qualifications": [Qualification(**given)], **lab(required_qualification="waterstof")}


def wish(**values: Any) -> dict[str, Any]:
    return values


BROKEN_AND_KEPT = [
    pytest.param(Rule.CLOSED, {}, wish(span=make_span(8, 9.5)), wish(span=make_span(8, 9)), id="hours"),
    pytest.param(
        Rule.CLOSED, {}, wish(span=make_span(0, 2, days=4)), wish(span=make_span(0, 2, days=3)), id="weekend"
    ),
    pytest.param(
        Rule.CLOSURE,
        closure(resource_id=LAB),
        wish(span=make_span(2, 4)),
        wish(span=make_span(3, 4)),
        id="closure of the lab",
    ),
    pytest.param(
        Rule.CLOSURE, closure(campus_id=1), wish(), wish(span=make_span(0, 1)), id="closure of the campus"
    ),
    pytest.param(Rule.OUTSIDE_WINDOWS, window(1, 4), wish(), wish(span=make_span(1, 4)), id="windows"),
    pytest.param(Rule.TOO_MANY_PEOPLE, {}, wish(people=17), wish(people=16), id="seats"),
    pytest.param(
        Rule.TOO_LATE,
        lab(notice_minutes=24 * 60),
        wish(span=make_span(-0.5, 1)),
        wish(span=make_span(0, 1)),
        id="notice",
    ),
    pytest.param(
        Rule.TOO_FAR,
        lab(horizon_days=7),
        wish(span=make_span(0, 1, days=7)),
        wish(span=make_span(0, 1, days=6)),
        id="horizon",
    ),
    pytest.param(Rule.TOO_LONG, lab(max_minutes=90), wish(), wish(span=make_span(0, 1.5)), id="length"),
    pytest.param(
        Rule.NOT_SHARED,
        lab(sharing=Sharing.CLOSED),
        wish(organisation_id=COMPANY),
        wish(),
        id="sharing",
    ),
    pytest.param(
        Rule.QUALIFICATION,
        proof(valid_until=date(2026, 11, 24)),
        wish(span=make_span(0, 2, days=1)),
        wish(),
        id="qualification",
    ),
]


@pytest.mark.parametrize(("rule", "around", "breaks", "keeps"), BROKEN_AND_KEPT)
def test_a_rule_is_broken_beyond_its_edge_and_kept_at_it(
    rule: Rule, around: dict[str, Any], breaks: dict[str, Any], keeps: dict[str, Any]
) -> None:
    surroundings, need = make_around(**around), Need(LAB, 2)

    broken = judge(make_wish(need, **breaks), surroundings, NOW)
    kept = judge(make_wish(need, **keeps), surroundings, NOW)

    assert [(v.rule, v.resource_id) for v in broken.violations] == [(rule, LAB)]
    assert kept.violations == ()


def test_nothing_begins_before_the_current_quarter_of_an_hour() -> None:
    start = make_span(0, 2).start

    over = judge(make_wish(Need(LAB)), make_around(), start + timedelta(minutes=15))
    still_on = judge(make_wish(Need(LAB)), make_around(), start + timedelta(minutes=14, seconds=59))

    assert [v.rule for v in over.violations] == [Rule.IN_THE_PAST]
    assert still_on.violations == ()


@pytest.mark.parametrize(
    ("span", "rules"),
    [
        pytest.param(make_span(0, 1), [], id="ends now"),
        pytest.param(make_span(0, 3), [], id="goes on"),
        pytest.param(make_span(0, 0.5), [Rule.IN_THE_PAST], id="would have ended already"),
        pytest.param(make_span(0.5, 2), [Rule.IN_THE_PAST], id="would have begun later"),
        pytest.param(make_span(3, 5), [Rule.IN_THE_PAST], id="would not have begun at all"),
    ],
)
def test_a_booking_that_is_under_way_keeps_its_beginning(span: Span, rules: list[Rule]) -> None:
    had = Standing(make_span(0, 2), (Need(LAB),), (Claim(LAB, 1, make_span(0, 2), 1),))
    strict = make_around(changed={LAB: {"notice_minutes": 600}})

    verdict = judge(make_wish(Need(LAB), span=span, before=had), strict, make_span(0, 1).end)

    assert [v.rule for v in verdict.violations if v.rule is not Rule.TOO_LATE] == rules


def test_what_is_out_of_use_cannot_be_booked() -> None:
    verdict = judge(make_wish(Need(LAB)), make_around(**lab(active=False)), NOW)

    assert [v.rule for v in verdict.violations] == [Rule.INACTIVE]


def test_who_runs_it_is_not_bound_by_notice_horizon_and_length() -> None:
    strict = make_around(**lab(notice_minutes=10_000, horizon_days=0, max_minutes=5))

    verdict = judge(make_wish(Need(LAB), privileged=True), strict, NOW)

    assert verdict.violations == ()


def test_a_resource_with_hours_of_its_own_keeps_those() -> None:
    own = Opening(id=1, weekday=1, opens=time(20), closes=time(0), resource_id=LAB)
    around = make_around(openings=[own])

    evening = judge(make_wish(Need(LAB), span=make_span(11, 15)), around, NOW)
    morning = judge(make_wish(Need(LAB)), around, NOW)

    assert evening.violations == ()
    assert [v.rule for v in morning.violations] == [Rule.CLOSED]


def test_people_need_time_to_travel_between_campuses() -> None:
    taught = Claim(TEACHER, 1, make_span(0, 2), booking_id=5, campus_id=2)
    around = make_around(taught)

    at_once = judge(make_wish(Need(ROOM), Need(TEACHER), span=make_span(2, 3)), around, NOW)
    in_time = judge(make_wish(Need(ROOM), Need(TEACHER), span=make_span(2 + 1 / 3, 3)), around, NOW)
    there = judge(make_wish(Need(OTHER_ROOM), Need(TEACHER), span=make_span(2, 3)), around, NOW)

    (violation,) = at_once.violations
    assert (violation.rule, violation.data) == (Rule.TRAVEL, {"needed": 20, "gap": 0, "taken_by": (5,)})
    assert (in_time.violations, there.violations) == ((), ())


def test_set_up_and_tear_down_are_claimed_too() -> None:
    around = make_around(**lab(setup_minutes=15, teardown_minutes=30))

    verdict = judge(make_wish(Need(LAB)), around, NOW)

    assert {claim.span for claim in verdict.claims} == {make_span(-0.25, 2.5)}


def test_the_whole_of_a_lab_needs_all_stations_and_its_fixed_robot() -> None:
    robot_taken = make_around(Claim(ROBOT, 1, make_span(1, 2), booking_id=5))

    whole = judge(make_wish(Need(LAB, None)), robot_taken, NOW)
    stations = judge(make_wish(Need(LAB, 8)), robot_taken, NOW)

    assert [(v.rule, v.resource_id, v.data["taken_by"]) for v in whole.violations] == [
        (Rule.UNITS_TAKEN, ROBOT, (5,))
    ]
    assert stations.violations == ()


def test_every_broken_rule_is_named() -> None:
    around = make_around(Claim(ROOM, 1, make_span(0, 20), booking_id=5), **closure(campus_id=1))
    wanted = make_wish(Need(ROOM), Need(LAB, 9), span=make_span(1, 12), people=99)

    verdict = judge(wanted, around, NOW)

    assert {(v.rule, v.resource_id) for v in verdict.violations} == {
        (Rule.TOO_MANY_PEOPLE, ROOM),
        (Rule.CLOSED, ROOM),
        (Rule.CLOSED, LAB),
        (Rule.CLOSURE, ROOM),
        (Rule.CLOSURE, LAB),
        (Rule.UNITS_TAKEN, ROOM),
        (Rule.TOO_MANY_UNITS, LAB),
    }


def test_wishes_of_one_series_exclude_each_other() -> None:
    wishes = [
        make_wish(Need(ROOM), span=span) for span in (make_span(0, 2), make_span(1, 3), make_span(2, 4))
    ]

    verdicts = judge_all(wishes, make_around(), NOW)

    assert [[v.rule for v in verdict.violations] for verdict in verdicts] == [[], [Rule.UNITS_TAKEN], []]


def test_surroundings_narrowed_to_a_wish_give_the_same_verdict() -> None:
    around = make_around(
        Claim(ROBOT, 1, make_span(1, 2), booking_id=5), **closure(campus_id=1), **window(0, 1)
    )
    wanted = make_wish(Need(LAB, None), span=make_span(0, 12))

    assert judge(wanted, narrowed(around, [LAB]), NOW) == judge(wanted, around, NOW)


def test_an_unknown_resource_is_not_found() -> None:
    with pytest.raises(NotFound):
        judge(make_wish(Need(99), span=Span(NOW, NOW + timedelta(hours=1))), make_around(), NOW)
