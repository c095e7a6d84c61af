"""Publishing makes bookings of a draft, moves what was published before, and refuses all or nothing."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from scheduler.domain.bookings.bookings import Booking, Need, Purpose
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.refusals import PublishRefused
from scheduler.domain.bookings.states import BookingStatus
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.campus.resources import Sharing
from scheduler.domain.errors import Conflict, Stale
from scheduler.domain.planning.plans import Plan, PlanStatus
from scheduler.domain.time.spans import Span
from scheduler.services.planning.differences import Kind
from scheduler.services.planning.publish import publish_plan, unpublish_plan
from scheduler.storage import records
from scheduler.storage.bookings import bookings, claims
from scheduler.storage.store import Store
from tests.scheduler.services.planning.world import (
    World,
    at,
    make_solved_plan,
    make_world,
    moved,
    sessions_at,
)
from tests.support.factories import NOW, make_organisation, make_resource


async def stored(store: Store, world: World) -> dict[tuple[int | None, int | None], Booking]:
    async with store.read() as tx:
        found = await bookings.bookings_of_period(tx, world.period.id)
    return {(each.activity_id, each.occurrence): each for each in found}


async def book(store: Store, world: World, span: Span, claim: Claim | None = None) -> Booking:
    """Somebody else's booking, of the room or of what `claim` says."""
    claim = claim or Claim(world.room.id, 1, span)
    booking = Booking(
        id=0,
        uid=uuid4(),
        title="Open dag",
        purpose=Purpose.OTHER,
        organisation_id=world.school.id,
        organiser_id=None,
        span=span,
        needs=(Need(claim.resource_id),),
        status=BookingStatus.CONFIRMED,
        created_at=NOW,
        updated_at=NOW,
    )
    async with store.write() as tx:
        (kept,) = await bookings.hold_many(tx, [(booking, [claim])])
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


async def test_a_request_past_its_deadline_is_in_no_plans_way(store: Store) -> None:
    world = await make_world(store)
    plan = await make_solved_plan(store, world, sessions_at(world, (0, 9), (0, 11)))
    waiting = await book(store, world, Span(at(7, 10), at(7, 12)))
    waiting = replace(waiting, status=BookingStatus.REQUESTED, decide_by=NOW)
    async with store.write() as tx:
        await bookings.change_words(tx, [waiting])

    done = await publish_plan(store, world.planner, plan.id, None, NOW)

    async with store.read() as tx:
        lapsed = await bookings.get_booking(tx, waiting.id)
    assert (done.plan.status, lapsed.status) == (PlanStatus.PUBLISHED, BookingStatus.LAPSED)


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


async def test_two_drafts_published_at_once_leave_one_in_force_and_no_booking_twice(store: Store) -> None:
    world = await make_world(store)
    drafts = [
        await make_solved_plan(store, world, sessions_at(world, *places))
        for places in ([(0, 9), (0, 11)], [(0, 11), (0, 9)])
    ]

    done = await asyncio.gather(
        *(publish_plan(store, world.planner, draft.id, None, NOW) for draft in drafts)
    )

    async with store.read() as tx:
        plans = [await records.get(tx, Plan, draft.id) for draft in drafts]
        kept = await bookings.bookings_of_period(tx, world.period.id)
    assert sorted(each.counts[Kind.NEW] for each in done) == [0, 6]
    assert sorted(plan.status for plan in plans) == [PlanStatus.PUBLISHED, PlanStatus.REPLACED]
    assert len({(each.activity_id, each.occurrence) for each in kept}) == len(kept) == 6


async def test_a_lesson_booked_in_between_keeps_its_seat_when_the_plan_needs_all_the_others(
    store: Store,
) -> None:
    world = await make_world(store)
    lab = await make_resource(store, world.school, world.campus, units=2)
    session = sessions_at(world, (0, 9), weeks=[1])[0]
    early, late = (
        replace(session, occurrence=occurrence, needs=(Need(lab.id),), span=span)
        for occurrence, span in ((101, Span(at(0, 9), at(0, 10))), (102, Span(at(0, 9, 30), at(0, 12))))
    )
    span = Span(at(0, 11), at(0, 13))
    await book(store, world, span, Claim(lab.id, 2, span))
    plan = await make_solved_plan(store, world, [early, late])

    done = await publish_plan(store, world.planner, plan.id, None, NOW)

    async with store.read() as tx:
        held = await claims.held(tx, [lab.id], [Span(at(0, 8), at(0, 14))])
    assert done.counts[Kind.NEW] == 2
    assert [(claim.unit, claim.span) for claim in sorted(held, key=lambda each: each.span)] == [
        (2, early.span),
        (1, late.span),
        (2, span),
    ]


async def test_a_lesson_that_was_cancelled_by_hand_is_not_brought_back(store: Store) -> None:
    world = await make_world(store)
    sessions = sessions_at(world, (0, 9))
    plan = await make_solved_plan(store, world, sessions)
    await publish_plan(store, world.planner, plan.id, None, NOW)
    ill = (await stored(store, world))[sessions[1].activity_id, sessions[1].occurrence]
    async with store.write() as tx:
        await bookings.release_many(tx, [ill.changed(status=BookingStatus.CANCELLED)])
    draft = await make_solved_plan(store, world, [moved(each, 24) for each in sessions])

    done = await publish_plan(store, world.planner, draft.id, None, NOW)

    kept = await stored(store, world)
    assert done.counts == {Kind.NEW: 0, Kind.MOVED: 2, Kind.GONE: 0, Kind.SAME: 0}
    assert [booking.status for booking in kept.values()] == [
        BookingStatus.CONFIRMED,
        BookingStatus.CANCELLED,
        BookingStatus.CONFIRMED,
    ]


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
async def test_unpublishing_cancels_what_a_session_became_while_it_waited(store: Store) -> None:
    """Somebody moves a session while the plan is withdrawn: what is cancelled is the session as moved."""
    world = await make_world(store)
    plan = await make_solved_plan(store, world, sessions_at(world, (0, 9), (0, 11)))
    await publish_plan(store, world.planner, plan.id, None, NOW)
    first = next(iter((await stored(store, world)).values()))
    later = first.changed(span=first.span.moved_to(first.span.start + timedelta(days=1)))

    async with store.write() as tx:
        await claims.lock_resources(tx, [need.resource_id for need in first.needs])
        withdrawing = asyncio.create_task(unpublish_plan(store, world.planner, plan.id, None, NOW))
        await until_somebody_waits(store)
        await bookings.hold_many(tx, [(later, [])])
    await withdrawing

    gone = (await stored(store, world))[first.activity_id, first.occurrence]
    assert (gone.status, gone.span, gone.sequence) == (BookingStatus.CANCELLED, later.span, 2)


async def until_somebody_waits(store: Store) -> None:
    """Until a transaction waits for a lock that another holds."""
    async with asyncio.timeout(30):
        waits = 0
        while not waits:
            async with store.read() as tx:
                waits = await tx.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) or 0
