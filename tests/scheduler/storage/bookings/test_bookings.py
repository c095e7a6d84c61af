"""Many bookings are stored, exchanged and let go in one transaction."""

from datetime import timedelta
from uuid import uuid4

import pytest

from scheduler.domain.bookings.bookings import Booking, Need, Purpose
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.resources import Resource
from scheduler.domain.errors import Conflict
from scheduler.domain.time.spans import LONGEST, Span
from scheduler.storage.bookings.bookings import bookings_by_id, hold_many, release_many
from scheduler.storage.bookings.claims import claims_of, held
from scheduler.storage.store import Store
from tests.support.factories import NOW, make_campus, make_organisation, make_resource


@pytest.fixture
async def lab(store: Store) -> Resource:
    return await make_resource(store, await make_organisation(store), await make_campus(store))


def make_span(day: int, hours: int = 2) -> Span:
    start = NOW + timedelta(days=day)
    return Span(start, start + timedelta(hours=hours))


def draft(lab: Resource, span: Span) -> Booking:
    return Booking(
        id=0,
        uid=uuid4(),
        title="Les",
        purpose=Purpose.LESSON,
        organisation_id=lab.owner_id,
        organiser_id=None,
        span=span,
        needs=(Need(lab.id, 2),),
        status=BookingStatus.CONFIRMED,
        created_at=NOW,
        updated_at=NOW,
    )


def two_units(lab: Resource, span: Span, first: int = 1) -> list[Claim]:
    return [Claim(lab.id, unit, span) for unit in (first, first + 1)]


async def hold(store: Store, *placed: tuple[Booking, list[Claim]]) -> list[Booking]:
    async with store.write() as tx:
        return await hold_many(tx, placed)


async def make_two(store: Store, lab: Resource) -> list[Booking]:
    spans = (make_span(1), make_span(2))
    return await hold(store, *((draft(lab, span), two_units(lab, span)) for span in spans))


async def test_what_is_held_is_read_back_as_it_was(store: Store, lab: Resource) -> None:
    made = await make_two(store, lab)

    async with store.read() as tx:
        assert await bookings_by_id(tx, [booking.id for booking in made]) == made
        assert [claim.unit for claim in await claims_of(tx, made[0].id)] == [1, 2]


async def test_two_bookings_change_places(store: Store, lab: Resource) -> None:
    one, other = await make_two(store, lab)

    async with store.write() as tx:
        swapped = [one.changed(span=other.span), other.changed(span=one.span)]
        await hold_many(tx, [(booking, two_units(lab, booking.span)) for booking in swapped])

    async with store.read() as tx:
        assert await bookings_by_id(tx, [one.id, other.id]) == swapped


async def test_what_is_let_go_leaves_its_place_and_stays_to_be_seen(store: Store, lab: Resource) -> None:
    one, _ = await make_two(store, lab)
    gone = one.changed(status=BookingStatus.CANCELLED)

    async with store.write() as tx:
        await release_many(tx, [gone])
        await hold_many(tx, [(draft(lab, one.span), two_units(lab, one.span))])

    async with store.read() as tx:
        assert await bookings_by_id(tx, [one.id]) == [gone]
        assert await claims_of(tx, one.id) == []


async def test_an_overlap_stores_nothing_of_all(store: Store, lab: Resource) -> None:
    one, other = await make_two(store, lab)
    fresh = draft(lab, make_span(3))

    clash = draft(lab, other.span)

    with pytest.raises(Conflict, match="claim_overlap"):
        await hold(store, (fresh, two_units(lab, fresh.span)), (clash, two_units(lab, other.span, first=2)))

    async with store.read() as tx:
        claims = await held(tx, [lab.id], [make_span(0, hours=24 * 10)])
    assert {claim.booking_id for claim in claims} == {one.id, other.id}


async def test_the_longest_claim_is_found_from_its_last_moment(store: Store, lab: Resource) -> None:
    span = Span(NOW, NOW + LONGEST)
    padded = span.padded(timedelta(days=1), timedelta(days=1))
    async with store.write() as tx:
        (booking,) = await hold_many(tx, [(draft(lab, span), two_units(lab, padded))])

    async with store.read() as tx:
        touching = Span(padded.end - timedelta(minutes=1), padded.end + timedelta(hours=1))
        after = Span(padded.end, padded.end + timedelta(hours=1))

        assert {claim.booking_id for claim in await held(tx, [lab.id], [touching])} == {booking.id}
        assert await held(tx, [lab.id], [after]) == []
        assert await held(tx, [lab.id], [touching], without=[booking.id]) == []
