"""The demo campus in a database: once, whole or not at all, and a database to go on with."""

from collections.abc import AsyncIterator

import pytest

from scheduler.domain.bookings.approvals import Approval, Decision
from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.errors import Conflict, Invalid
from scheduler.domain.identity.people import Person
from scheduler.services.demo import LoadDemo, find_demo, load_demo
from scheduler.storage import records
from scheduler.storage.bookings.booking_filter import BookingFilter
from scheduler.storage.bookings.bookings import list_bookings
from scheduler.storage.store import Store
from tests.support.factories import NOW, make_organisation


@pytest.fixture
async def demo_store(demo_database_url: str) -> AsyncIterator[Store]:
    store = Store.open(demo_database_url, zone="Europe/Amsterdam")
    yield store
    await store.close()


@pytest.mark.slow
async def test_a_second_load_keeps_what_is_there(demo_store: Store) -> None:
    loaded = await find_demo(demo_store)

    again = await load_demo(demo_store, LoadDemo(scale=3), NOW)

    assert again == loaded
    assert not again.fresh
    async with demo_store.read() as tx:
        assert await records.count(tx, Booking) == again.bookings > 10_000


async def test_what_is_added_after_the_demo_gets_the_next_id(demo_store: Store) -> None:
    organisation = await make_organisation(demo_store)

    assert organisation.id == 17


async def test_one_request_waits_for_the_company_that_owns_the_van(demo_store: Store) -> None:
    requested = BookingFilter(statuses=frozenset({BookingStatus.REQUESTED}))

    async with demo_store.read() as tx:
        (waiting,) = await list_bookings(tx, requested)
        (approval,) = await records.listing(tx, Approval)

    assert waiting.title == "Gastles: rijden op waterstof"
    assert (approval.booking_id, approval.decision) == (waiting.id, Decision.PENDING)


async def test_a_database_with_something_else_is_left_alone(store: Store) -> None:
    await make_organisation(store)

    with pytest.raises(Conflict, match="not_empty"):
        await load_demo(store, LoadDemo(), NOW)

    assert await find_demo(store) is None


async def test_an_impossible_scale_stores_nothing(store: Store) -> None:
    with pytest.raises(Invalid):
        await load_demo(store, LoadDemo(scale=0), NOW)

    async with store.read() as tx:
        assert await records.count(tx, Person) == 0
