"""Who sees what of a booking."""

from collections.abc import Iterable

from scheduler.domain.bookings.bookings import Booking
from scheduler.domain.identity.people import Actor, Role

_SEES_ALL_OF_ITS_OWN = (Role.TEACHER, Role.PLANNER, Role.LAB_MANAGER, Role.ADMINISTRATOR)


def sees_details(actor: Actor | None, booking: Booking, owners: Iterable[int]) -> bool:
    """Whether `actor` sees more of a booking than that its resources are taken.

    `owners` are the organisations whose resources it claims. Its own people see it: the organiser,
    staff of its organisation, whoever is claimed or is in a claimed group, and those who run what
    it claims.
    """
    if actor is None:
        return False
    if actor.person.operator or booking.organiser_id == actor.id:
        return True
    claimed = {need.resource_id for need in booking.needs}
    if claimed & actor.group_ids or actor.staff_resource_id in claimed:
        return True
    if actor.has(booking.organisation_id, *_SEES_ALL_OF_ITS_OWN, Role.COMPANY):
        return True
    return any(
        actor.has(owner, Role.LAB_MANAGER, Role.PLANNER, Role.ADMINISTRATOR, Role.COMPANY) for owner in owners
    )


def is_own(actor: Actor, booking: Booking) -> bool:
    """Whether the actor made the booking or is the staff it claims."""
    claimed = {need.resource_id for need in booking.needs}
    return booking.organiser_id == actor.id or actor.staff_resource_id in claimed
