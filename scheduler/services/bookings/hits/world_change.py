"""Change the world, and decide in the same transaction about every booking that it hits.

Whatever changes (an outage, a holiday, a place's hours, seats, sharing or campus, a person's absence or
leave) is one write; what it hits is what the judge of bookings says before and after it (`hits_of`).
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar, cast

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.bookings.claims import Held
from scheduler.domain.bookings.hits import Hit, StandingBooking, broken_rules, hits_of, rejudged
from scheduler.domain.bookings.impacts import Impact
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.bookings.violations import Rule, Violation
from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import InvalidCode
from scheduler.domain.errors import Invalid
from scheduler.domain.identity.people import Actor
from scheduler.services.bookings.evaluate import known_resources
from scheduler.services.bookings.hits.commands import Remedies, RemedyChoice, WorldChanged, seen_as
from scheduler.services.bookings.hits.offers import OfferSearch, prepare_search, search_offers
from scheduler.services.bookings.hits.remedies import Settling, heal, settle
from scheduler.services.bookings.hits.scope import ChangeScope, scope_of
from scheduler.services.bookings.hits.worlds import in_scope, world_around
from scheduler.services.bookings.lapse import let_overdue_go
from scheduler.services.crud import Noun, add_in, change_in, changed_by, guarded, make, remove_in, signed_in
from scheduler.storage import crud
from scheduler.storage.bookings.bookings import bookings_by_id, hold_many
from scheduler.storage.bookings.claims import lock_resources
from scheduler.storage.campus.resources import staff_resource
from scheduler.storage.store import Store, Tx

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class WorldWrite(Protocol[T_co]):
    """One write of the world: whether somebody may do it, which bookings it can be about, and the write.
    The first two are asked before anything is looked for."""

    async def guard(self, tx: Tx, actor: Actor) -> None: ...
    async def scope(self, tx: Tx) -> ChangeScope: ...
    async def write(self, tx: Tx, actor: Actor, now: datetime) -> T_co: ...


@dataclass(frozen=True, slots=True)
class AddThing(Generic[T]):
    noun: Noun[T]
    values: Mapping[str, Any]

    async def guard(self, tx: Tx, actor: Actor) -> None:
        await self.noun.guard(tx, actor, make(self.noun.gateway.kind, self.values))

    async def scope(self, tx: Tx) -> ChangeScope:
        return await scope_of(tx, None, make(self.noun.gateway.kind, self.values))

    async def write(self, tx: Tx, actor: Actor, now: datetime) -> T:
        return await add_in(tx, actor, self.noun, make(self.noun.gateway.kind, self.values), now)


@dataclass(frozen=True, slots=True)
class ChangeThing(Generic[T]):
    """`since`: only when it still has that version."""

    noun: Noun[T]
    key: int
    values: Mapping[str, Any]
    since: int | None = None

    async def guard(self, tx: Tx, actor: Actor) -> None:
        await guarded(tx, self.noun, actor, await crud.get(tx, self.noun.gateway, self.key), self.key)

    async def scope(self, tx: Tx) -> ChangeScope:
        before: T = await crud.get(tx, self.noun.gateway, self.key)
        return await scope_of(tx, before, changed_by(before, self.values))

    async def write(self, tx: Tx, actor: Actor, now: datetime) -> T:
        before = await crud.get(tx, self.noun.gateway, self.key)
        return await change_in(tx, actor, self.noun, before, self.values, self.since, now)


@dataclass(frozen=True, slots=True)
class RemoveThing(Generic[T]):
    noun: Noun[T]
    key: int
    since: int | None = None

    async def guard(self, tx: Tx, actor: Actor) -> None:
        await guarded(tx, self.noun, actor, await crud.get(tx, self.noun.gateway, self.key), self.key)

    async def scope(self, tx: Tx) -> ChangeScope:
        before: T = await crud.get(tx, self.noun.gateway, self.key)
        return await scope_of(tx, before, None)

    async def write(self, tx: Tx, actor: Actor, now: datetime) -> T:
        before = await crud.get(tx, self.noun.gateway, self.key)
        await remove_in(tx, actor, self.noun, before, self.since, now)
        return before


class _TakenBack(Exception):
    """Carries what a change came to out of a transaction that must leave no trace, and what other ways are
    looked for with."""

    def __init__(self, came_to: WorldChanged[Any], searches: tuple[OfferSearch, ...]) -> None:
        self.came_to = came_to
        self.searches = searches


async def change_world(
    store: Store, actor: Actor | None, write: WorldWrite[T], remedies: Remedies, now: datetime
) -> WorldChanged[T]:
    """The write, and what was chosen for each booking that it hits: all of it or nothing.

    A preview does the same and takes it back; other ways are looked for when its locks are gone. Raises
    what the write raises, and what `settle` does.
    """
    acting = signed_in(actor)
    try:
        async with store.write() as tx:
            settling = Settling(store=store, actor=acting, remedies=remedies, now=now)
            return await _done(tx, settling, write)
    except _TakenBack as undone:
        came_to = cast("WorldChanged[T]", undone.came_to)
        offers = await asyncio.to_thread(search_offers, undone.searches, now)
    hits = tuple(replace(each, offers=offers.get(each.hit.booking.id)) for each in came_to.hits)
    return replace(came_to, hits=hits)


async def _done(tx: Tx, settling: Settling, write: WorldWrite[T]) -> WorldChanged[T]:
    remedies, now = settling.remedies, settling.now
    await write.guard(tx, settling.actor)
    scope = await _locked(tx, write, settling)
    found = await in_scope(tx, scope, now)
    before = await world_around(tx, found, now)
    thing = await write.write(tx, settling.actor, now)
    after = await world_around(tx, found, now)
    hits = list(await asyncio.to_thread(hits_of, found, before, after, now))
    standing = await _as_they_are(tx, found)
    hits += await _seated_again(tx, standing, after, {hit.booking.id for hit in hits}, now)
    if _unseen(hits, remedies):
        # What was chosen was chosen of others: everything is asked again.
        remedies = replace(remedies, choices={}, preview=True)
    preview, settling = remedies.preview, replace(settling, remedies=remedies)
    searches = await prepare_search(tx, hits, standing, now) if preview else ()
    settled = await settle(tx, settling, hits, standing)
    came_to = WorldChanged(thing=thing, hits=settled, applied=not preview)
    if preview:
        raise _TakenBack(came_to, searches)
    await heal(tx, settling, _well_again(standing, after, hits, now))
    return came_to


async def _locked(tx: Tx, write: WorldWrite[Any], settling: Settling) -> ChangeScope:
    """Whoever is booking the same things waits, so that no booking slips in unreported; what is at stake is
    read again under the locks."""
    stake = await _at_stake(tx, settling.remedies.choices.values())
    locked: set[int] = set()
    scope = await write.scope(tx)
    while not scope.resource_ids | stake <= locked:
        locked |= scope.resource_ids | stake
        await lock_resources(tx, locked)
        scope = await write.scope(tx)
    await let_overdue_go(tx, settling.store.channels, locked, settling.now)
    return scope


async def _at_stake(tx: Tx, choices: Collection[RemedyChoice]) -> set[int]:
    """The resources that the choices are about. Raises `NotFound` or `Invalid` for what they name."""
    needs = [need for choice in choices for need in choice.needs or ()]
    named = await bookings_by_id(tx, [choice.booking_id for choice in choices])
    needs += [need for booking in named for need in booking.needs]
    stake = set(await known_resources(tx, needs)) if needs else set()
    for person_id in {choice.to_person_id for choice in choices} - {None}:
        staff = await staff_resource(tx, person_id or 0)
        if staff is None:
            raise Invalid("to_person_id", InvalidCode.UNKNOWN, unknown=[person_id])
        stake.add(staff.id)
    return stake


async def _as_they_are(tx: Tx, found: Sequence[StandingBooking]) -> dict[int, StandingBooking]:
    """The write may have changed words of them: whoever is deleted is named by none of them any more."""
    claims = {each.booking.id: each.claims for each in found}
    return {b.id: StandingBooking(b, claims[b.id]) for b in await bookings_by_id(tx, claims)}


async def _seated_again(
    tx: Tx, standing: Mapping[int, StandingBooking], after: Surroundings, hit: Collection[int], now: datetime
) -> list[Hit]:
    """Bookings on units that are no more get others without anybody noticing; who finds none is hit too."""
    late, alone = [], after
    for booking_id, each in standing.items():
        if booking_id in hit or not _on_lost_units(each, after.resources):
            continue
        verdict = rejudged(each, after, now)
        if _short(verdict.violations):
            if not _short(rejudged(each, alone, now).violations):
                late.append(Hit(each.booking, _short(verdict.violations)))
            continue
        claims = [replace(claim, booking_id=booking_id) for claim in verdict.claims]
        await hold_many(tx, [(each.booking, claims)])
        after = replace(after, held=Held([*after.held.without(booking_id), *claims]))
    return late


def _short(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    return tuple(each for each in violations if each.rule in (Rule.UNITS_TAKEN, Rule.TOO_MANY_UNITS))


def _on_lost_units(standing: StandingBooking, resources: Mapping[int, Resource]) -> bool:
    return any(claim.unit > resources[claim.resource_id].units for claim in standing.claims)


def _unseen(hits: Sequence[Hit], remedies: Remedies) -> bool:
    return remedies.agreed is not None and seen_as(hit.booking.id for hit in hits) != remedies.agreed


def _well_again(
    standing: Mapping[int, StandingBooking], after: Surroundings, hits: Sequence[Hit], now: datetime
) -> dict[Booking, Impact | None]:
    """The bookings that say of themselves what they keep again by now, and what is left to say."""
    hit = {each.booking.id for each in hits}
    found: dict[Booking, Impact | None] = {}
    for booking_id, each in standing.items():
        impact = each.booking.impact
        if impact is not None and booking_id not in hit:
            left = impact.still(broken_rules(rejudged(each, after, now).violations))
            if left != impact:
                found[each.booking] = left
    return found
