"""A request that nobody answers lapses once, by the clock, and is in nobody's way from then on."""

import asyncio
from datetime import datetime, timedelta

import pytest

from scheduler.clock import ManualClock
from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.errors import Conflict, FieldlabError
from scheduler.domain.identity.people import Role
from scheduler.jobs.runner import Runner
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    cancel_booking,
    change_booking,
    get_booking,
    preview_booking,
)
from scheduler.services.bookings.approvals import DecideRequest, ListRequests, decide_request, list_requests
from scheduler.services.bookings.lapse import lapse_requests
from scheduler.services.bookings.leavers import forget_in
from scheduler.storage.bookings.claims import claims_of
from scheduler.storage.store import Store
from scheduler.storage.tables import AuditRow
from tests.scheduler.services.bookings.campus import (
    SmallCampus,
    a_request,
    make_booking,
    make_small_campus,
    make_span,
)
from tests.scheduler.services.bookings.test_effects import rows
from tests.support.factories import NOW, make_actor


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def make_waiting(at: SmallCampus) -> tuple[Booking, datetime]:
    booking = await make_booking(at, Need(at.demonstrator.id), span=make_span(0, 2, days=13))
    assert booking.decide_by is not None
    return booking, booking.decide_by


async def now_there(at: SmallCampus, booking: Booking) -> Booking:
    return (await get_booking(at.store, at.teacher, booking.id)).booking


async def answer(at: SmallCampus, now: datetime, *, approve: bool = True) -> object:
    (request,) = await list_requests(at.store, at.owner, ListRequests())
    command = DecideRequest(approval_id=request.approval.id, approve=approve, reason="In onderhoud.")
    return await decide_request(at.store, at.owner, command, now)


async def how_often_lapsed(at: SmallCampus) -> int:
    async with at.store.read() as tx:
        return sum(row["action"] == "lapse" for row in await rows(tx, AuditRow))


async def test_a_request_lapses_on_the_minute_and_frees_its_place(at: SmallCampus) -> None:
    booking, deadline = await make_waiting(at)

    await lapse_requests(at.store, deadline - timedelta(minutes=1))
    waits = await now_there(at, booking)
    await lapse_requests(at.store, deadline)

    lapsed = await now_there(at, booking)
    async with at.store.read() as tx:
        held = await claims_of(tx, booking.id)
    assert (waits, lapsed.status, lapsed.decide_by, held) == (booking, BookingStatus.LAPSED, None, [])


async def test_the_clock_of_every_runner_does_it(at: SmallCampus) -> None:
    booking, deadline = await make_waiting(at)

    async def fails(_: Store, __: datetime) -> None:
        raise RuntimeError("another duty")

    runner = Runner(store=at.store, clock=ManualClock(deadline), work={}, duties=(fails, lapse_requests))
    await runner.do_duties()

    assert (await now_there(at, booking)).lapsed


async def test_two_clocks_let_a_request_lapse_once(at: SmallCampus) -> None:
    booking, deadline = await make_waiting(at)

    await asyncio.gather(*(lapse_requests(at.store, deadline) for _ in range(4)))

    assert ((await now_there(at, booking)).version, await how_often_lapsed(at)) == (booking.version + 1, 1)


async def test_an_answer_and_the_clock_at_once_leave_one_of_the_two(at: SmallCampus) -> None:
    booking, deadline = await make_waiting(at)

    said, _ = await asyncio.gather(
        answer(at, deadline - timedelta(seconds=1)),
        lapse_requests(at.store, deadline),
        return_exceptions=True,
    )

    after = await now_there(at, booking)
    confirmed = after.status is BookingStatus.CONFIRMED
    assert confirmed is not isinstance(said, FieldlabError)
    assert (confirmed, await how_often_lapsed(at)) in {(True, 0), (False, 1)}
    assert after.version == booking.version + 1


@pytest.mark.parametrize("noted", [False, True], ids=["before the clock came", "after it"])
async def test_an_answer_after_the_deadline_is_refused(at: SmallCampus, noted: bool) -> None:
    booking, deadline = await make_waiting(at)
    (request,) = await list_requests(at.store, at.owner, ListRequests())
    yes = DecideRequest(approval_id=request.approval.id, approve=True)
    if noted:
        await lapse_requests(at.store, deadline)

    with pytest.raises(Conflict, match="request_lapsed"):
        await decide_request(at.store, at.owner, yes, deadline)
    with pytest.raises(Conflict, match="request_over"):
        await decide_request(at.store, at.owner, yes, booking.span.end)


async def test_who_asked_cannot_change_what_lapsed(at: SmallCampus) -> None:
    booking, deadline = await make_waiting(at)

    with pytest.raises(Conflict, match="not_held"):
        await change_booking(
            at.store, at.teacher, ChangeBooking(booking_id=booking.id, title="Toch"), deadline
        )


async def test_the_place_is_free_on_the_minute_also_before_the_clock_came(at: SmallCampus) -> None:
    overdue, deadline = await make_waiting(at)
    asked = a_request(at, Need(at.demonstrator.id), span=overdue.span)

    seen = await preview_booking(at.store, at.teacher, asked, deadline)
    booked = await make_booking(at, Need(at.demonstrator.id), span=overdue.span, now=deadline)

    assert seen.violations == ()
    assert (booked.status, booked.decide_by) == (BookingStatus.REQUESTED, seen.decide_by)
    assert (await now_there(at, overdue)).lapsed


async def test_a_move_to_a_place_that_lapsed_is_made(at: SmallCampus) -> None:
    overdue, deadline = await make_waiting(at)
    other = await make_booking(
        at, Need(at.demonstrator.id), span=make_span(4, 6, days=13), now=deadline - timedelta(minutes=1)
    )

    command = ChangeBooking(booking_id=other.id, span=overdue.span)
    (moved,) = await change_booking(at.store, at.teacher, command, deadline)

    assert (moved.span, (await now_there(at, overdue)).lapsed) == (overdue.span, True)


@pytest.mark.parametrize("less", [{"people": 3}, {"span": make_span(0, 1, days=13)}], ids=["people", "time"])
async def test_what_an_owner_agreed_to_is_not_asked_again_for_less(
    at: SmallCampus, less: dict[str, object]
) -> None:
    span = make_span(0, 2, days=13)
    booking = await make_booking(at, Need(at.demonstrator.id), span=span, people=12)
    await answer(at, NOW)

    command = ChangeBooking(booking_id=booking.id, **less)  # type: ignore[arg-type]
    (changed,) = await change_booking(at.store, at.teacher, command, NOW)

    assert (changed.status, changed.decide_by) == (BookingStatus.CONFIRMED, None)


async def test_an_owner_is_asked_again_for_more_people(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.demonstrator.id), span=make_span(0, 2, days=13), people=12)
    await answer(at, NOW)

    command = ChangeBooking(booking_id=booking.id, people=13)
    (changed,) = await change_booking(at.store, at.teacher, command, NOW)

    assert changed.status is BookingStatus.REQUESTED


async def test_a_no_and_a_cancel_keep_their_reason_and_who_said_it(at: SmallCampus) -> None:
    refused, _ = await make_waiting(at)
    await answer(at, NOW, approve=False)
    cancelled = await make_booking(at, Need(at.lab.id))
    command = CancelBooking(booking_id=cancelled.id, reason="Ziek")
    await cancel_booking(at.store, at.manager, command, NOW)

    seen = [await get_booking(at.store, at.teacher, each.id) for each in (refused, cancelled)]

    assert [(each.booking.called_off_reason, each.called_off_by) for each in seen] == [
        ("In onderhoud.", at.owner.person.name),
        ("Ziek", at.manager.person.name),
    ]


async def test_who_is_forgotten_is_forgotten_in_what_they_called_off(at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.lab.id))
    await cancel_booking(at.store, at.manager, CancelBooking(booking_id=booking.id, reason="Ziek"), NOW)
    admin = await make_actor(at.store, (at.school, Role.ADMINISTRATOR))

    async with at.store.write() as tx:
        await forget_in(tx, at.store.channels, admin, at.manager.id, None, NOW)

    seen = await get_booking(at.store, at.teacher, booking.id)
    told = (seen.booking.called_off_reason, seen.booking.called_off_by_id, seen.called_off_by)
    assert told == ("Ziek", None, "")
