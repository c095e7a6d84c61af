"""Put the demo campus into an empty database, once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from scheduler.domain.bookings.approvals import Approval, owners_to_ask
from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.changes import About, ChangedBookings, ChangeSet
from scheduler.domain.bookings.states import Happening
from scheduler.domain.campus.campuses import Campus
from scheduler.domain.campus.groups import Group
from scheduler.domain.campus.organisations import Organisation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import ConflictCode
from scheduler.domain.errors import Conflict
from scheduler.domain.identity.people import Person
from scheduler.domain.notifications.channels import Channels
from scheduler.domain.planning.activities import Activity
from scheduler.services.bookings.effects import follow
from scheduler.services.demo.accounts import give_passwords
from scheduler.services.demo.generate import Demo, generate
from scheduler.services.demo.year import Placed
from scheduler.storage import bulk, records
from scheduler.storage.bookings import bookings
from scheduler.storage.identity import audit
from scheduler.storage.planning import plans
from scheduler.storage.store import Store, Tx

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadDemo:
    """`password_hash` lets every account of the demo sign in with the password it was made from."""

    scale: int = 1
    password_hash: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLoaded:
    """The demo that is in the database; `fresh` says that this call put it there."""

    scale: int
    period_id: int
    resources: int
    groups: int
    activities: int
    bookings: int
    loaded_at: datetime
    fresh: bool = False


async def find_demo(store: Store) -> DemoLoaded | None:
    """The demo this database was filled with, if it was."""
    async with store.read() as tx:
        return await _found(tx)


async def has_plan(store: Store, loaded: DemoLoaded) -> bool:
    """Whether somebody asked for a plan of the demo's period before."""
    async with store.read() as tx:
        return bool(await plans.listing(tx, period_id=loaded.period_id, limit=1))


async def load_demo(store: Store, command: LoadDemo, now: datetime) -> DemoLoaded:
    """Fill an empty database; one that has the demo stays as it is, whatever its scale.

    Raises `Conflict` when the database holds something else, `Invalid` for an impossible scale.
    """
    async with store.read() as tx:
        known = await _found(tx)
        if known is not None:
            return known
        await _must_be_empty(tx)
    demo = generate(now, command.scale)
    async with store.write() as tx:
        await _must_be_empty(tx)
        return await _fill(tx, store.channels, demo, command, now)


async def _found(tx: Tx) -> DemoLoaded | None:
    facts = await audit.find_note(tx, "load", "demo")
    if facts is None:
        return None
    return DemoLoaded(**facts.change, loaded_at=facts.at)


async def _must_be_empty(tx: Tx) -> None:
    for noun in (Organisation, Person, Campus):
        if await records.count(tx, noun):
            raise Conflict(ConflictCode.NOT_EMPTY)


async def _fill(tx: Tx, channels: Channels, demo: Demo, command: LoadDemo, now: datetime) -> DemoLoaded:
    world = demo.world
    await bulk.insert_all(tx, world.things)
    if command.password_hash is not None:
        await give_passwords(tx, command.password_hash)
    many = await _book(tx, demo)
    await bulk.restart_counters(tx)
    facts = _facts(demo, many)
    loaded = ChangedBookings(happening=Happening.LOADED)
    about = About("demo", None, None)
    done = ChangeSet(changes=(loaded,), actor=None, at=now, about=about, facts=facts)
    await follow(tx, channels, done)
    return DemoLoaded(**facts, loaded_at=now, fresh=True)


async def _book(tx: Tx, demo: Demo) -> int:
    """Store every booking, some thousands at a time; those that wait for an owner ask them."""
    resources = {resource.id: resource for resource in demo.world.all(Resource)}
    many = 0
    for some in _batches(demo.bookings()):
        numbered = [(replace(booking, id=many + n), claims) for n, (booking, claims) in enumerate(some, 1)]
        many += len(numbered)
        await bookings.hold_numbered(tx, numbered)
        for booking, _ in numbered:
            if booking.waits_for_owner:
                await _ask(tx, booking, resources)
    return many


async def _ask(tx: Tx, booking: Booking, resources: dict[int, Resource]) -> None:
    for owner_id in owners_to_ask(booking.needs, resources, booking.organisation_id):
        await records.add(tx, Approval(id=0, booking_id=booking.id, organisation_id=owner_id))


def _batches(held: Iterator[Placed]) -> Iterator[list[Placed]]:
    while some := list(islice(held, _AT_ONCE)):
        yield some


def _facts(demo: Demo, many: int) -> dict[str, int]:
    return {
        "scale": demo.scale,
        "period_id": demo.period.id,
        "resources": len(demo.world.all(Resource)),
        "groups": len(demo.world.all(Group)),
        "activities": len(demo.world.all(Activity)),
        "bookings": many,
    }
