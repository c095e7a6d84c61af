"""What is done with the hits of a change, in the transaction of the change."""

import pytest

from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.impacts import Remedy
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.campus.opening_hours import Closure
from scheduler.domain.campus.resources import Resource
from scheduler.domain.errors import Forbidden, Invalid
from scheduler.domain.identity.people import Person
from scheduler.services.bookings.hits.closed import list_hits
from scheduler.services.bookings.hits.commands import Remedies, RemedyChoice, seen_as
from scheduler.services.bookings.hits.people import ChangePerson
from scheduler.services.bookings.hits.world_change import ChangeThing, RemoveThing, change_world
from scheduler.services.campus.closures import CLOSURES
from scheduler.services.campus.resources import RESOURCES
from scheduler.storage import records
from scheduler.storage.bookings.claims import claims_of
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import make_booking, make_span
from tests.scheduler.services.bookings.hit_scene import (
    Scene,
    chosen,
    elsewhere,
    lab,
    make_scene,
    named,
    outage,
    preview,
    stored,
)
from tests.support.factories import NOW


@pytest.fixture
async def scene(store: Store) -> Scene:
    return await make_scene(store)


async def test_each_hit_is_offered_another_place_or_time_and_no_two_the_same(scene: Scene) -> None:
    seen = await preview(scene, outage(scene))

    offered = [each.offers.alternatives for each in seen.hits if each.offers is not None]
    assert len(offered) == 2
    assert all(offered)
    moved = [
        RemedyChoice(booking_id=hit.hit.booking.id, remedy=Remedy.MOVE, span=best.span, needs=best.needs)
        for hit, (best, *_) in zip(seen.hits, offered, strict=True)
    ]
    done = await chosen(scene, outage(scene), *moved)

    assert {(each.after.span, each.after.needs) for each in done.hits} == {
        (choice.span, tuple(sorted(choice.needs or ()))) for choice in moved
    }
    assert {each.after.impact.remedy for each in done.hits if each.after.impact} == {Remedy.MOVE}


async def test_what_is_cancelled_says_why_and_by_whom(scene: Scene) -> None:
    cancel = RemedyChoice(booking_id=scene.mine.id, remedy=Remedy.CANCEL)

    await chosen(scene, outage(scene), cancel)

    mine, theirs = await stored(scene, scene.mine, scene.theirs)
    assert (mine.status, mine.called_off_reason) == (BookingStatus.CANCELLED, "Pomp stuk")
    assert (mine.called_off_by_id, theirs.status) == (scene.at.manager.id, BookingStatus.CONFIRMED)
    assert theirs.impact is not None
    assert [breach.until for breach in theirs.impact.breaches] == [make_span(1, 30).end]


async def test_a_colleague_takes_over_from_who_is_absent(scene: Scene) -> None:
    absence = outage(scene, resource_id=scene.staff.id, reason="Ziek")
    seen = await preview(scene, absence)
    assert seen.hits[0].offers is not None
    assert scene.colleague.id in [person.id for person in seen.hits[0].offers.colleagues]

    take_over = RemedyChoice(
        booking_id=scene.mine.id, remedy=Remedy.HAND_OVER, to_person_id=scene.colleague.id
    )
    done = await chosen(scene, absence, take_over)

    after = done.hits[0].after
    assert Need(scene.colleague.staff_resource_id or 0) in after.needs
    assert Need(scene.staff.id) not in after.needs
    assert (after.organiser_id, after.span) == (scene.at.teacher.id, scene.mine.span)


async def test_what_a_leaver_made_and_gives_is_handed_over_with_the_leave(scene: Scene) -> None:
    take_over = [
        RemedyChoice(booking_id=each.id, remedy=Remedy.HAND_OVER, to_person_id=scene.colleague.id)
        for each in (scene.mine, scene.other)
    ]
    remedies = Remedies(choices={choice.booking_id: choice for choice in take_over})
    leave = ChangePerson(scene.at.teacher.id, {"active": False})

    await change_world(scene.store, scene.operator, leave, remedies, NOW)

    mine, other = await stored(scene, scene.mine, scene.other)
    async with scene.store.read() as tx:
        gone = await records.get(tx, Person, scene.at.teacher.id)
        staff = await records.get(tx, Resource, scene.staff.id)
    assert [each.organiser_id for each in (mine, other)] == [scene.colleague.id] * 2
    assert Need(scene.colleague.staff_resource_id or 0) in mine.needs
    assert (gone.active, staff.active) == (False, False)


async def test_what_cannot_be_carried_out_leaves_the_world_as_it_was(scene: Scene) -> None:
    into_the_outage = RemedyChoice(booking_id=scene.mine.id, remedy=Remedy.MOVE, span=make_span(3, 5))
    cancel = RemedyChoice(booking_id=scene.theirs.id, remedy=Remedy.CANCEL)

    with pytest.raises(BookingRefused):
        await chosen(scene, outage(scene), cancel, into_the_outage)

    async with scene.store.read() as tx:
        assert await records.listing(tx, Closure) == []
    assert await stored(scene, scene.mine, scene.theirs) == [scene.mine, scene.theirs]


async def test_a_choice_for_what_is_not_hit_is_refused(scene: Scene) -> None:
    cancel = RemedyChoice(booking_id=scene.other.id, remedy=Remedy.CANCEL)

    with pytest.raises(Invalid):
        await chosen(scene, outage(scene), cancel)


async def test_hits_that_nobody_looked_at_make_it_a_preview(scene: Scene) -> None:
    remedies = Remedies(agreed=seen_as([scene.mine.id]))

    seen = await change_world(scene.store, scene.at.manager, outage(scene), remedies, NOW)

    assert (seen.applied, len(seen.hits)) == (False, 2)
    assert await stored(scene, scene.mine) == [scene.mine]


async def test_who_may_not_change_the_world_sees_no_hits(scene: Scene) -> None:
    with pytest.raises(Forbidden):
        await change_world(scene.store, scene.at.teacher, outage(scene), Remedies(preview=True), NOW)


async def test_what_keeps_the_rules_again_says_no_more(scene: Scene) -> None:
    kept = await change_world(scene.store, scene.operator, outage(scene), Remedies(), NOW)

    await change_world(scene.store, scene.operator, RemoveThing(CLOSURES, kept.thing.id), Remedies(), NOW)

    assert [each.impact for each in await stored(scene, scene.mine, scene.theirs)] == [None, None]


async def test_who_sat_on_a_lost_place_gets_another_without_noticing(scene: Scene) -> None:
    await chosen(scene, outage(scene), RemedyChoice(booking_id=scene.mine.id, remedy=Remedy.CANCEL))
    before = (await stored(scene, scene.theirs))[0]

    done = await change_world(scene.store, scene.operator, lab(scene, units=4), Remedies(), NOW)

    async with scene.store.read() as tx:
        units = [claim.unit for claim in await claims_of(tx, scene.theirs.id)]
    assert (done.hits, units) == ((), [1, 2, 3, 4])
    assert await stored(scene, scene.theirs) == [before]


async def test_what_moved_to_another_campus_is_there_for_everybody_who_stays(scene: Scene) -> None:
    write = await elsewhere(scene)

    await change_world(scene.store, scene.operator, write, Remedies(), NOW)

    mine = (await stored(scene, scene.mine))[0]
    async with scene.store.read() as tx:
        where = {claim.campus_id for claim in await claims_of(tx, scene.mine.id)}
        moved = await records.get(tx, Resource, scene.at.lab.id)
    assert (mine.campus_id, where) == (moved.campus_id, {moved.campus_id})
    assert mine.sequence == scene.mine.sequence + 1


async def test_a_part_that_goes_out_of_use_hits_who_has_the_whole(scene: Scene) -> None:
    whole = await make_booking(scene.at, Need(scene.at.lab.id, None), span=make_span(0, 2, days=2))

    seen = await preview(scene, ChangeThing(RESOURCES, scene.at.robot.id, {"active": False}))

    assert [each.hit.booking.id for each in seen.hits] == [whole.id]


async def test_a_closure_names_what_it_hits_for_as_long_as_it_stands(scene: Scene) -> None:
    made = await change_world(scene.store, scene.operator, outage(scene), Remedies(), NOW)

    found = await list_hits(scene.store, scene.at.manager, made.thing.id, NOW)

    assert {hit.booking.id for hit in found} == named(scene, "mine theirs")
