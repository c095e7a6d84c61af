"""Somebody books while the world changes: whichever is first, no booking is accepted against a rule that was
committed before it, and what was accepted before the change is a hit of it."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final, TypeVar

import pytest

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.refusals import BookingRefused
from scheduler.domain.campus.resources import Sharing
from scheduler.services.bookings import (
    CancelBooking,
    MoveBooking,
    cancel_booking,
    move_booking,
    request_booking,
)
from scheduler.services.bookings.hits.commands import Remedies
from scheduler.services.bookings.hits.world_change import ChangeThing, WorldWrite, change_world
from scheduler.services.campus.resources import RESOURCES
from scheduler.storage.store import Store
from tests.scheduler.services.bookings.campus import a_request, make_span
from tests.scheduler.services.bookings.hit_scene import KINDS, Scene, make_scene
from tests.support.factories import NOW, make_organisation

BINDING: Final = [
    "outage",
    "campus closed",
    "deactivated",
    "too few seats",
    "narrower hours",
    "no hours that day",
    "own hours",
    "a window",
    "closed to others",
    "asks for a proof",
    "public holiday",
    "another zone",
    "another owner",
]
"""Changes after which the booking below breaks a rule."""
SOME: Final = ["outage", "deactivated", "own hours", "closed to others", "another owner"]
ON_POSTGRES: Final = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
"""SQLite has one writer at a time, from before it reads: nothing comes in between."""
T = TypeVar("T")
LOCKS: Final = "FOR NO KEY UPDATE"


async def make_crossing(store: Store) -> Scene:
    """The scene with the neighbours' place free again."""
    scene = await make_scene(store)
    await cancel_booking(store, scene.operator, CancelBooking(booking_id=scene.theirs.id), NOW)
    return scene


async def the_change(scene: Scene, kind: str) -> WorldWrite[Any]:
    if kind != "another owner":
        write: WorldWrite[Any] = await KINDS[kind][0](scene)
        return write
    other = await make_organisation(scene.store)
    return ChangeThing(RESOURCES, scene.at.lab.id, {"owner_id": other.id, "sharing": Sharing.CLOSED})


async def book(store: Store, scene: Scene) -> Booking | None:
    """What the neighbours get when they ask again; None: the rules refused it."""
    needs = (Need(scene.at.lab.id, 4),)
    wish = a_request(scene.at, *needs, organisation_id=scene.theirs.organisation_id, people=10)
    try:
        return (await request_booking(store, scene.guest, wish, NOW)).bookings[0]
    except BookingRefused:
        return None


async def change(store: Store, scene: Scene, write: WorldWrite[Any]) -> set[int]:
    """The bookings that the change says it hits."""
    done = await change_world(store, scene.operator, write, Remedies(), NOW)
    return {each.hit.booking.id for each in done.hits}


def meanwhile(
    url: str, first: Callable[[Store], Awaitable[T]], second: Callable[[Store], Awaitable[Any]]
) -> T:
    """`first`, and between what it reads and its lock the whole of `second`, by somebody else."""

    async def alone(doing: Callable[[Store], Awaitable[Any]], **options: Any) -> Any:
        store = Store.open(url, zone="Europe/Amsterdam", **options)
        try:
            return await doing(store)
        finally:
            await store.close()

    waiting = [second]

    def traced(statement: str) -> None:
        if LOCKS in statement and waiting:
            with ThreadPoolExecutor(1) as other:
                other.submit(asyncio.run, alone(waiting.pop())).result()

    with ThreadPoolExecutor(1) as one:
        found: T = one.submit(asyncio.run, alone(first, trace=traced)).result()
    assert not waiting
    return found


@ON_POSTGRES
@pytest.mark.parametrize("kind", BINDING)
async def test_a_rule_that_was_committed_while_somebody_read_binds_them(
    store: Store, database_url: str, kind: str
) -> None:
    scene = await make_crossing(store)
    write = await the_change(scene, kind)

    booked = await asyncio.to_thread(
        meanwhile,
        database_url,
        lambda mine: book(mine, scene),
        lambda theirs: change(theirs, scene, write),
    )

    assert booked is None


@ON_POSTGRES
@pytest.mark.parametrize("kind", SOME)
async def test_a_booking_that_was_accepted_while_the_change_read_is_a_hit_of_it(
    store: Store, database_url: str, kind: str
) -> None:
    scene = await make_crossing(store)
    write = await the_change(scene, kind)
    booked: list[Booking | None] = []

    async def request(theirs: Store) -> None:
        booked.append(await book(theirs, scene))

    hits = await asyncio.to_thread(meanwhile, database_url, lambda mine: change(mine, scene, write), request)

    assert booked[0] is not None
    assert booked[0].id in hits


@ON_POSTGRES
@pytest.mark.parametrize("kind", SOME)
async def test_a_rule_that_was_committed_while_somebody_moves_binds_them(
    store: Store, database_url: str, kind: str
) -> None:
    scene = await make_crossing(store)
    wish = a_request(scene.at, Need(scene.at.room.id), organisation_id=scene.theirs.organisation_id)
    wish = replace(wish, span=make_span(2, 4))
    elsewhere = (await request_booking(store, scene.guest, wish, NOW)).bookings[0]
    write = await the_change(scene, kind)

    async def move(mine: Store) -> bool:
        into_the_lab = MoveBooking(
            booking_id=elsewhere.id,
            start=scene.theirs.span.start,
            from_resource=scene.at.room.id,
            to_resource=scene.at.lab.id,
        )
        try:
            await move_booking(mine, scene.guest, into_the_lab, NOW)
        except BookingRefused:
            return False
        return True

    moved = await asyncio.to_thread(
        meanwhile, database_url, move, lambda theirs: change(theirs, scene, write)
    )

    assert moved is False


@pytest.mark.parametrize("kind", BINDING)
async def test_who_books_and_who_changes_the_world_at_once_never_miss_each_other(
    store: Store, kind: str
) -> None:
    scene = await make_crossing(store)
    write = await the_change(scene, kind)

    booked, hits = await asyncio.gather(book(store, scene), change(store, scene, write))

    assert booked is None or booked.id in hits
