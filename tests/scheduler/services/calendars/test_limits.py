"""Of a feed with too much in it the widest time that fits is sent, and none is refused by name."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest

from calendars.tokens import CalendarFile
from scheduler.domain.bookings.bookings import Booking, Need, Purpose
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.calendars.feeds import Subject
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.people import Language, Role
from scheduler.domain.time.spans import Span
from scheduler.services.calendars.feeds import FeedQuery, FeedView, MakeFeed, make_feed, read_feed
from scheduler.services.calendars.feeds.window import FeedLimits
from scheduler.storage.bookings.bookings import hold_many
from scheduler.storage.store import Store
from tests.support.factories import NOW, make_actor, make_campus, make_organisation, make_resource

DAYS_AHEAD = 1, 2, 40, 41, 120, 121, 230, 231, 400, 401
"""Two sessions in each of the times ahead that feeds try: 0, 3, 6, 9 and 15 months."""


def say(language: Language, key: str) -> str:
    return f"{language.value}:{key}"


@pytest.fixture
async def secret(store: Store) -> str:
    """The address of a lab with ten sessions in it."""
    school = await make_organisation(store)
    lab = await make_resource(store, school, await make_campus(store))
    planner = await make_actor(store, (school, Role.PLANNER))
    numbers: Iterator[int] = count(1)
    first = Booking(
        id=0,
        uid=UUID(int=0),
        title="Practicum",
        purpose=Purpose.LESSON,
        organisation_id=school.id,
        organiser_id=None,
        span=Span(NOW, NOW + timedelta(hours=1)),
        needs=(Need(lab.id),),
        status=BookingStatus.CONFIRMED,
        created_at=NOW,
        updated_at=NOW,
    )
    sessions = [
        replace(first, uid=UUID(int=next(numbers)), span=Span(start, start + timedelta(hours=1)))
        for start in (NOW + timedelta(days=days) for days in DAYS_AHEAD)
    ]
    async with store.write() as tx:
        await hold_many(tx, [(each, ()) for each in sessions])
    wish = MakeFeed(subject=Subject.RESOURCE, subject_id=lab.id)
    return (await make_feed(store, planner, wish, NOW)).secret


async def read(store: Store, secret: str, limits: FeedLimits, view: FeedView | None = None) -> bytes:
    answer = await read_feed(store, secret, NOW, say, FeedQuery(limits=limits, view=view or FeedView()))
    assert answer.body is not None
    return answer.body


def sessions_in(octets: bytes) -> int:
    return len(list(CalendarFile(octets).components("VEVENT")))


@pytest.mark.parametrize(("most", "sent"), [(10, 10), (9, 8), (7, 6), (5, 4), (3, 2), (2, 2)])
async def test_the_widest_time_with_so_many_sessions_is_sent(
    store: Store, secret: str, most: int, sent: int
) -> None:
    octets = await read(store, secret, FeedLimits(events=most))

    assert sessions_in(octets) == sent


async def test_a_calendar_that_is_an_octet_too_large_is_sent_over_fewer_months(
    store: Store, secret: str
) -> None:
    whole = await read(store, secret, FeedLimits())

    octets = await read(store, secret, FeedLimits(octets=len(whole) - 1))

    assert (sessions_in(whole), sessions_in(octets)) == (10, 8)


@pytest.mark.parametrize("limits", [FeedLimits(events=1), FeedLimits(octets=100)])
@pytest.mark.parametrize(
    "view", [FeedView(), FeedView(first_on=NOW.date(), last_on=NOW.date() + timedelta(days=9))]
)
async def test_what_is_too_much_even_for_the_shortest_time_is_refused_by_name(
    store: Store, secret: str, limits: FeedLimits, view: FeedView
) -> None:
    with pytest.raises(Invalid) as refusal:
        await read(store, secret, limits, view)

    assert (refusal.value.field, refusal.value.problem) == ("to", "too_much_in_feed")
