"""Find room: what is needed, roughly when and where, answered by options that can be booked as they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.domain.bookings.availability import Option, search
from scheduler.domain.bookings.packages import Package, Search, packages_for
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.campus.campuses import Campus, Travel, TravelTimes
from scheduler.domain.campus.resources import PLACES, Resource, ResourceKind
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, require
from scheduler.domain.time.spans import Span, hull
from scheduler.domain.time.wall_time import local_day
from scheduler.storage import records
from scheduler.storage.bookings.surroundings import resources_of_kinds, surroundings, with_parts_of
from scheduler.storage.store import Store, Tx

MOST_PACKAGES = 60
"""So many of the best places are looked at in time; who wants more asks more narrowly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSearchResult:
    """Options, best first. `exact` False: nothing has all that was asked; each says what it lacks."""

    options: tuple[Option, ...]
    exact: bool
    resources: Mapping[int, Resource]


async def find_room(
    store: Store, actor: Actor | None, asked: Search, now: datetime, *, limit: int = 10
) -> RoomSearchResult:
    """The best options that the rules accept now, or else what comes nearest.

    Raises `Forbidden` when the actor may not book for the organisation.
    """
    async with store.read() as tx:
        return await find_room_in(tx, actor, asked, store.zone, now, limit=limit)


async def find_room_in(
    tx: Tx, actor: Actor | None, asked: Search, zone: str, now: datetime, *, limit: int = 10
) -> RoomSearchResult:
    """The same within a transaction that is under way; `zone` is the clock of places on no campus."""
    home = ZoneInfo(zone)
    acting = require(actor, Action.BOOK, organisations=[asked.organisation_id])
    resources = await _resources(tx, asked)
    days = await _days(tx, asked, home)
    travel = TravelTimes(await records.listing(tx, Travel))
    exact = packages_for(asked, resources, travel, with_lacks=False)[:MOST_PACKAGES]
    around = await _around(tx, acting, days, exact, now)
    options = search(asked, exact, around, now, by=acting, limit=limit)
    if options:
        return RoomSearchResult(options=options, exact=True, resources=resources)
    lacking = packages_for(asked, resources, travel, with_lacks=True)[:MOST_PACKAGES]
    around = await _around(tx, acting, days, [*exact, *lacking], now)
    near = [*exact, *lacking]
    options = search(asked, near, around, now, by=acting, near_misses=True, limit=limit)
    return RoomSearchResult(options=options, exact=False, resources=resources)


async def _resources(tx: Tx, asked: Search) -> dict[int, Resource]:
    """The places that could serve, all equipment, and what must be free beside them."""
    kinds = {asked.kind} if asked.kind else PLACES
    found = {r.id: r for r in await resources_of_kinds(tx, {*kinds, ResourceKind.EQUIPMENT})}
    return found | await with_parts_of(tx, [need.resource_id for need in asked.beside])


async def _days(tx: Tx, asked: Search, home: ZoneInfo) -> list[Span]:
    """The asked days by the clock of every campus, and by that of places without one."""
    zones = {home, *(campus.tz for campus in await records.listing(tx, Campus))}
    return [hull(local_day(on, zone) for zone in zones) for on in asked.days]


async def _around(
    tx: Tx, actor: Actor, days: Sequence[Span], packages: Iterable[Package], now: datetime
) -> Surroundings:
    needed = {need.resource_id for package in packages for need in package.needs}
    resources = await with_parts_of(tx, needed)
    return await surroundings(tx, resources, days, now, person_ids=[actor.id])
