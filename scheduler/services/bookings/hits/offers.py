"""What could be done with each hit: where else it would be accepted, and who could take over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from scheduler.domain.bookings.alternatives import REACH, Alternative, alternatives_to
from scheduler.domain.bookings.claims import Claim
from scheduler.domain.bookings.hits import (
    Hit,
    StandingBooking,
    broken_rules,
    handed_over,
    rejudged,
    wish_to_move,
)
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
"""Hits for which other ways are looked for: each costs some hundredths of a second under the lock."""
_MOST_COLLEAGUES: Final = 5
_MOST_ASKED: Final = 40


async def offers_for(
    tx: Tx, hits: Sequence[Hit], standing: Mapping[int, StandingBooking], now: datetime
) -> dict[int, HitOffers]:
    """What else could be done with the first of them, by booking; no place is offered to two of them."""
    promised: list[Claim] = []
    return {
        hit.booking.id: HitOffers(
            await _elsewhere(tx, hit, standing[hit.booking.id], promised, now),
            await _colleagues(tx, hit, standing[hit.booking.id], now),
        )
        for hit in hits[:MOST_OFFERED]
    }


async def _elsewhere(
    tx: Tx, hit: Hit, standing: StandingBooking, promised: list[Claim], now: datetime
) -> tuple[Alternative, ...]:
    """Where else; the best of it is promised to this booking."""
    if Rule.ORGANISER_LEFT in {violation.rule for violation in hit.violations}:
        return ()
    booking, wish = standing.booking, wish_to_move(standing)
    needed = await records.by_id(tx, Resource, {need.resource_id for need in booking.needs})
    around, also = await wide(tx, needed.values(), [wish], booking.organiser_id, REACH, without=[booking.id])
    around.held.add(promised)
    found = alternatives_to(wish, hit.violations, around, now, also=also)
    if found:
        best = replace(wish, span=found[0].span, needs=found[0].needs)
        promised += judge(best, around, now).claims
    return found


async def _colleagues(tx: Tx, hit: Hit, standing: StandingBooking, now: datetime) -> tuple[Person, ...]:
    """Who could take over from a person in it: colleagues whom the rules accept in their place."""
    leaving = await leaving_from(tx, hit)
    if leaving is None:
        return ()
    staff, leaver_id = leaving
    standing = StandingBooking(hit.booking, standing.claims)
    home = standing.booking.organisation_id if staff is None else staff.owner_id
    asked = [each for each in await staff_of(tx, [home], _MOST_ASKED) if each.person_id != leaver_id]
    around = await world_around(tx, [standing], also=asked)
    fits = [
        each for each in asked if accepts_colleague(standing, leaver_id, each, _id_of(staff), around, now)
    ]
    people = await records.by_id(tx, Person, [each.person_id for each in fits if each.person_id])
    return tuple(people[each.person_id] for each in fits[:_MOST_COLLEAGUES] if each.person_id in people)


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


def _id_of(staff: Resource | None) -> int | None:
    return None if staff is None else staff.id
