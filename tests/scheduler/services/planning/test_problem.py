"""What of the campus the solver is told, one rule a test."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

import pytest

from scheduler.domain.bookings.bookings import Booking, Need, Purpose
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.groups import LearningMode
from scheduler.domain.campus.opening_hours import Closure, ClosureKind, Holiday
from scheduler.domain.campus.resources import ResourceKind, Sharing
from scheduler.domain.identity.people import Qualification
from scheduler.domain.planning.activities import Activity, ActivityKind, ActivityNeed, TimeWish
from scheduler.domain.planning.plans import Pin
from scheduler.domain.time.spans import Span
from scheduler.services.planning.grid import SLOT
from scheduler.services.planning.problem import problem_of
from scheduler.services.planning.snapshot import Snapshot
from solver.problem import PlanActivity
from solver.rules import DistributionKind
from solver.times import Busy, bits
from tests.scheduler.services.planning.snapshots import (
    BEFORE,
    COMPANY,
    MONDAY,
    SCHOOL,
    a_room,
    at,
    between,
    make_activity,
    make_group,
    make_resource,
    make_snapshot,
)

ROOM = make_resource(1)
LAB = make_resource(11, ResourceKind.FIELDLAB, units=8)


def the_one(snapshot: Snapshot, name: str = "a1.1") -> PlanActivity:
    return problem_of(snapshot).problem.activity_by_id[name]


def starts(placeable: PlanActivity) -> set[tuple[int, str]]:
    """Weekdays and wall times at which the activity may begin."""
    return {(day, clock(t.start)) for t in placeable.times for day in bits(t.days)}


def clock(slot: int) -> str:
    hours, minutes = divmod(slot * SLOT, 60)
    return f"{hours:02}:{minutes:02}"


def candidates(placeable: PlanActivity, role: str) -> list[str]:
    return [c.resource for need in placeable.needs if need.role == role for c in need.candidates]


def weeks_of(placeable: PlanActivity, weekday: int) -> set[int]:
    """Every set of weeks that a candidate on that weekday has."""
    return {time.weeks for time in placeable.times if time.days == 1 << weekday}


def when(busy: Iterable[Busy]) -> set[tuple[int, int, str, str, int | None]]:
    """Weeks, days, wall times and units of what is told to be busy."""
    return {(b.weeks, b.days, clock(b.start), clock(b.end), b.units) for b in busy}


@pytest.mark.parametrize(
    ("mode", "first", "last"),
    [
        (LearningMode.BOL, "08:30", "15:00"),
        (LearningMode.HBO, "08:30", "16:00"),
        (LearningMode.ADULT, "18:00", "20:00"),
    ],
)
def test_activities_are_offered_the_hours_that_suit_their_groups(
    mode: LearningMode, first: str, last: str
) -> None:
    group = make_group(1, mode=mode)
    evening = make_resource(1, ResourceKind.ONLINE, campus_id=None)
    need = ActivityNeed(role="online", kind=ResourceKind.ONLINE)
    snapshot = make_snapshot([evening], [make_activity(1, group_ids=(1,), needs=(need,))], [group])

    offered = starts(the_one(snapshot))

    assert {day for day, _ in offered} == {0, 1, 2, 3, 4}
    assert (min(offered)[1], max(offered)[1]) == (first, last)


def test_groups_that_share_no_hours_have_no_time() -> None:
    groups = [make_group(1), make_group(2, mode=LearningMode.ADULT)]
    snapshot = make_snapshot([ROOM], [make_activity(1, group_ids=(1, 2), needs=(a_room(),))], groups)

    assert the_one(snapshot).times == ()


def test_wished_hours_go_before_those_of_the_group_and_avoided_ones_are_left_out() -> None:
    wishes = (
        TimeWish(weekday=2, starts=time(9), ends=time(14)),
        TimeWish(weekday=2, starts=time(12), ends=time(13), allowed=False),
    )
    snapshot = make_snapshot([ROOM], [make_activity(1, needs=(a_room(),), wishes=wishes)])

    assert starts(the_one(snapshot)) == {(2, "09:00"), (2, "09:30"), (2, "10:00")}


def test_an_hour_that_is_better_avoided_costs_its_price() -> None:
    wishes = (TimeWish(weekday=0, starts=time(8), ends=time(10), allowed=False, penalty=7),)
    snapshot = make_snapshot([ROOM], [make_activity(1, needs=(a_room(),), wishes=wishes)])

    prices = {(t.days, clock(t.start)): t.penalty for t in the_one(snapshot).times}

    assert (prices[1, "08:30"], prices[1, "10:00"], prices[2, "08:30"]) == (7, 0, 0)


def test_a_lesson_late_in_the_day_costs_more_than_an_early_one() -> None:
    group = make_group(1)
    snapshot = make_snapshot([ROOM], [make_activity(1, group_ids=(1,), needs=(a_room(),))], [group])

    prices = {clock(t.start): t.penalty for t in the_one(snapshot).times}

    assert (prices["08:30"], prices["14:30"], prices["15:00"]) == (0, 0, 2)


def test_every_institution_of_a_joint_class_has_its_holidays_respected() -> None:
    group = make_group(1, organisation_ids=(SCHOOL, 3))
    holidays = tuple(
        Holiday(id=n, name="vrij", first_on=on, last_on=on, organisation_id=whose)
        for n, (on, whose) in enumerate(
            [(MONDAY, SCHOOL), (MONDAY + timedelta(days=8), 3), (MONDAY + timedelta(days=2), 9)], 1
        )
    )
    activity = make_activity(1, group_ids=(1,), needs=(a_room(),))

    placeable = the_one(make_snapshot([ROOM], [activity], [group], holidays=holidays))

    assert [weeks_of(placeable, day) for day in range(3)] == [{0b110}, {0b101}, {0b111}]


def test_a_weekday_that_loses_sessions_costs_more_than_one_that_does_not() -> None:
    holiday = Holiday(id=1, name="Hemelvaart", first_on=MONDAY, last_on=MONDAY)
    snapshot = make_snapshot([ROOM], [make_activity(1, needs=(a_room(),))], holidays=(holiday,))

    prices = {(t.days, clock(t.start)): t.penalty for t in the_one(snapshot).times}

    assert (prices[1, "09:00"], prices[2, "09:00"]) == (20, 0)


def test_weeks_that_have_begun_are_not_planned() -> None:
    snapshot = make_snapshot(
        [ROOM], [make_activity(1, needs=(a_room(),))], first_on=MONDAY + timedelta(days=7)
    )

    assert weeks_of(the_one(snapshot), 0) == {0b110}


def test_an_activity_of_some_weeks_is_placed_in_those() -> None:
    snapshot = make_snapshot([ROOM], [make_activity(1, weeks=(1, 3), needs=(a_room(),))])

    assert weeks_of(the_one(snapshot), 4) == {0b101}


def test_each_weekly_session_is_placed_by_itself_at_a_price_by_its_importance() -> None:
    snapshot = make_snapshot([ROOM], [make_activity(1, per_week=2, importance=7, needs=(a_room(),))])

    problem = problem_of(snapshot).problem

    assert [(each.id, each.drop) for each in problem.activities] == [("a1.1", 7000), ("a1.2", 7000)]


def test_a_room_is_closed_out_of_hours_and_while_it_is_shut() -> None:
    leak = Closure(id=1, span=between(1, 9, 11), kind=ClosureKind.OUTAGE, reason="lek", resource_id=1)
    snapshot = make_snapshot([ROOM], [make_activity(1, needs=(a_room(),))], closures=[leak])

    busy = when(problem_of(snapshot).problem.resource_by_id["r1"].unavailable)

    assert (0b001, 0b10, "09:00", "11:00", None) in busy
    assert (0b111, 0b01, "00:00", "08:00", None) in busy
    assert (0b111, 0b01, "18:00", "24:00", None) in busy
    assert (0b111, 0b100000, "00:00", "24:00", None) in busy


def test_a_room_is_closed_while_another_calendar_says_that_it_is_busy() -> None:
    span = Span(at(2, 9, 58), at(2, 11, 1))
    snapshot = make_snapshot([ROOM], [make_activity(1, needs=(a_room(),))], elsewhere=[(1, span)])

    busy = when(problem_of(snapshot).problem.resource_by_id["r1"].unavailable)

    assert (0b001, 0b100, "09:55", "11:05", None) in busy


def test_setting_up_may_be_done_before_the_doors_open() -> None:
    lab = replace(LAB, setup_minutes=30, teardown_minutes=10)
    need = ActivityNeed(role="lab", kind=ResourceKind.FIELDLAB)
    snapshot = make_snapshot([lab], [make_activity(1, needs=(need,))])

    problem = problem_of(snapshot).problem

    busy = when(problem.resource_by_id["r11"].unavailable)
    assert (0b111, 0b01, "00:00", "07:30", None) in busy
    assert (0b111, 0b01, "18:10", "24:00", None) in busy
    assert [(n.before, n.after) for n in problem.activities[0].needs] == [(6, 2)]


def test_what_is_booked_takes_its_units() -> None:
    held = [Claim(11, unit, between(2, 10, 12), 5) for unit in (1, 2, 3)]
    need = ActivityNeed(role="lab", kind=ResourceKind.FIELDLAB, units=2)
    snapshot = make_snapshot([LAB], [make_activity(1, needs=(need,))], held=held)

    busy = when(problem_of(snapshot).problem.resource_by_id["r11"].unavailable)

    assert (0b001, 0b100, "10:00", "12:00", 3) in busy


def test_units_booked_at_different_times_of_a_day_are_told_as_taken_in_between() -> None:
    held = [Claim(11, 1, between(2, 9, 10), 5), Claim(11, 2, between(2, 15, 16), 6)]
    need = ActivityNeed(role="lab", kind=ResourceKind.FIELDLAB, units=2)
    snapshot = make_snapshot([LAB], [make_activity(1, needs=(need,))], held=held)

    busy = when(problem_of(snapshot).problem.resource_by_id["r11"].unavailable)

    assert (0b001, 0b100, "09:00", "16:00", 2) in busy


def test_somebody_booked_elsewhere_is_busy_while_under_way() -> None:
    teacher = make_resource(41, ResourceKind.STAFF)
    held = [Claim(41, 1, between(0, 10, 11), 5, campus_id=2)]
    snapshot = make_snapshot(
        [ROOM, teacher], [make_activity(1, staff_ids=(41,), needs=(a_room(),))], held=held
    )

    busy = when(problem_of(snapshot).problem.resource_by_id["r41"].unavailable)

    assert busy == {(0b001, 0b01, "09:20", "11:40", 1)}


def test_only_resources_that_the_rules_allow_are_candidates() -> None:
    rooms = [
        make_resource(1, seats=40),
        make_resource(2, seats=10),
        make_resource(3, active=False),
        make_resource(4, owner_id=COMPANY, sharing=Sharing.CLOSED),
        make_resource(5, features=frozenset({"beamer"})),
    ]
    plain = make_activity(1, people=24, needs=(a_room(),))
    picky = make_activity(2, people=24, needs=(a_room(features=frozenset({"beamer"})),))
    snapshot = make_snapshot(rooms, [plain, picky])

    found = [candidates(the_one(snapshot, name), "room") for name in ("a1.1", "a2.1")]

    assert found == [["r1", "r5"], ["r5"]]


def test_a_lab_that_asks_for_a_qualification_leaves_the_choice_to_those_who_have_it() -> None:
    lab = replace(LAB, required_qualification="waterstof")
    staff = [make_resource(key, ResourceKind.STAFF, person_id=key) for key in (41, 42)]
    proof = Qualification(id=1, person_id=42, name="waterstof", valid_from=MONDAY)
    needs = (
        ActivityNeed(role="lab", kind=ResourceKind.FIELDLAB),
        ActivityNeed(role="begeleider", kind=ResourceKind.STAFF),
    )
    taught = make_activity(1, needs=needs)
    alone = make_activity(2, staff_ids=(41,), needs=needs[:1])
    snapshot = make_snapshot([lab, *staff], [taught, alone], qualifications=[proof])

    assert candidates(the_one(snapshot), "begeleider") == ["r42"]
    assert candidates(the_one(snapshot), "lab") == ["r11"]
    assert candidates(the_one(snapshot, "a2.1"), "lab") == []


def test_preferred_near_and_own_resources_are_the_cheapest() -> None:
    rooms = [
        make_resource(1),
        make_resource(2, campus_id=2),
        make_resource(3, owner_id=COMPANY, sharing=Sharing.ON_REQUEST),
    ]
    need = a_room(preferred_ids=(1,))
    snapshot = make_snapshot(
        rooms, [make_activity(1, group_ids=(1,), needs=(need,))], [make_group(1, campus_id=1)]
    )

    needs = {n.role: {c.resource: c.penalty for c in n.candidates} for n in the_one(snapshot).needs}

    assert needs["room"] == {"r1": 0, "r2": 3, "r3": 2}


def test_a_whole_lab_brings_its_fixed_equipment() -> None:
    robot = make_resource(21, ResourceKind.EQUIPMENT, part_of_id=11)
    loose = make_resource(22, ResourceKind.EQUIPMENT, part_of_id=11, movable=True)
    whole = ActivityNeed(role="lab", kind=ResourceKind.FIELDLAB, units=None)
    snapshot = make_snapshot([LAB, robot, loose], [make_activity(1, needs=(whole,))])

    assert [(n.role, n.candidates[0].resource, n.units) for n in the_one(snapshot).needs] == [
        ("lab", "r11", None),
        ("fixed part", "r21", None),
    ]


def test_a_bbl_group_comes_one_day_a_week_and_every_groups_days_hang_together() -> None:
    group = make_group(1, mode=LearningMode.BBL)
    activities = [make_activity(key, group_ids=(1,), needs=(a_room(),)) for key in (1, 2)]

    problem = problem_of(make_snapshot([ROOM], activities, [group])).problem

    assert [(r.kind, r.limits, r.activities) for r in problem.distributions] == [
        (DistributionKind.MAX_DAYS, (1,), ("a1.1", "a2.1"))
    ]
    assert [rule.activities for rule in problem.compactness] == [("a1.1", "a2.1")]


def test_an_activity_spreads_over_the_days_it_asks_for_and_keeps_its_room() -> None:
    activity = make_activity(1, per_week=3, minimum_days=2, needs=(a_room(),))

    problem = problem_of(make_snapshot([ROOM], [activity])).problem

    assert [(r.minimum, r.activities) for r in problem.working_days] == [(2, ("a1.1", "a1.2", "a1.3"))]
    assert [(r.role, r.activities) for r in problem.stability] == [("room", ("a1.1", "a1.2", "a1.3"))]


def test_a_hybrid_session_has_a_place_and_an_online_room_and_needs_seats_for_nobody_in_particular() -> None:
    rooms = [make_resource(1, seats=12), make_resource(31, ResourceKind.ONLINE, campus_id=None)]
    needs = (a_room(), ActivityNeed(role="online", kind=ResourceKind.ONLINE))
    activity = make_activity(1, kind=ActivityKind.HYBRID, people=30, needs=needs)

    placeable = the_one(make_snapshot(rooms, [activity]))

    assert (candidates(placeable, "room"), candidates(placeable, "online")) == (["r1"], ["r31"])


def published(activity: Activity, days: int, hour: int, occurrence: int) -> Booking:
    return Booking(
        id=occurrence,
        uid=UUID(int=occurrence),
        title=activity.title,
        purpose=Purpose.LESSON,
        organisation_id=SCHOOL,
        organiser_id=None,
        span=Span(at(days, hour), at(days, hour + 2)),
        needs=(Need(1),),
        status=BookingStatus.CONFIRMED,
        activity_id=activity.id,
        occurrence=occurrence,
        created_at=BEFORE,
        updated_at=BEFORE,
    )


def test_a_plan_stays_close_to_what_is_published() -> None:
    activity = make_activity(1, needs=(a_room(),))
    before = tuple(published(activity, 7 * week + 1, 10, 100 * (week + 1) + 1) for week in range(3))

    problem = problem_of(make_snapshot([ROOM], [activity], published=before)).problem

    pins = {(pin.time is None, pin.penalty) for pin in problem.pins}
    kept = next(pin.time for pin in problem.pins if pin.time is not None)
    assert pins == {(False, 15), (True, 5)}
    assert (problem.activities[0].times[kept].days, clock(problem.activities[0].times[kept].start)) == (
        0b10,
        "10:00",
    )


def test_a_published_time_that_is_not_on_the_grid_can_be_kept() -> None:
    activity = make_activity(
        1, needs=(a_room(),), wishes=(TimeWish(weekday=0, starts=time(9), ends=time(12)),)
    )
    before = (published(activity, 1, 13, 101),)

    assert (1, "13:00") in starts(the_one(make_snapshot([ROOM], [activity], published=before)))


def test_what_a_person_pinned_is_held_by_the_solver() -> None:
    pin = Pin(activity_id=1, number=1, weekday=3, at=time(11), needs=(Need(1),))

    problem = problem_of(make_snapshot([ROOM], [make_activity(1, needs=(a_room(),))], pins=(pin,))).problem

    assert {each.penalty for each in problem.pins} == {None}
    held = problem.activities[0].times[next(p.time for p in problem.pins if p.time is not None)]
    assert (held.days, clock(held.start)) == (0b1000, "11:00")


def test_the_clocks_going_back_move_no_lesson() -> None:
    october = date(2026, 10, 19)
    period = replace(make_snapshot([], []).period, first_on=october, last_on=october + timedelta(days=13))
    grid = make_snapshot([], [], period=period, first_on=october).grid

    spans = [grid.span_of(week, 0, 9 * 12, 24) for week in (0, 1)]

    assert [(s.start.hour, s.minutes) for s in spans] == [(7, 120), (8, 120)]
    assert [next(grid.pieces(span)) for span in spans] == [
        replace(next(grid.pieces(spans[0])), week=week) for week in (0, 1)
    ]
