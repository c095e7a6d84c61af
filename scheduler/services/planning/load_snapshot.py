"""Read everything a plan is made from; steps that run in their caller's transaction."""

from datetime import date, time
from typing import Final
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.campus.campuses import Campus, zone_at
from scheduler.domain.campus.opening_hours import Holiday
from scheduler.domain.campus.resources import Resource
from scheduler.domain.planning.periods import Period
from scheduler.domain.planning.plans import Plan, PlanStatus
from scheduler.domain.time.wall_time import at_wall_time
from scheduler.services.planning.grid import Grid
from scheduler.services.planning.project_market import Market
from scheduler.services.planning.snapshot import Snapshot
from scheduler.storage import records
from scheduler.storage.bookings import surroundings
from scheduler.storage.bookings.bookings import bookings_of_period
from scheduler.storage.campus.groups import list_groups
from scheduler.storage.planning import plans, teaching
from scheduler.storage.store import Tx

_MOST_PLANS: Final = 500

Pairs = frozenset[tuple[int, int]]
"""A project and a group that does it, each by its id."""


async def zone_of_region(tx: Tx, home: str) -> ZoneInfo:
    """The clocks by which periods are counted: those of the first campus, and `home` before there is one."""
    first = await records.listing(tx, Campus, limit=1)
    return ZoneInfo(zone_at(first[0] if first else None, home))


async def load_snapshot_of_plan(tx: Tx, plan: Plan, home: str) -> Snapshot:
    """What `plan` is made from, as things stand now: of the projects those that it matched."""
    matched = await matched_by(tx, plan)
    return await load_snapshot(
        tx, plan.period_id, plan.first_on, home=home, organisation_id=plan.organisation_id, matched=matched
    )


async def load_snapshot(
    tx: Tx,
    period_id: int,
    first_on: date,
    *,
    home: str,
    organisation_id: int | None = None,
    matched: Pairs | None = None,
) -> Snapshot:
    """What is to be placed from `first_on` on, of one organisation or of all, and where it must fit.

    `matched` are the (project, group) pairs of which the sessions are placed too; None: those of the plan
    in force, or else of the newest. `home` is the zone of an installation without a campus.
    """
    period = await records.get(tx, Period, period_id)
    if matched is None:
        matched = await _matched_lately(tx, period_id, organisation_id)
    zone = await zone_of_region(tx, home)
    grid = Grid.of(period, zone, first_on)
    activities = await teaching.activities_of(tx, period.id, organisation_id=organisation_id)
    in_force = await sessions_in_force(tx, period, first_on, organisation_id, zone)
    resources = {each.id: each for each in await records.listing(tx, Resource)}
    around = await surroundings.surroundings(
        tx, resources, [grid.span], None, without=[booking.id for booking in in_force]
    )
    return Snapshot(
        period=period,
        first_on=first_on,
        zone=zone,
        activities=tuple(
            each
            for each in activities
            if each.project_id is None or any((each.project_id, group) in matched for group in each.group_ids)
        ),
        groups={group.id: group for group in await list_groups(tx)},
        around=around,
        holidays=tuple(await records.listing(tx, Holiday)),
        published=tuple(in_force),
        pins=tuple(await plans.pins_of(tx, period.id)),
    )


async def matched_by(tx: Tx, plan: Plan) -> Pairs:
    """Which project got which group."""
    matches = await plans.matches_of(tx, plan.id)
    return frozenset((m.project_id, m.group_id) for m in matches if m.project_id is not None)


async def _matched_lately(tx: Tx, period_id: int, organisation_id: int | None) -> Pairs:
    """The (project, group) pairs of the plan in force, or else of the newest one that has any answer."""
    known = [
        plan
        for plan in await plans.listing(tx, period_id=period_id, limit=_MOST_PLANS)
        if plan.solved_at is not None and plan.organisation_id in (None, organisation_id)
    ]
    in_force = [plan for plan in known if plan.status is PlanStatus.PUBLISHED]
    newest = (in_force or known)[-1:]
    return await matched_by(tx, newest[0]) if newest else frozenset()


async def sessions_of_plans(
    tx: Tx, period: Period, first_on: date, organisation_id: int | None, zone: ZoneInfo
) -> list[Booking]:
    """The bookings that published plans made from `first_on` on, whatever became of them.

    A plan for one organisation leaves those of others alone.
    """
    since = at_wall_time(first_on, time(), zone)
    return [
        booking
        for booking in await bookings_of_period(tx, period.id)
        if booking.span.start >= since and organisation_id in (None, booking.organisation_id)
    ]


async def sessions_in_force(
    tx: Tx, period: Period, first_on: date, organisation_id: int | None, zone: ZoneInfo
) -> list[Booking]:
    """Those of `sessions_of_plans` that hold their places."""
    found = await sessions_of_plans(tx, period, first_on, organisation_id, zone)
    return [booking for booking in found if booking.holds]


async def read_market(tx: Tx, plan: Plan) -> Market:
    """The projects of the plan's period, of its organisation or of all, and who wishes what."""
    projects = await teaching.projects_of(tx, plan.period_id)
    mine = [each for each in projects if plan.organisation_id in (None, each.organisation_id)]
    return Market(
        projects=tuple(mine),
        groups={group.id: group for group in await list_groups(tx)},
        rankings=tuple(await teaching.rankings_of(tx, plan.period_id)),
        preferences=tuple(await teaching.preferences_of(tx, plan.period_id)),
    )
