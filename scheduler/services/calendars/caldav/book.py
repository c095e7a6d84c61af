"""What an event that somebody writes into a calendar asks of the bookings.

A service of its own only understands; asking, changing and cancelling are what they are for everybody.
"""

import re
from dataclasses import dataclass
from typing import Final

from calendars.read_object import WrittenEvent
from scheduler.domain.bookings.bookings import Need
from scheduler.domain.bookings.states import Happening
from scheduler.domain.campus.resources import Resource
from scheduler.domain.error_codes import ConflictCode
from scheduler.domain.errors import Conflict, Forbidden
from scheduler.domain.identity.people import Actor
from scheduler.domain.identity.policies import Action, books_for, require
from scheduler.domain.time.spans import Span
from scheduler.services.bookings import ChangeBooking, RequestBooking, RestoreBooking
from scheduler.services.bookings.evaluate import zone_of
from scheduler.services.calendars.caldav.calendars import Offered
from scheduler.services.calendars.caldav.contents import DavObject
from scheduler.storage import records
from scheduler.storage.bookings.bookings import find_by_calendar_uid
from scheduler.storage.store import Store

_PLACES: Final = re.compile(r"^[ \t]*(?:plekken|places)[ \t]*:[ \t]*([1-9][0-9]{0,2})[ \t]*$\n?", re.I | re.M)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the description of an event says: how many places, and the rest of it as a note."""

    places: int | None
    note: str

    @classmethod
    def of(cls, description: str) -> "_Said":
        match = _PLACES.search(description)
        return cls(int(match[1]) if match else None, _PLACES.sub("", description).strip())


async def zone_of_calendar(store: Store, calendar: Offered) -> str:
    """The clock of the place that the calendar is of."""
    async with store.read() as tx:
        resource = await records.get(tx, Resource, calendar.followed.subject_id)
        return await zone_of(tx, [Need(resource.id)], {resource.id: resource}, store.zone)


async def understand_new_event(
    store: Store, actor: Actor, calendar: Offered, written: WrittenEvent
) -> RequestBooking | RestoreBooking:
    """A booking of the resource whose calendar it is: one place, or as many as `places: 3` in its
    description says. An event that was deleted here and is written again is the booking of before.

    Raises `Forbidden` where the actor may book for nobody, `Conflict` when its UID is another event's.
    """
    must_be_writable(calendar)
    span, said = Span(written.starts, written.ends), _Said.of(written.description)
    async with store.read() as tx:
        resource = await records.get(tx, Resource, calendar.followed.subject_id)
        known = await find_by_calendar_uid(tx, written.uid)
        require(actor, Action.BOOK)
        organisation_id = books_for(actor, resource.owner_id)
    if known is None:
        return RequestBooking(
            title=written.summary,
            organisation_id=organisation_id,
            needs=(Need(resource.id, said.places or 1),),
            span=span,
            note=said.note,
            event_uid=written.uid,
        )
    here = resource.id in {need.resource_id for need in known.needs}
    if not known.can(Happening.RESTORED) or known.span != span or not here:
        raise Conflict(ConflictCode.UID_TAKEN)
    return RestoreBooking(booking_id=known.id, version=known.version)


def understand_change(calendar: Offered, found: DavObject, written: WrittenEvent) -> ChangeBooking:
    """What is other in the event than we told it. Its place and its other details stay as they are.

    Raises `Conflict` when it has the UID of another event.
    """
    must_be_writable(calendar)
    booking, told = found.booking, found.event
    if written.uid != booking.calendar_uid:
        raise Conflict(ConflictCode.UID_TAKEN)
    span = Span(written.starts, written.ends)
    said = None if written.description == told.description.strip() else _changed_words(found, written)
    return ChangeBooking(
        booking_id=booking.id,
        version=booking.version,
        span=None if span == booking.span else span,
        title=None if written.summary == told.summary.strip() else written.summary,
        note=None if said is None else said.note,
        needs=None if said is None or said.places is None else _with_places(calendar, found, said.places),
    )


def must_be_writable(calendar: Offered) -> None:
    """Raises `Forbidden` for a calendar that is only for looking at."""
    if not calendar.writable:
        raise Forbidden(Action.BOOK.value)


def _changed_words(found: DavObject, written: WrittenEvent) -> _Said:
    """What we put before the note is ours and no part of it."""
    ours = found.event.description.removesuffix(found.booking.note).strip()
    return _Said.of(written.description.removeprefix(ours))


def _with_places(calendar: Offered, found: DavObject, places: int) -> tuple[Need, ...]:
    own = calendar.followed.subject_id
    return tuple(
        Need(need.resource_id, places) if need.resource_id == own else need for need in found.booking.needs
    )
