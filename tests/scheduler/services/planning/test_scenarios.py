"""Scenarios in the campus's own words: what the solver is asked, and what comes of it."""

from collections.abc import Sequence
from datetime import time
from typing import Any

import pytest

from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.planning.activities import ActivityNeed, TimeWish
from scheduler.domain.planning.studies import Alteration, AlterationKind, LeftOut, Scenario, StudyOutcome
from scheduler.services.planning.scenarios import outcomes, pose
from scheduler.services.planning.snapshot import Snapshot
from solver import solve
from solver.solution import Solution
from tests.scheduler.services.planning.snapshots import (
    MONDAY,
    a_room,
    make_activity,
    make_group,
    make_resource,
    make_snapshot,
    random_snapshot,
)

WEEKS = 3
HOUR = 60
MONDAY_MORNING = (TimeWish(weekday=0, starts=time(9), ends=time(11)),)
LAB = ActivityNeed(role="lab", kind=ResourceKind.FIELDLAB, units=None)


def tight() -> Snapshot:
    """One room, two groups that both want it on Monday morning, a teacher for one of them."""
    return make_snapshot(
        [make_resource(1), make_resource(41, ResourceKind.STAFF, person_id=41)],
        [
            make_activity(1, group_ids=(1,), needs=(a_room(),), staff_ids=(41,), wishes=MONDAY_MORNING),
            make_activity(2, group_ids=(2,), needs=(a_room(),), wishes=MONDAY_MORNING),
        ],
        [make_group(1), make_group(2)],
    )


def otherwise(kind: AlterationKind, **values: Any) -> Alteration:
    return Alteration(kind=kind, **values)


def study(snapshot: Snapshot, *alterations: Alteration) -> tuple[StudyOutcome, StudyOutcome]:
    """How things are, and the scenario with all of these."""
    posed = pose(snapshot, [Scenario(name="Anders", alterations=alterations)])
    plans = [solve(each.problem, time_limit=1.0, workers=1) for each in posed]
    present, scenario = outcomes(posed, plans)
    return present, scenario


def test_one_room_for_two_leaves_one_out_by_name_and_in_minutes() -> None:
    present, _ = study(tight(), otherwise(AlterationKind.DAY_CLOSED, weekday=4))

    assert (present.name, present.demanded, present.unmet) == ("", 12 * HOUR, 6 * HOUR)
    assert [(each.sessions, each.minutes) for each in present.left_out] == [(1, 6 * HOUR)]
    assert [(each.kind, each.used) for each in present.filled] == [("room", 6 * HOUR)]


@pytest.mark.parametrize(
    ("alteration", "demanded", "unmet"),
    [
        (otherwise(AlterationKind.RESOURCE_MORE, subject_id=1), 12, 0),
        (otherwise(AlterationKind.RESOURCE_STATIONS, subject_id=1), 12, 0),
        (otherwise(AlterationKind.RESOURCE_GONE, subject_id=1), 12, 12),
        (otherwise(AlterationKind.DAY_CLOSED, weekday=0), 12, 12),
        (otherwise(AlterationKind.DAY_CLOSED), 12, 12),
        (otherwise(AlterationKind.GROUP_TWICE, subject_id=1), 18, 12),
        (otherwise(AlterationKind.GROUP_GONE, subject_id=1), 6, 0),
        (otherwise(AlterationKind.COURSE_TWICE, subject_id=2), 18, 12),
        (otherwise(AlterationKind.COURSE_GONE, subject_id=2), 6, 0),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Alteration) else "",
)
def test_each_alteration_changes_the_hours_that_find_no_place(
    alteration: Alteration, demanded: int, unmet: int
) -> None:
    _, scenario = study(tight(), alteration)

    assert (scenario.demanded, scenario.unmet) == (demanded * HOUR, unmet * HOUR)
    assert scenario.idle == ()


def test_a_teacher_who_is_gone_leaves_their_lesson_without_a_place() -> None:
    _, scenario = study(tight(), otherwise(AlterationKind.RESOURCE_GONE, subject_id=41))

    assert scenario.left_out == (LeftOut(title="Les 1", sessions=1, minutes=6 * HOUR),)


def evenings(lessons: int) -> Snapshot:
    """A room that is open from eight to six, and so many four-hour lessons of groups of their own."""
    return make_snapshot(
        [make_resource(1)],
        [
            make_activity(key, group_ids=(key,), needs=(a_room(),), minutes=240)
            for key in range(1, lessons + 1)
        ],
        [make_group(key) for key in range(1, lessons + 1)],
    )


def test_a_longer_day_takes_lessons_that_the_day_has_no_room_for() -> None:
    present, scenario = study(
        evenings(12), otherwise(AlterationKind.DAY_LONGER, weekday=1, until=time(22, 30))
    )

    assert (present.unmet, scenario.unmet) == (2 * WEEKS * 4 * HOUR, WEEKS * 4 * HOUR)
    assert scenario.filled[0].open - present.filled[0].open == int(WEEKS * 4.5 * HOUR)


def test_hours_that_are_wished_for_stay_when_the_day_is_longer() -> None:
    present, scenario = study(tight(), otherwise(AlterationKind.DAY_LONGER, until=time(22)))

    assert (present.unmet, scenario.unmet) == (6 * HOUR, 6 * HOUR)


def test_alterations_of_one_scenario_add_up_whatever_their_order() -> None:
    steps = [
        otherwise(AlterationKind.RESOURCE_GONE, subject_id=1),
        otherwise(AlterationKind.RESOURCE_GONE, subject_id=1),
        otherwise(AlterationKind.GROUP_GONE, subject_id=1),
        otherwise(AlterationKind.COURSE_GONE, subject_id=1),
        otherwise(AlterationKind.COURSE_TWICE, subject_id=2),
        otherwise(AlterationKind.DAY_LONGER, weekday=2, until=time(21)),
    ]

    _, scenario = study(tight(), *steps)

    assert (scenario.demanded, scenario.unmet) == (12 * HOUR, 12 * HOUR)
    assert scenario.idle == (1, 3)


def a_lab_with_a_robot(extra: Sequence[Any] = ()) -> Snapshot:
    """Two groups that want all of the lab, robot included, at the same hour."""
    return make_snapshot(
        [
            make_resource(11, ResourceKind.FIELDLAB, units=4),
            make_resource(21, ResourceKind.EQUIPMENT, part_of_id=11),
            *extra,
        ],
        [make_activity(key, group_ids=(key,), needs=(LAB,), wishes=MONDAY_MORNING) for key in (1, 2)],
        [make_group(1), make_group(2)],
    )


def test_a_second_lab_comes_with_what_is_fixed_in_it() -> None:
    present, scenario = study(a_lab_with_a_robot(), otherwise(AlterationKind.RESOURCE_MORE, subject_id=11))

    assert (present.unmet, scenario.unmet) == (6 * HOUR, 0)


def test_what_nothing_planned_uses_is_said_to_make_no_difference() -> None:
    snapshot = a_lab_with_a_robot([make_resource(3)])

    _, scenario = study(snapshot, otherwise(AlterationKind.RESOURCE_MORE, subject_id=3))

    assert (scenario.unmet, scenario.idle) == (6 * HOUR, (0,))


def test_of_weeks_that_have_begun_nothing_counts_as_open() -> None:
    whole, _ = study(evenings(1), otherwise(AlterationKind.DAY_CLOSED, weekday=4))
    begun = make_snapshot(
        [make_resource(1)],
        [make_activity(1, group_ids=(1,), needs=(a_room(),), minutes=240)],
        [make_group(1)],
        first_on=MONDAY.replace(month=12, day=7),
    )

    rest, _ = study(begun, otherwise(AlterationKind.DAY_CLOSED, weekday=4))

    assert (rest.filled[0].open * 3, rest.filled[0].used * 3) == (
        whole.filled[0].open * 2,
        whole.filled[0].used * 2,
    )


@pytest.mark.parametrize("seed", range(8))
def test_what_only_adds_never_leaves_more_without_a_place_however_badly_it_is_planned(seed: int) -> None:
    snapshot = random_snapshot(seed)
    adding = [
        otherwise(AlterationKind.DAY_LONGER, weekday=seed % 5, until=time(23)),
        *(otherwise(AlterationKind.RESOURCE_MORE, subject_id=each) for each in (1, 11, 41, 51)),
        otherwise(AlterationKind.RESOURCE_STATIONS, subject_id=12, number=2),
    ]
    posed = pose(snapshot, [Scenario(name="Erbij", alterations=tuple(adding))])
    plans = [solve(posed[0].problem, time_limit=0.5, workers=1), Solution({})]

    present, scenario = outcomes(posed, plans)

    assert scenario.demanded == present.demanded
    assert scenario.unmet <= present.unmet
