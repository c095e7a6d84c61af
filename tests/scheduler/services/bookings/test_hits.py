"""The world changes: whatever the change is, what it hits is seen before it is saved, and told after it."""

import pytest

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.impacts import Remedy
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.opening_hours import Closure
from scheduler.services.bookings import CancelBooking, RequestBooking, cancel_booking, request_booking
from scheduler.services.bookings.hits.commands import Remedies
from scheduler.services.bookings.hits.world_change import change_world
from scheduler.storage import records
from scheduler.storage.bookings.bookings import bookings_by_id
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.hit_scene import KINDS, Scene, make_scene, named, outage, preview
from tests.support.factories import NOW


@pytest.fixture
async def scene(store: Store) -> Scene:
    return await make_scene(store)


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_change_shows_its_hits_before_it_is_saved(scene: Scene, kind: str) -> None:
    make, rule, names = KINDS[kind]
    write = await make(scene)

    seen = await preview(scene, write)

    assert {each.hit.booking.id for each in seen.hits} == named(scene, names)
    assert all(rule in {v.rule for v in each.hit.violations} for each in seen.hits)
    assert (seen.applied, {each.remedy for each in seen.hits} - {Remedy.KEEP}) == (False, set())


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_kept_says_which_rule_it_no_longer_keeps_and_why(scene: Scene, kind: str) -> None:
    make, rule, names = KINDS[kind]
    write = await make(scene)

    done = await change_world(scene.store, scene.operator, write, Remedies(reason="Sorry"), NOW)

    async with scene.store.read() as tx:
        found = await bookings_by_id(tx, [scene.mine.id, scene.theirs.id, scene.other.id])
    said = {booking.id: booking.impact for booking in found if booking.impact is not None}
    assert (done.applied, set(said)) == (True, named(scene, names))
    assert all(rule in {breach.rule for breach in impact.breaches} for impact in said.values())
    assert {(i.remedy, i.reason, i.by_id) for i in said.values()} <= {
        (Remedy.KEEP, "Sorry", scene.operator.id)
    }
    assert {booking.status for booking in found} == {BookingStatus.CONFIRMED}


async def test_a_preview_leaves_no_trace(scene: Scene) -> None:
    await preview(scene, outage(scene))

    async with scene.store.read() as tx:
        closures = await records.listing(tx, Closure)
        found = await bookings_by_id(tx, [scene.mine.id])
    assert (closures, found) == ([], [scene.mine])


NOT_ASKED_OF_NEW_ONES = {
    "moved to another campus",
    "who made it leaves",
    "who made it is deleted",
}
"""What is hit here is that somebody counted on a place or a person, which a new booking does not yet."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", sorted(set(KINDS) - NOT_ASKED_OF_NEW_ONES))
async def test_a_hit_is_what_would_be_refused_if_it_were_asked_for_now(scene: Scene, kind: str) -> None:
    make, _, names = KINDS[kind]
    await change_world(scene.store, scene.operator, await make(scene), Remedies(), NOW)

    asked = {name: await could_be_made_again(scene, name) for name in {*names.split()[:1], "other"}}

    assert asked == {name: name not in names.split() for name in asked}


async def could_be_made_again(of: Scene, name: str) -> bool:
    booking: Booking = getattr(of, name)
    await cancel_booking(of.store, of.operator, CancelBooking(booking_id=booking.id), NOW)
    again = RequestBooking(
        title="Opnieuw",
        organisation_id=booking.organisation_id,
        needs=booking.needs,
        span=booking.span,
        people=booking.people,
    )
    try:
        await request_booking(of.store, of.guest if name == "theirs" else of.at.teacher, again, NOW)
    except BookingRefused:
        return False
    return True
