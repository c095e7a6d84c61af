"""Whoever leaves for good, and what was booked for them."""

from dataclasses import replace
from datetime import datetime

from scheduler.domain.bookings.changes import About, ChangedBookings, ChangeSet
from scheduler.domain.bookings.states import Happening
from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import ConflictCode
from scheduler.domain.errors import Conflict
from scheduler.domain.identity.people import Actor, Person
from scheduler.domain.notifications.channels import Channels
from scheduler.services.bookings.effects import Effect, follow
from scheduler.services.identity.people import person_to_change
from scheduler.storage import crud, records
from scheduler.storage.bookings.booking_filter import BookingFilter
from scheduler.storage.bookings.bookings import list_bookings
from scheduler.storage.campus.resources import staff_resource
from scheduler.storage.identity import audit
from scheduler.storage.store import Tx


async def forget_in(
    tx: Tx, channels: Channels, remover: Actor, person_id: int, since: int | None, now: datetime
) -> Person:
    """Real deletion (AVG, article 17): what was booked stays, without a name. Answers whom it was.

    Their account, roles, feeds and memberships go; as staff they stay as a nameless resource while
    anything was ever booked for them; the audit log keeps that something was done, not by whom.
    """
    person = await person_to_change(tx, remover, person_id)
    if person.id == remover.id:
        raise Conflict(ConflictCode.ONESELF)
    await audit.forget(tx, person.id)
    staff = await staff_resource(tx, person.id)
    change = await _without_name(tx, person, staff)
    about = About("person", person.id, None)
    done = ChangeSet(changes=(change,), actor=remover, at=now, about=about)
    # Nobody is told: nothing in the bookings changes but a name.
    await follow(tx, channels, done, without={Effect.LETTERS})
    if staff is not None:
        await _let_staff_go(tx, staff)
    await records.remove(tx, Person, person.id, since=since)
    return person


async def _without_name(tx: Tx, person: Person, staff: Resource | None) -> ChangedBookings:
    """The bookings that name the person: those they are the staff of, and those they called off."""
    found = await list_bookings(tx, BookingFilter(called_off_by_id=person.id))
    if staff is not None:
        found += await list_bookings(tx, BookingFilter(resource_id=staff.id))
    named = tuple({booking.id: booking for booking in found}.values())
    return ChangedBookings(happening=Happening.FORGOTTEN, before=named, after=named)


async def _let_staff_go(tx: Tx, staff: Resource) -> None:
    if await crud.uses(tx, Resource, staff.id):
        nameless = replace(staff, name="—", person_id=None, active=False, version=staff.version + 1)
        await records.change(tx, nameless)
    else:
        await records.remove(tx, Resource, staff.id)
