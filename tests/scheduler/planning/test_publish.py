"""Publishing makes bookings of a draft, moves what was published before, and refuses all or nothing."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from scheduler.domain.bookings import Booking, BookingStatus, Need, Purpose
from scheduler.domain.claims import Claim
from scheduler.domain.errors import Conflict, PublishRefused, Stale
from scheduler.domain.plans import PlanStatus
from scheduler.domain.resources import Sharing
from scheduler.domain.spans import Span
from scheduler.domain.violations import Rule
from scheduler.services.planning.differences import Kind
from scheduler.services.planning.publish import publish_plan, unpublish_plan
from scheduler.storage import bookings, records
from scheduler.storage.store import Store
from tests.scheduler.planning.world import World, at, make_solved_plan, make_world, moved, sessions_at
from tests.support.factories import NOW, make_organisation, make_resource


async def stored(store: Store, world: World) -> dict[tuple[int | None, int | None], Booking]:
    async with store.read() as tx:
        found = await bookings.bookings_of_period(tx, world.period.id)
    return {(each.activity_id, each.occurrence): each for each in found}


async def book(store: Store, world: World, span: Span) -> Booking:
    """Somebody else's booking of the room."""
    booking = Booking(
        id=0,
        uid=uuid4(),
        title="Open dag",
        purpose=Purpose.OTHER,
        organisation_id=world.school.id,
        organiser_id=None,
        span=span,
        needs=(Need(world.room.id),),
        status=BookingStatus.CONFIRMED,
        created_at=NOW,
        updated_at=NOW,
    )
    async with store.write() as tx:
        (kept,) = await bookings.hold_many(tx, [(booking, [Claim(world.room.id, 1, span)])])
    return kept


async def test_a_published_plan_is_bookings_with_their_claims(store: Store) -> None:
    world = await make_world(store)
    sessions = sessions_at(world, (0, 9), (0, 11))
    plan = await make_solved_plan(store, world, sessions)

    done = await publish_plan(store, world.planner, plan.id, None, NOW)

    kept = await stored(store, world)
    assert done.plan.status is PlanStatus.PUBLISHED
    assert done.counts == {Kind.NEW: 6, Kind.MOVED: 0, Kind.GONE: 0, Kind.SAME: 0}
    assert [(b.span, b.needs, b.status, b.sequence) for b in kept.values()] == [
        (s.span, s.needs, BookingStatus.CONFIRMED, 0) for s in sessions
    ]


async def test_publishing_again_moves_bookings_and_cancels_what_is_gone(store: Store) -> None:
    world = await make_world(store)
    first = sessions_at(world, (0, 9), (0, 11))
    plan = await make_solved_plan(store, world, first)
    await publish_plan(store, world.planner, plan.id, None, NOW)
    before = await stored(store, world)
    later = [moved(first[0], 24), *first[1:5]]
    draft = await make_solved_plan(store, world, later)

    done = await publish_plan(store, world.planner, draft.id, None, NOW + timedelta(hours=1))

    after = await stored(store, world)
    keys = [(s.activity_id, s.occurrence) for s in first]
    assert done.counts == {Kind.NEW: 0, Kind.MOVED: 1, Kind.GONE: 1, Kind.SAME: 4}
    assert [after[key].uid for key in keys] == [before[key].uid for key in keys]
    assert [after[key].sequence for key in keys] == [1, 0, 0, 0, 0, 1]
    assert after[keys[0]].span == later[0].span
    assert after[keys[5]].status is BookingStatus.CANCELLED
    async with store.read() as tx:
        assert (await records.get(tx, type(plan), plan.id)).status is PlanStatus.REPLACED


async def test_two_sessions_may_change_places(store: Store) -> None:
    world = await make_world(store)
    plan = await make_solved_plan(store, world, sessions_at(world, (0, 9), (0, 11)))
    await publish_plan(store, world.planner, plan.id, None, NOW)
    swapped = sessions_at(world, (0, 11), (0, 9))
    draft = await make_solved_plan(store, world, swapped)

    done = await publish_plan(store, world.planner, draft.id, None, NOW)

    assert done.counts[Kind.MOVED] == 6
    assert [b.span for b in (await stored(store, world)).values()] == [s.span for s in swapped]


async def test_a_clash_refuses_the_whole_plan_and_is_named(store: Store) -> None:
    world = await make_world(store)
    sessions = sessions_at(world, (0, 9), (0, 11))
    plan = await make_solved_plan(store, world, sessions)
    other = await book(store, world, Span(at(7, 10), at(7, 12)))

    with pytest.raises(PublishRefused) as refusal:
        await publish_plan(store, world.planner, plan.id, None, NOW)

    named = [
        (v.rule, v.resource_id, v.data["activity_id"], v.data["occurrence"], v.data["taken_by"])
        for v in refusal.value.violations
    ]
    clashing = [s for s in sessions if s.occurrence == 201]
    assert named == [
        (Rule.UNITS_TAKEN, world.room.id, s.activity_id, s.occurrence, (other.id,)) for s in clashing
    ]
    assert await stored(store, world) == {}
    async with store.read() as tx:
        assert (await records.get(tx, type(plan), plan.id)).status is PlanStatus.DRAFT


async def test_unpublishing_cancels_and_publishing_again_brings_the_same_bookings_back(store: Store) -> None:
    world = await make_world(store)
    plan = await make_solved_plan(store, world, sessions_at(world, (0, 9), (0, 11)))
    await publish_plan(store, world.planner, plan.id, None, NOW)
    before = await stored(store, world)

    undone = await unpublish_plan(store, world.planner, plan.id, None, NOW)
    between = await stored(store, world)
    again = await publish_plan(store, world.planner, plan.id, None, NOW)

    after = await stored(store, world)
    assert (undone.plan.status, undone.counts[Kind.GONE]) == (PlanStatus.WITHDRAWN, 6)
    assert {b.status for b in between.values()} == {BookingStatus.CANCELLED}
    assert again.counts[Kind.NEW] == 6
    assert [(b.uid, b.sequence) for b in after.values()] == [(b.uid, 2) for b in before.values()]
    assert {b.status for b in after.values()} == {BookingStatus.CONFIRMED}


async def test_what_has_begun_stays_as_it_is(store: Store) -> None:
    world = await make_world(store)
    first = sessions_at(world, (0, 9), (0, 11))
    plan = await make_solved_plan(store, world, first)
    await publish_plan(store, world.planner, plan.id, None, NOW)
    draft = await make_solved_plan(store, world, sessions_at(world, (1, 9)))

    done = await publish_plan(store, world.planner, draft.id, None, at(0, 12))

    kept = await stored(store, world)
    begun = [kept[s.activity_id, s.occurrence] for s in first if s.occurrence == 101]
    assert [b.sequence for b in begun] == [0, 0]
    assert done.counts == {Kind.NEW: 0, Kind.MOVED: 2, Kind.GONE: 2, Kind.SAME: 0}


async def test_a_resource_shared_on_request_makes_a_request(store: Store) -> None:
    world = await make_world(store)
    owner = await make_organisation(store)
    theirs = await make_resource(store, owner, world.campus, units=1, sharing=Sharing.ON_REQUEST)
    (session,) = sessions_at(world, (0, 9), weeks=[1])
    asking = replace(session, needs=(*session.needs, Need(theirs.id)))
    plan = await make_solved_plan(store, world, [asking])

    await publish_plan(store, world.planner, plan.id, None, NOW)

    (booking,) = (await stored(store, world)).values()
    assert booking.status is BookingStatus.REQUESTED


async def test_a_plan_is_not_published_twice_nor_before_it_was_solved_nor_over_a_change(store: Store) -> None:
    world = await make_world(store)
    plan = await make_solved_plan(store, world, sessions_at(world, (0, 9)))

    with pytest.raises(Stale):
        await publish_plan(store, world.planner, plan.id, plan.version - 1, NOW)
    await publish_plan(store, world.planner, plan.id, plan.version, NOW)
    with pytest.raises(Conflict):
        await publish_plan(store, world.planner, plan.id, None, NOW)
