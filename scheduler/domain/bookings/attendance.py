"""How many people a place holds at once: the limit is on all who are there together, not on one booking.

A booking spreads its people over its places in the order in which they are asked, as far as there are
seats; a place that counts none takes the rest. How many came to a place is kept with its first claim.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.bookings.claims import Claim, Held
from scheduler.domain.bookings.standing import Standing
from scheduler.domain.campus.resources import Resource, ResourceKind
from scheduler.domain.time.spans import Span, difference


@dataclass(frozen=True, slots=True)
class Crowd:
    """One place of a wish: how many people may be in it at all, and how many find a seat beside those who
    are there already. None: nobody counts."""

    place: Resource
    seats: int | None
    free: int | None


def seats_for(place: Resource, units: int) -> int | None:
    """How many people `units` of a place hold together with nobody else there; None: nobody counts.

    Workplaces are for one person each unless they say otherwise; in a lab people may stand around one
    station as long as the lab has seats.
    """
    if place.standing_room:
        return None
    if place.kind is not ResourceKind.WORKPLACE:
        return place.seats
    if place.seats is None:
        return units
    each = -(-place.seats // place.units)
    return min(place.seats, each * units)


def units_for(place: Resource, people: int) -> int:
    """How many units of a place so many people fill when all of its seats are shared out over its units.

    Whoever counts a place in units alone (the solver) never has more people than seats if each booking takes
    at least these.
    """
    if place.standing_room or not place.is_place or not place.seats:
        return 0
    return min(place.units, -(-people * place.units // place.seats))


def crowds(
    units_of: Mapping[int, int],
    span: Span,
    resources: Mapping[int, Resource],
    held: Held,
    before: Standing | None = None,
) -> list[Crowd]:
    """The places among `units_of` (units asked by resource id, in order) with who is there in `span`.

    Whom a booking that is changed brought there `before` keep their seats.
    """
    places = ((resources[resource_id], units) for resource_id, units in units_of.items())
    return [
        _crowd(place, seats_for(place, units), span, held, before)
        for place, units in places
        if place.is_place
    ]


def _crowd(place: Resource, seats: int | None, span: Span, held: Held, before: Standing | None) -> Crowd:
    if seats is None:
        return Crowd(place, None, None)
    if before is None or not span.overlaps(before.span):
        return Crowd(place, seats, _free(place, seats, span, held))
    new = [_free(place, seats, part, held) for part in difference([span], [before.span])]
    common = Span(max(span.start, before.span.start), min(span.end, before.span.end))
    return Crowd(place, seats, min([*new, max(before.people(place.id), _free(place, seats, common, held))]))


def _free(place: Resource, seats: int, span: Span, held: Held) -> int:
    if place.seats is None:
        return seats
    return max(0, min(seats, place.seats - fullest(place, span, held)))


def fullest(place: Resource, span: Span, held: Held) -> int:
    """How many people of other bookings are in `place` at the moment of `span` at which most are.

    Set-up and clearing-up are in a claim, but the people are not there yet.
    """
    return most_present(place, span, held.near(place.id, span))


def most_present(place: Resource, span: Span, claims: Iterable[Claim]) -> int:
    """The same of `claims` on the place that touch `span`."""
    there = [
        (present, claim.people)
        for claim in claims
        if claim.people and (present := _present(place, claim.span)).overlaps(span)
    ]
    if not there:
        return 0
    moments = [max(present.start, span.start) for present, _ in there]
    return max(
        (sum(people for present, people in there if present.start <= at < present.end) for at in moments),
        default=0,
    )


def spread(people: int, places: Sequence[Crowd]) -> tuple[dict[int, int], int]:
    """How many of `people` go to each place, and how many find no seat."""
    shares: dict[int, int] = {}
    left = people
    for crowd in places:
        if crowd.free is not None:
            shares[crowd.place.id] = min(left, crowd.free)
            left -= shares[crowd.place.id]
    unlimited = next((crowd for crowd in places if crowd.free is None), None)
    if unlimited is not None:
        shares[unlimited.place.id] = left
        left = 0
    return shares, left if places else 0


def with_people(claims: Iterable[Claim], shares: Mapping[int, int]) -> tuple[Claim, ...]:
    """`claims` with the people of each place on the first of its units."""
    left = dict(shares)
    return tuple(
        claim if people == claim.people else replace(claim, people=people)
        for claim in claims
        for people in (left.pop(claim.resource_id, 0),)
    )


def attended(
    claims: Sequence[Claim], span: Span, people: int, resources: Mapping[int, Resource]
) -> tuple[Claim, ...]:
    """`claims` of one booking in `span` with its people on them, where nobody else is there."""
    units_of = Counter(claim.resource_id for claim in claims)
    shares, _ = spread(people, crowds(units_of, span, resources, Held()))
    return with_people(claims, shares)


def _present(place: Resource, claimed: Span) -> Span:
    start, end = claimed.start + place.setup, claimed.end - place.teardown
    return Span(start, end) if start < end else claimed
