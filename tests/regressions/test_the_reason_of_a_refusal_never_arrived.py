"""The form says "Why not? Whoever asked reads this", and they read it nowhere: not on the booking's page, not
in *My schedule*, not in the calendar. And a request that nobody answered waited for ever."""

from datetime import timedelta

import httpx
import pytest

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.calendars.feeds import Subject
from scheduler.services.bookings.lapse import lapse_requests
from scheduler.services.calendars.feeds import MakeFeed, make_feed
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import SmallCampus, make_booking, make_small_campus, make_span
from tests.support.api import ClientOf
from tests.support.factories import NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WHY = "Staat dan in Emden."


@pytest.fixture
async def at(store: Store) -> SmallCampus:
    return await make_small_campus(store)


async def what_the_teacher_reads(client: httpx.AsyncClient, at: SmallCampus, booking: Booking) -> list[str]:
    feed = await make_feed(at.store, at.teacher, MakeFeed(subject=Subject.PERSON), NOW)
    on = booking.span.start.date()
    addresses = (f"/bookings/{booking.id}", f"/me?on={on}", f"/feeds/{feed.secret}.ics")
    return [(await client.get(address)).text.replace("\r\n ", "") for address in addresses]


async def test_whoever_asked_reads_why_not_and_who_said_so(client_of: ClientOf, at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.demonstrator.id))
    owner, teacher = await client_of(at.owner), await client_of(at.teacher)

    await owner.post("/labs/requests/1", data={"answer": "no", "reason": WHY})

    for read in await what_the_teacher_reads(teacher, at, booking):
        assert WHY in read
        assert at.owner.person.name in read


async def test_everybody_sees_until_when_and_that_it_lapsed(client_of: ClientOf, at: SmallCampus) -> None:
    booking = await make_booking(at, Need(at.demonstrator.id), span=make_span(0, 2, days=13))
    owner, teacher = await client_of(at.owner), await client_of(at.teacher)

    board = (await owner.get("/labs")).text
    page, _, feed = await what_the_teacher_reads(teacher, at, booking)
    await lapse_requests(at.store, NOW + timedelta(days=7))
    read = await what_the_teacher_reads(teacher, at, booking)

    assert all("30 nov" in shown for shown in (board, page))
    assert "2026-11-30 09:00" in feed
    assert all("antwoordde niet op tijd" in each for each in read)
