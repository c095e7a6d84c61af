"""A request past its deadline is gone everywhere on that minute, before any duty wrote it down."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.packages import Search
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.resources import ResourceKind
from scheduler.services.bookings import (
    CancelBooking,
    ChangeBooking,
    ListBookings,
    RestoreBooking,
    UndoChange,
    cancel_booking,
    change_booking,
    get_booking,
    list_bookings,
    preview_booking,
    request_booking,
    restore_booking,
    undo_change,
)
from scheduler.services.bookings.approvals import ListRequests, list_requests
from scheduler.services.bookings.find_room import find_room
from scheduler.services.overviews.week import WeekQuestion, see_week
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
from tests.support.factories import NOW

Act = Callable[[SmallCampus, datetime], Awaitable[Booking]]
SPAN = make_span(0, 2, days=13)


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def make_waiting(at: SmallCampus) -> tuple[Booking, datetime]:
    booking = await make_booking(at, Need(at.demonstrator.id), span=SPAN)
    assert booking.decide_by is not None
    return booking, booking.decide_by


async def statuses(at: SmallCampus, status: BookingStatus, now: datetime) -> list[int]:
    wanted = ListBookings(statuses=frozenset({status}))
    found, _ = await list_bookings(at.store, at.teacher, wanted, now)
    return [seen.booking.id for seen in found]


async def test_lists_pages_and_pictures_agree_on_the_minute(at: SmallCampus) -> None:
    booking, deadline = await make_waiting(at)
    question = WeekQuestion(first_on=SPAN.start.date(), resource_ids=(at.demonstrator.id,))

    seen = {}
    for now in (deadline - timedelta(minutes=1), deadline):
        (row,) = (await see_week(at.store, at.teacher, question, now)).rows
        seen[now] = (
            (await get_booking(at.store, at.teacher, booking.id, now)).booking.status,
            await statuses(at, BookingStatus.REQUESTED, now),
            await statuses(at, BookingStatus.LAPSED, now),
            len(await list_requests(at.store, at.owner, ListRequests(), now)),
            len(row.occupied),
        )

    assert list(seen.values()) == [
        (BookingStatus.REQUESTED, [booking.id], [], 1, 1),
        (BookingStatus.LAPSED, [], [booking.id], 0, 0),
    ]


async def test_its_place_is_found_offered_and_booked(at: SmallCampus) -> None:
    booking, deadline = await make_waiting(at)
    asked = Search(
        organisation_id=at.company.id,
        minutes=120,
        first_on=SPAN.start.date(),
        last_on=SPAN.start.date(),
        kind=ResourceKind.DEMONSTRATOR,
        preferred=SPAN.start.replace(hour=9).time(),
    )
    command = a_request(at, Need(at.demonstrator.id), span=SPAN, organisation_id=at.company.id)

    (option,) = (await find_room(at.store, at.owner, asked, deadline)).options
    preview = await preview_booking(at.store, at.owner, command, deadline)
    made = await request_booking(at.store, at.owner, command, deadline)

    lapsed = (await get_booking(at.store, at.teacher, booking.id)).booking
    async with at.store.read() as tx:
        noted = [row["action"] for row in await rows(tx, AuditRow)]
    assert (option.span, preview.violations) == (SPAN, ())
    assert (made.bookings[0].status, lapsed.status) == (BookingStatus.CONFIRMED, BookingStatus.LAPSED)
    assert noted.count("lapse") == 1


async def cancelled_before(at: SmallCampus) -> tuple[Booking, int]:
    """A booking of the owner's that went, so that the place was free to be asked for."""
    own = {"organisation_id": at.company.id, "actor": at.owner}
    booking = await make_booking(at, Need(at.demonstrator.id), span=SPAN, **own)
    gone = await cancel_booking(at.store, at.owner, CancelBooking(booking_id=booking.id), NOW)
    return gone[0], gone.change_id


@pytest.mark.parametrize("how", ["restore", "undo", "change"])
async def test_it_is_in_nobodys_way(at: SmallCampus, how: str) -> None:
    gone, change_id = await cancelled_before(at)
    waiting, deadline = await make_waiting(at)

    if how == "restore":
        (back,) = await restore_booking(at.store, at.owner, RestoreBooking(booking_id=gone.id), deadline)
    elif how == "undo":
        (back,) = await undo_change(at.store, at.owner, UndoChange(change_id=change_id), deadline)
    else:
        own = {"organisation_id": at.company.id, "actor": at.owner}
        other = await make_booking(at, Need(at.demonstrator.id), span=make_span(4, 6, days=13), **own)
        command = ChangeBooking(booking_id=other.id, span=SPAN)
        (back,) = await change_booking(at.store, at.owner, command, deadline)

    lapsed = (await get_booking(at.store, at.teacher, waiting.id)).booking
    assert (back.status, back.span, lapsed.status) == (BookingStatus.CONFIRMED, SPAN, BookingStatus.LAPSED)
