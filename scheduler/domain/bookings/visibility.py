"""Who sees what of a booking."""

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.identity.people import Actor, Role

_OF_ITS_OWN = frozenset({Role.TEACHER, Role.PLANNER, Role.LAB_MANAGER, Role.ADMINISTRATOR, Role.COMPANY})
_OF_WHAT_IT_RUNS = frozenset({Role.LAB_MANAGER, Role.PLANNER, Role.ADMINISTRATOR, Role.COMPANY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Of which bookings somebody sees more than that their resources are taken: any of these will do.

    `everything`; those `organiser_id` made; those that claim one of `claimed`; those of `organisation_ids`;
    those that claim what `owner_ids` own.
    """

    everything: bool
    organiser_id: int
    claimed: frozenset[int]
    organisation_ids: frozenset[int]
    owner_ids: frozenset[int]


def sight_of(actor: Actor) -> Sight:
    """Its own people see a booking: the organiser, staff of its organisation, whoever is claimed or is in
    a claimed group, and those who run what it claims."""
    staff = frozenset() if actor.staff_resource_id is None else frozenset({actor.staff_resource_id})
    return Sight(
        everything=actor.person.operator,
        organiser_id=actor.id,
        claimed=actor.group_ids | staff,
        organisation_ids=frozenset(of for of, role in actor.roles if role in _OF_ITS_OWN),
        owner_ids=frozenset(of for of, role in actor.roles if role in _OF_WHAT_IT_RUNS),
    )


def sees_details(actor: Actor | None, booking: Booking, owners: Iterable[int]) -> bool:
    """Whether `actor` sees more of a booking than that its resources are taken.

    `owners` are the organisations whose resources it claims.
    """
    return actor is not None and in_sight(sight_of(actor), booking, owners)


def in_sight(sight: Sight, booking: Booking, owners: Iterable[int]) -> bool:
    """The same for who looks at many."""
    return (
        sight.everything
        or booking.organiser_id == sight.organiser_id
        or any(need.resource_id in sight.claimed for need in booking.needs)
        or booking.organisation_id in sight.organisation_ids
        or any(owner in sight.owner_ids for owner in owners)
    )


def is_own(actor: Actor, booking: Booking) -> bool:
    """Whether the actor made the booking or is the staff it claims."""
    claimed = {need.resource_id for need in booking.needs}
    return booking.organiser_id == actor.id or actor.staff_resource_id in claimed
