"""What could be done with each hit: where else it would be accepted, and who could take over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final

from scheduler.domain.bookings.alternatives import Alternative, alternatives_to
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.hits import (
    Hit,
    StandingBooking,
    broken_rules,
    handed_over,
    rejudged,
    wish_to_move,
)
from scheduler.domain.bookings.other_times import REACH
from scheduler.domain.bookings.rules import judge
from scheduler.domain.bookings.surroundings import Surroundings
from scheduler.domain.bookings.violations import Rule
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.identity.people import Person
from scheduler.services.bookings.alternatives import wide
from scheduler.services.bookings.hits.commands import HitOffers
from scheduler.services.bookings.hits.worlds import world_around
from scheduler.storage import records
from scheduler.storage.campus.resources import staff_of
from scheduler.storage.store import Tx

MOST_OFFERED: Final = 20
"""Hits for which other ways are looked for: each takes some hundredths of a second."""
_MOST_COLLEAGUES: Final = 5
_MOST_ASKED: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSearch:
    """A hit with all that a search for other ways looks at, so that it holds no lock.

    `around` reaches as far as alternatives go and has the places `also` that could stand in; `colleagues`
    are people by the resource they are, who are asked in `world` in place of `staff_id` and of `leaver_id`.
    """

    hit: Hit
    standing: StandingBooking
    around: Surroundings
    also: tuple[Resource, ...]
    world: Surroundings
    colleagues: tuple[tuple[Resource, Person], ...] = ()
    staff_id: int | None = None
    leaver_id: int | None = None


async def prepare_search(
    tx: Tx, hits: Sequence[Hit], standing: Mapping[int, StandingBooking], now: datetime
) -> tuple[OfferSearch, ...]:
    """What looking for other ways needs, for the first of them, in the world as the change left it."""
    return tuple([await _prepared(tx, hit, standing[hit.booking.id], now) for hit in hits[:MOST_OFFERED]])


def search_offers(searches: Sequence[OfferSearch], now: datetime) -> dict[int, HitOffers]:
    """What else could be done with each, by booking; no place is offered to two of them."""
    promised: list[Claim] = []
    return {
        each.hit.booking.id: HitOffers(_elsewhere(each, promised, now), _colleagues(each, now))
        for each in searches
    }


async def _prepared(tx: Tx, hit: Hit, standing: StandingBooking, now: datetime) -> OfferSearch:
    booking = standing.booking
    needed = await records.by_id(tx, Resource, {need.resource_id for need in booking.needs})
    around, also = await wide(
        tx, needed.values(), [booking.span], booking.organiser_id, now, REACH, without=[booking.id]
    )
    search = OfferSearch(
        hit=hit,
        standing=StandingBooking(hit.booking, standing.claims),
        around=around,
        also=tuple(also),
        world=around,
    )
    leaving = await leaving_from(tx, hit)
    return search if leaving is None else await _with_colleagues(tx, search, *leaving, now)


async def _with_colleagues(
    tx: Tx, search: OfferSearch, staff: Resource | None, leaver_id: int | None, now: datetime
) -> OfferSearch:
    home = search.hit.booking.organisation_id if staff is None else staff.owner_id
    asked = [each for each in await staff_of(tx, [home], _MOST_ASKED) if each.person_id != leaver_id]
    people = await records.by_id(tx, Person, [each.person_id for each in asked if each.person_id])
    return replace(
        search,
        world=await world_around(tx, [search.standing], now, also=asked),
        colleagues=tuple((each, people[each.person_id]) for each in asked if each.person_id in people),
        staff_id=None if staff is None else staff.id,
        leaver_id=leaver_id,
    )


def _elsewhere(search: OfferSearch, promised: list[Claim], now: datetime) -> tuple[Alternative, ...]:
    """Where else; the best of it is promised to this booking."""
    if Rule.ORGANISER_LEFT in {violation.rule for violation in search.hit.violations}:
        return ()
    wish, around = wish_to_move(search.standing), search.around
    around.held.add(promised)
    found = alternatives_to(wish, search.hit.violations, around, now, also=search.also)
    if found:
        best = replace(wish, span=found[0].span, needs=found[0].needs)
        promised += judge(best, around, now).claims
    return found


def _colleagues(search: OfferSearch, now: datetime) -> tuple[Person, ...]:
    """Who could take over from a person in it: colleagues whom the rules accept in their place."""
    fits = (
        person
        for staff, person in search.colleagues
        if accepts_colleague(search.standing, search.leaver_id, staff, search.staff_id, search.world, now)
    )
    return tuple(islice(fits, _MOST_COLLEAGUES))


async def leaving_from(tx: Tx, hit: Hit) -> tuple[Resource | None, int | None] | None:
    """The staff in the booking that a rule now refuses (None: only who made it), and who made it if they
    left; None when nobody is in question."""
    ids = {violation.resource_id for violation in hit.violations if violation.resource_id is not None}
    refused = await records.by_id(tx, Resource, ids)
    staff = next((each for each in refused.values() if each.kind is ResourceKind.STAFF), None)
    rules = {violation.rule for violation in hit.violations}
    if Rule.ORGANISER_LEFT in rules:
        return staff, hit.booking.organiser_id
    return None if staff is None else (staff, None)


def accepts_colleague(
    standing: StandingBooking,
    leaver_id: int | None,
    colleague: Resource,
    staff_id: int | None,
    around: Surroundings,
    now: datetime,
) -> bool:
    """Whether the booking breaks no rule with the colleague in it that it does not break anyway."""
    if any(need.resource_id == colleague.id for need in standing.booking.needs):
        return False
    after = handed_over(standing, leaver_id, colleague, staff_id)
    anyway = broken_rules(rejudged(standing, around, now).violations)
    return broken_rules(rejudged(after, around, now).violations) <= anyway
