"""Make a draft what is in force, all of it or nothing; and undo that."""

import asyncio
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.approvals import AnswerTime, Approval, awaiting
from scheduler.domain.bookings.bookings import Booking, Purpose
from scheduler.domain.bookings.changes import About, ChangedBookings, ChangeSet
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.refusals import PublishRefused
from scheduler.domain.bookings.states import BookingStatus, Happening, right_to
from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import ConflictCode
from scheduler.domain.errors import Conflict
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import require
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.plans import Plan, PlanStatus
from scheduler.domain.time.spans import hull
from scheduler.services.bookings.effects import Effect, follow
from scheduler.services.bookings.evaluate import approvals_needed
from scheduler.services.bookings.lapse import let_overdue_go
from scheduler.services.bookings.write import write_bookings
from scheduler.services.planning.differences import Difference, Kind, differences
from scheduler.services.planning.judge_sessions import clashes, judge_sessions
from scheduler.services.planning.load_snapshot import sessions_of_plans, zone_of_region
from scheduler.storage import records
from scheduler.storage.bookings import surroundings
from scheduler.storage.bookings.approvals import set_approvals
from scheduler.storage.bookings.bookings import bookings_by_id
from scheduler.storage.bookings.claims import lock_resources
from scheduler.storage.planning import plans
from scheduler.storage.store import Store, Tx

_LEFT_OUT: Final = frozenset({Effect.LETTERS})
"""A plan of a whole period is not mailed: those in it look at their calendars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The plan as it is now, and how many bookings are new, moved, gone and the same."""

    plan: Plan
    counts: Mapping[Kind, int]


async def publish_plan(
    store: Store, actor: Actor | None, plan_id: int, since: int | None, now: datetime
) -> Published:
    """Turn the plan's sessions into bookings. An occurrence that was published before moves.

    Everything is judged again by the rules of the campus. What has begun stays as it is.

    Raises:
        Conflict: nothing was found yet, or the plan is in force already.
        PublishRefused: with every broken rule and the session that breaks it; nothing changed.
    """
    async with store.write() as tx:
        plan = await records.get(tx, Plan, plan_id)
        acting = require(actor, right_to(Happening.PUBLISHED), organisations=_owners(plan))
        if plan.solved_at is None:
            raise Conflict(ConflictCode.NOT_SOLVED, plan_id=plan_id)
        if plan.status is PlanStatus.PUBLISHED:
            raise Conflict(ConflictCode.PUBLISHED, plan_id=plan_id)
        zone = await zone_of_region(tx, store.zone)
        after = replace(plan, status=PlanStatus.PUBLISHED, published_at=now, version=plan.version + 1)
        found, changes = await _settle(tx, store, acting, plan, zone, now)
        await records.change(tx, after, since=plan.version if since is None else since)
        await plans.retire(tx, after)
        counts = _counts(found)
        facts = {kind.value: number for kind, number in counts.items()}
        done = ChangeSet(changes=changes, actor=acting, at=now, about=_about(plan), facts=facts)
        await follow(tx, store.channels, done, without=_LEFT_OUT)
        return Published(plan=after, counts=counts)


async def unpublish_plan(
    store: Store, actor: Actor | None, plan_id: int, since: int | None, now: datetime
) -> Published:
    """Cancel what the plan in force still has to come; publishing any plan again brings the bookings back.

    Raises `Conflict` when the plan is not in force.
    """
    async with store.write() as tx:
        plan = await records.get(tx, Plan, plan_id)
        acting = require(actor, right_to(Happening.WITHDRAWN), organisations=_owners(plan))
        if plan.status is not PlanStatus.PUBLISHED:
            raise Conflict(ConflictCode.NOT_PUBLISHED, plan_id=plan_id)
        after = replace(plan, status=PlanStatus.WITHDRAWN, version=plan.version + 1)
        await records.change(tx, after, since=plan.version if since is None else since)
        mine = {(each.activity_id, each.occurrence) for each in await plans.sessions_of(tx, plan_id)}
        zone = await zone_of_region(tx, store.zone)
        found = differences([], await _locked(tx, plan, mine, zone), now)
        withdrawn = await _withdraw(tx, acting, found, now)
        counts = _counts(found)
        facts = {"gone": counts[Kind.GONE]}
        done = ChangeSet(changes=(withdrawn,), actor=acting, at=now, about=_about(plan), facts=facts)
        await follow(tx, store.channels, done, without=_LEFT_OUT)
        return Published(plan=after, counts=counts)


async def _settle(
    tx: Tx, store: Store, actor: Actor, plan: Plan, zone: ZoneInfo, now: datetime
) -> tuple[tuple[Difference, ...], tuple[ChangedBookings, ...]]:
    """Judge, then write: sessions become bookings, bookings without a session are cancelled."""
    sessions = await plans.sessions_of(tx, plan.id)
    before = await _bookings(tx, plan, zone)
    needs = [*(each.needs for each in sessions), *(each.needs for each in before)]
    asked = {need.resource_id for each in needs for need in each}
    resources = await surroundings.with_parts_of(tx, asked)
    if await lock_resources(tx, resources):
        resources = await surroundings.with_parts_of(tx, asked)
    await let_overdue_go(tx, store.channels, resources, now)
    in_force = await plans.in_force(tx, plan.period_id)
    found = differences(sessions, await _bookings(tx, plan, zone), now, in_force)
    coming = [each for each in found if each.session is not None]
    claims = await _judged(tx, coming, found, resources, zone, now)
    withdrawn = await _withdraw(tx, actor, [each for each in found if each.kind is Kind.GONE], now)
    published = await _hold(tx, store.answer_time, actor, plan, coming, claims, resources, now)
    return found, (published, withdrawn)


async def _judged(
    tx: Tx,
    coming: Sequence[Difference],
    found: Sequence[Difference],
    resources: Mapping[int, Resource],
    zone: ZoneInfo,
    now: datetime,
) -> list[tuple[Claim, ...]]:
    """What each session that is coming claims. Raises `PublishRefused`."""
    sessions = [each.session for each in coming if each.session is not None]
    if not sessions:
        return []
    replaced = [each.booking.id for each in found if each.booking is not None]
    span = hull(session.span for session in sessions)
    around = await surroundings.surroundings(tx, resources, [span], now, without=replaced)
    verdicts = await asyncio.to_thread(judge_sessions, sessions, around, now)
    broken = clashes(sessions, verdicts)
    if broken:
        raise PublishRefused(broken, zone=zone.key)
    return [verdict.claims for verdict in verdicts]


async def _hold(
    tx: Tx,
    time: AnswerTime,
    actor: Actor,
    plan: Plan,
    coming: Sequence[Difference],
    claims: Sequence[tuple[Claim, ...]],
    resources: Mapping[int, Resource],
    now: datetime,
) -> ChangedBookings:
    """Every session's claims anew: unchanged ones too, for seats were given out together."""
    booked: list[Booking] = []
    asked: list[tuple[Approval, ...]] = []
    for each in coming:
        booking = _as_booking(plan, each, now)
        approvals = approvals_needed(actor, booking, resources, now) if each.kind is not Kind.SAME else ()
        if each.kind is not Kind.SAME:
            booking = awaiting(booking, (approval.decision for approval in approvals), time, now)
        booked.append(booking)
        asked.append(approvals)
    stored = await write_bookings(tx, Happening.PUBLISHED, booked, claims)
    changed = [
        (after, approvals)
        for after, approvals, each in zip(stored, asked, coming, strict=True)
        if each.kind is not Kind.SAME
    ]
    needed = [replace(one, booking_id=after.id) for after, approvals in changed for one in approvals]
    await set_approvals(tx, [after.id for after, _ in changed], needed)
    before = [each.booking for each in coming if each.kind is not Kind.SAME and each.booking is not None]
    return ChangedBookings(
        happening=Happening.PUBLISHED, before=tuple(before), after=tuple(after for after, _ in changed)
    )


_SHOWN = ("title", "span", "needs", "status", "people", "campus_id", "meeting_url", "updated_at")


def _as_booking(plan: Plan, difference: Difference, now: datetime) -> Booking:
    """The booking of a session: a new one, or the one it had, moved or brought back."""
    session, booking = difference.session, difference.booking
    assert session is not None  # noqa: S101 - only what is coming is held
    if booking is not None and difference.kind is Kind.SAME:
        return booking
    fresh = Booking(
        id=0,
        uid=uuid4(),
        title=session.title,
        purpose=Purpose.LESSON if session.project_id is None else Purpose.PROJECT,
        organisation_id=session.organisation_id,
        organiser_id=None,
        span=session.span,
        needs=session.needs,
        status=BookingStatus.CONFIRMED,
        people=session.people,
        campus_id=session.campus_id,
        meeting_url=session.meeting_url,
        period_id=plan.period_id,
        activity_id=session.activity_id,
        occurrence=session.occurrence,
        project_id=session.project_id,
        created_at=now,
        updated_at=now,
    )
    return fresh if booking is None else booking.changed(**{name: getattr(fresh, name) for name in _SHOWN})


async def _locked(tx: Tx, plan: Plan, mine: Set[tuple[int, int]], zone: ZoneInfo) -> list[Booking]:
    """The bookings of these occurrences, as they are once nobody else is changing them."""
    made = await _bookings(tx, plan, zone)
    found = [each for each in made if (each.activity_id, each.occurrence) in mine]
    await lock_resources(tx, {need.resource_id for booking in found for need in booking.needs})
    return await bookings_by_id(tx, [booking.id for booking in found])


async def _withdraw(tx: Tx, actor: Actor, gone: Sequence[Difference], now: datetime) -> ChangedBookings:
    before = [each.booking for each in gone if each.booking is not None]
    after = [each.called_off_as(BookingStatus.CANCELLED, now, by_id=actor.id) for each in before]
    return ChangedBookings(
        happening=Happening.WITHDRAWN,
        before=tuple(before),
        after=await write_bookings(tx, Happening.WITHDRAWN, after),
    )


async def _bookings(tx: Tx, plan: Plan, zone: ZoneInfo) -> list[Booking]:
    period = await records.get(tx, Period, plan.period_id)
    return await sessions_of_plans(tx, period, plan.first_on, plan.organisation_id, zone)


def _counts(found: Sequence[Difference]) -> dict[Kind, int]:
    return {kind: sum(each.kind is kind for each in found) for kind in Kind}


def _about(plan: Plan) -> About:
    return About("plan", plan.id, plan.organisation_id)


def _owners(plan: Plan) -> list[int] | None:
    return None if plan.organisation_id is None else [plan.organisation_id]
