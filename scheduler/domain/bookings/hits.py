"""Which bookings stop keeping the rules when the world changes.

There is one judge. It is asked of every booking that stands as if it were asked for anew where it is, with
what all others hold around it: once in the world before the change, and once in the world after it. Whatever
the change was, what only the second says is what the change did.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from scheduler.domain.bookings.bookings import Booking, Need
from scheduler.domain.bookings.claims import Claim, Held, campus_of, with_parts
from scheduler.domain.bookings.rules import Verdict, Wish, judge
from scheduler.domain.bookings.surroundings import Surroundings, concerning
from scheduler.domain.bookings.violations import Rule, Violation
from scheduler.domain.campus.resources import Resource

_OF_ASKING: Final = frozenset({Rule.IN_THE_PAST})
"""What only a request can break: a booking that is under way began in the past."""


@dataclass(frozen=True, slots=True)
class StandingBooking:
    """A booking that holds its places, with what it holds."""

    booking: Booking
    claims: tuple[Claim, ...]

    def units(self, resource_id: int) -> tuple[int, ...]:
        """The units it holds of that resource."""
        return tuple(claim.unit for claim in self.claims if claim.resource_id == resource_id)


@dataclass(frozen=True, slots=True)
class Hit:
    """A booking as it stands, and the rules that it stopped keeping."""

    booking: Booking
    violations: tuple[Violation, ...]


def hits_of(
    standing: Iterable[StandingBooking], before: Surroundings, after: Surroundings, now: datetime
) -> tuple[Hit, ...]:
    """The bookings that break a rule of `after` of a place where they broke none of `before`, in order."""
    found = []
    for each in standing:
        broken = rejudged(each, after, now).violations
        if broken:
            known = {_what(violation) for violation in rejudged(each, before, now).violations}
            new = tuple(violation for violation in broken if _what(violation) not in known)
            if new:
                found.append(Hit(each.booking, new))
    return tuple(found)


def rejudged(standing: StandingBooking, around: Surroundings, now: datetime) -> Verdict:
    """What the rules say to a booking where it stands. Notice, horizon and length were asked when it was
    made, and are not asked again."""
    wish = wish_to_stand(standing, around.resources)
    verdict = judge(wish, _around_it(standing, wish, around), now)
    broken = tuple(each for each in verdict.violations if each.rule not in _OF_ASKING)
    return replace(verdict, violations=broken)


def wish_to_stand(standing: StandingBooking, resources: Mapping[int, Resource]) -> Wish:
    """The wish that the booking is: the whole of a place is what it was when it was booked, and equipment
    that came with the whole is asked for by name once it is no part of it, or out of use."""
    booking = standing.booking
    held = {claim.resource_id for claim in standing.claims}
    implied = {need.resource_id for need in with_parts(booking.needs, _of_it(standing, resources).values())}
    needs = [_as_booked(need, standing, resources) for need in booking.needs]
    needs += [Need(resource_id, None) for resource_id in sorted(held - implied)]
    return Wish(
        needs=tuple(needs),
        span=booking.span,
        people=booking.people,
        organisation_id=booking.organisation_id,
        privileged=True,
        prefer={resource_id: standing.units(resource_id) for resource_id in held},
        organiser_id=booking.organiser_id,
        campus_id=booking.campus_id,
    )


def wish_to_move(standing: StandingBooking) -> Wish:
    """The wish that the booking is, to be granted anywhere: who is sent away is not bound by the limits on
    asking."""
    booking = standing.booking
    held = {claim.resource_id for claim in standing.claims}
    return Wish(
        needs=booking.needs,
        span=booking.span,
        people=booking.people,
        organisation_id=booking.organisation_id,
        privileged=True,
        prefer={resource_id: standing.units(resource_id) for resource_id in held},
    )


def handed_over(
    standing: StandingBooking, leaver: int | None, colleague: Resource, staff_id: int | None
) -> StandingBooking:
    """The same with `colleague` in place of the staff `staff_id`, and as its organiser in place of the
    person `leaver` (None: who made it stays)."""
    booking = standing.booking
    needs = tuple(
        Need(colleague.id, need.units) if need.resource_id == staff_id else need for need in booking.needs
    )
    goes = leaver is not None and booking.organiser_id == leaver
    organiser_id = colleague.person_id if goes else booking.organiser_id
    claims = tuple(claim for claim in standing.claims if claim.resource_id != staff_id)
    ordered = tuple(sorted(needs, key=lambda need: need.resource_id))
    return StandingBooking(replace(booking, needs=ordered, organiser_id=organiser_id), claims)


def _as_booked(need: Need, standing: StandingBooking, resources: Mapping[int, Resource]) -> Need:
    had = len(standing.units(need.resource_id))
    grew = need.units is None and 0 < had < resources[need.resource_id].units
    return Need(need.resource_id, had) if grew else need


def _around_it(standing: StandingBooking, wish: Wish, around: Surroundings) -> Surroundings:
    """The world without what it holds itself, and with the proofs of its own people only."""
    resources = _of_it(standing, around.resources)
    people = {standing.booking.organiser_id, *(each.person_id for each in resources.values())}
    return replace(
        concerning(around, resources),
        held=around.held.without(standing.booking.id),
        qualifications=[each for each in around.qualifications if each.person_id in people],
    )


def _of_it(standing: StandingBooking, resources: Mapping[int, Resource]) -> dict[int, Resource]:
    ids = {need.resource_id for need in standing.booking.needs}
    ids |= {claim.resource_id for claim in standing.claims}
    return {resource_id: resources[resource_id] for resource_id in sorted(ids)}


def _what(violation: Violation) -> tuple[Rule, int | None]:
    return violation.rule, violation.resource_id


def broken_rules(violations: Iterable[Violation]) -> frozenset[tuple[Rule, int | None]]:
    """Which rules, of which resource: what tells one breach from another."""
    return frozenset(map(_what, violations))


def relocated(held: Held, standing: Iterable[StandingBooking], resources: Mapping[int, Resource]) -> Held:
    """The same claims where their bookings take place now: who was next door did not have to travel."""
    where = {each.booking.id: campus_of(each.booking.needs, resources) for each in standing}
    if all(where.get(claim.booking_id, claim.campus_id) == claim.campus_id for claim in held):
        return held
    return Held(_moved_along(held, where))


def _moved_along(held: Held, where: Mapping[int, int | None]) -> Iterator[Claim]:
    for claim in held:
        yield replace(claim, campus_id=where.get(claim.booking_id, claim.campus_id))
