"""What is wrong with the data is named before anything is planned."""

from datetime import time

from scheduler.domain.campus.groups import LearningMode
from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.planning.activities import ActivityNeed, TimeWish
from scheduler.services.planning.data_problems import Fault, faults_of
from scheduler.services.planning.problem import problem_of
from scheduler.services.planning.snapshot import Snapshot
from tests.scheduler.services.planning.snapshots import (
    a_room,
    make_activity,
    make_group,
    make_resource,
    make_snapshot,
)


def faults(snapshot: Snapshot) -> tuple[Fault, ...]:
    return faults_of(problem_of(snapshot))


def test_a_need_that_nobody_can_fulfil_says_why_not() -> None:
    rooms = [make_resource(1, seats=10), make_resource(2, seats=12), make_resource(3, active=False)]
    snapshot = make_snapshot(rooms, [make_activity(1, people=30, needs=(a_room(),))])

    (fault,) = faults(snapshot)

    assert (fault.code, fault.activity_id) == ("nobody_fits", 1)
    assert fault.data["reasons"] == {"seats": 2, "inactive": 1}


def test_a_need_for_more_than_there_are_is_named() -> None:
    snapshot = make_snapshot([make_resource(1)], [make_activity(1, needs=(a_room(count=2),))])

    (fault,) = faults(snapshot)

    assert (fault.code, fault.data["count"], fault.data["fitting"]) == ("nobody_fits", 2, 1)


def test_groups_that_are_never_there_together_have_no_time() -> None:
    groups = [make_group(1), make_group(2, mode=LearningMode.ADULT)]
    snapshot = make_snapshot(
        [make_resource(1)], [make_activity(1, group_ids=(1, 2), needs=(a_room(),))], groups
    )

    (fault,) = faults(snapshot)

    assert (fault.code, fault.data) == ("no_time", {"reason": "no_shared_hours"})


def test_a_teacher_who_is_needed_twice_at_the_only_time_is_overbooked() -> None:
    teacher = make_resource(41, ResourceKind.STAFF)
    online = make_resource(31, ResourceKind.ONLINE, units=9, campus_id=None)
    given = {
        "staff_ids": (41,),
        "needs": (ActivityNeed(role="online", kind=ResourceKind.ONLINE),),
        "wishes": (TimeWish(weekday=0, starts=time(9), ends=time(12)),),
    }
    snapshot = make_snapshot([teacher, online], [make_activity(key, **given) for key in (1, 2)])

    (fault,) = faults(snapshot)

    assert (fault.code, fault.resource_id) == ("overbooked", 41)
    assert fault.data == {
        "minutes_asked": 240,
        "minutes_there": 180,
        "kind": "staff",
        "activity_ids": [1, 2],
    }


def test_a_sound_case_has_none() -> None:
    activity = make_activity(1, group_ids=(1,), needs=(a_room(),))

    assert faults(make_snapshot([make_resource(1)], [activity], [make_group(1)])) == ()
