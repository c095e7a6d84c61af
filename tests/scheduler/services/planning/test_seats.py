"""Labs that several sessions share are planned by their seats too, and booked by what was asked."""

from scheduler.domain.bookings.claims import Claim
from scheduler.domain.campus.resources import ResourceKind
from scheduler.domain.planning.activities import ActivityNeed
from scheduler.services.planning.extract import needs_of
from scheduler.services.planning.problem import Question, problem_of
from solver.solution import Placement
from tests.scheduler.services.planning.snapshots import (
    between,
    make_activity,
    make_group,
    make_resource,
    make_snapshot,
)


def question_of(*, people: int, held: tuple[Claim, ...] = (), **lab: object) -> Question:
    need = ActivityNeed(role="lab", kind=ResourceKind.FIELDLAB, units=2)
    place = make_resource(11, ResourceKind.FIELDLAB, **({"units": 8, "seats": 16} | lab))
    group = make_group(1, size=people)
    return problem_of(
        make_snapshot([place], [make_activity(1, needs=(need,), group_ids=(1,))], [group], held=held)
    )


def units_taken(question: Question) -> int | None:
    return next(n.units for n in question.problem.activity_by_id["a1.1"].needs if n.role == "lab")


def test_a_session_takes_as_many_units_of_a_lab_as_its_people_fill() -> None:
    assert [units_taken(question_of(people=each)) for each in (2, 4, 5, 10, 16)] == [2, 2, 3, 5, 8]


def test_where_nobody_counts_seats_a_session_takes_what_it_asks() -> None:
    assert units_taken(question_of(people=12, seats=None)) == 2
    assert units_taken(question_of(people=12, standing_room=True)) == 2


def test_what_is_booked_of_the_lab_is_what_was_asked() -> None:
    question = question_of(people=12)
    placeable = question.problem.activity_by_id["a1.1"]
    placement = Placement(0, tuple((need.candidates[0].resource,) for need in placeable.needs))

    booked = {need.resource_id: need.units for need in needs_of(placeable, placement, question.units[1])}

    assert booked[11] == 2


def test_a_booking_that_fills_more_than_it_claims_leaves_less_to_plan() -> None:
    held = (Claim(11, 1, between(2, 10, 12), 5, people=10),)

    busy = question_of(people=4, held=held).problem.resource_by_id["r11"].unavailable

    assert sorted(each.units or 0 for each in busy if each.days == 0b100 and each.weeks == 0b001)[:2] == [
        1,
        4,
    ]
