"""Owners decide; a booking waits, is confirmed or is declined."""

from datetime import date, time, timedelta

import pytest

from scheduler.domain.bookings.approvals import Decision
from scheduler.domain.bookings.bookings import Need, SeriesScope
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Sharing
from scheduler.domain.errors import Conflict, Forbidden, Invalid
from scheduler.domain.identity.people import Role
from scheduler.domain.time.wall_time import WeeklyRule
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    cancel_booking,
    change_booking,
    get_booking,
    request_booking,
)
from scheduler.services.bookings.approvals import (
    DecideRequest,
    ListRequests,
    Request,
    decide_request,
    list_requests,
)
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import (
    SmallCampus,
    a_request,
    make_booking,
    make_small_campus,
    make_span,
)
from tests.support.factories import NOW, make_actor, make_organisation, make_resource


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def waiting(at: SmallCampus) -> tuple[Request, ...]:
    return await list_requests(at.store, at.owner, ListRequests())


async def decide(at: SmallCampus, approval_id: int, *, approve: bool = True) -> tuple[Request, ...]:
    command = DecideRequest(approval_id=approval_id, approve=approve, reason="In onderhoud.")
    return await decide_request(at.store, at.owner, command, NOW)


async def test_a_yes_confirms(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.demonstrator.id))
    (request,) = await waiting(at)

    (decided,) = await decide(at, request.approval.id)

    assert (decided.booking.id, decided.booking.status) == (booking.id, BookingStatus.CONFIRMED)
    assert (decided.approval.decision, decided.approval.decided_by_id) == (Decision.APPROVED, at.owner.id)
    assert await waiting(at) == ()


async def test_a_no_frees_the_place_and_says_why(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.demonstrator.id))
    (request,) = await waiting(at)

    await decide(at, request.approval.id, approve=False)

    seen = await get_booking(at.store, at.teacher, booking.id)
    assert seen.booking.status is BookingStatus.DECLINED
    assert [approval.reason for approval in seen.approvals] == ["In onderhoud."]
    assert (await make_booking(at, Need(at.demonstrator.id))).status is BookingStatus.REQUESTED


async def test_all_owners_have_to_agree(at: SmallCampus) -> None:
    other: Organisation = await make_organisation(at.store)
    drone = await make_resource(at.store, other, at.campus, units=1, sharing=Sharing.ON_REQUEST)
    other_owner = await make_actor(at.store, (other, Role.LAB_MANAGER))
    await make_booking(at, Need(at.demonstrator.id), Need(drone.id))
    (mine,) = await waiting(at)
    (theirs,) = await list_requests(at.store, other_owner, ListRequests())

    (after_one,) = await decide(at, mine.approval.id)
    yes = DecideRequest(approval_id=theirs.approval.id, approve=True)
    (after_two,) = await decide_request(at.store, other_owner, yes, NOW)

    statuses = (after_one.booking.status, after_two.booking.status)
    assert statuses == (BookingStatus.REQUESTED, BookingStatus.CONFIRMED)


async def test_an_answer_is_given_once(at: SmallCampus) -> None:
    await make_booking(at, Need(at.demonstrator.id))
    (request,) = await waiting(at)
    await decide(at, request.approval.id)

    with pytest.raises(Conflict, match="already_decided"):
        await decide(at, request.approval.id, approve=False)


async def test_only_the_owner_answers(at: SmallCampus) -> None:
    await make_booking(at, Need(at.demonstrator.id))
    (request,) = await waiting(at)

    with pytest.raises(Forbidden):
        await decide_request(
            at.store, at.manager, DecideRequest(approval_id=request.approval.id, approve=True), NOW
        )


async def test_a_no_needs_a_reason() -> None:
    with pytest.raises(Invalid):
        DecideRequest(approval_id=1, approve=False)


async def test_a_whole_series_is_answered_at_once(at: SmallCampus) -> None:
    first = date(2026, 11, 24)
    rule = WeeklyRule(
        weekdays=(1,), at=time(9), minutes=60, first_on=first, last_on=first + timedelta(days=14)
    )
    await request_booking(at.store, at.teacher, a_request(at, Need(at.demonstrator.id), rule=rule), NOW)
    requests = await waiting(at)
    command = DecideRequest(approval_id=requests[1].approval.id, approve=True, scope=SeriesScope.ALL)

    decided = await decide_request(at.store, at.owner, command, NOW)

    assert len(requests) == len(decided) == 3
    assert {each.booking.status for each in decided} == {BookingStatus.CONFIRMED}


async def test_an_answer_to_the_rest_of_a_series_leaves_alone_what_waits_for_others(at: SmallCampus) -> None:
    other: Organisation = await make_organisation(at.store)
    drone = await make_resource(at.store, other, at.campus, units=1, sharing=Sharing.ON_REQUEST)
    days = {"first_on": date(2026, 11, 24), "last_on": date(2026, 12, 1)}
    rule = WeeklyRule(weekdays=(1,), at=time(9), minutes=60, **days)
    needs = (Need(at.demonstrator.id), Need(drone.id))
    await request_booking(at.store, at.teacher, a_request(at, *needs, rule=rule), NOW)
    first, second = await waiting(at)
    (answered,) = await decide(at, first.approval.id)

    command = DecideRequest(approval_id=second.approval.id, approve=True, scope=SeriesScope.ALL)
    decided = await decide_request(at.store, at.owner, command, NOW)

    assert [each.booking.id for each in decided] == [second.booking.id]
    assert (await get_booking(at.store, at.teacher, answered.booking.id)).booking == answered.booking


async def test_a_move_asks_the_owner_again(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.demonstrator.id))
    (request,) = await waiting(at)
    await decide(at, request.approval.id)

    command = ChangeBooking(booking_id=booking.id, span=make_span(3, 5))
    (moved,) = await change_booking(at.store, at.teacher, command, NOW)

    assert moved.status is BookingStatus.REQUESTED
    assert [each.booking.id for each in await waiting(at)] == [booking.id]


async def test_a_cancelled_request_waits_no_longer(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.demonstrator.id))

    await cancel_booking(at.store, at.teacher, CancelBooking(booking_id=booking.id), NOW)

    assert await waiting(at) == ()
