"""Writing an event into a calendar, and taking one out: a booking asked for, changed or cancelled.

What is kept is the booking, so no validator is answered: the client reads what became of its event.
"""

from dataclasses import dataclass
from typing import Final

from fastapi import Response

from api.dav import paths
from api.dav.errors import DavRefusal
from api.dav.properties import LARGEST_OBJECT
from api.dav.reports import CalendarView
from api.dav.xml import OURS, c
from calendars.errors import NotOneEvent as NotOne
from calendars.errors import ReadError, Recurring, TooLarge
from calendars.read_object import WrittenEvent, read_event
from scheduler.domain.errors import NotFound
from scheduler.domain.identity.people import Actor
from scheduler.services import bookings
from scheduler.services.bookings import CancelBooking, RestoreBooking
from scheduler.services.calendars import caldav
from scheduler.services.calendars.caldav import DavObject

_CONDITIONS: Final = {
    Recurring: "max-instances",
    NotOne: "valid-calendar-object-resource",
    TooLarge: "max-resource-size",
}


@dataclass(frozen=True, slots=True)
class Conditions:
    """If-Match and If-None-Match as they were sent."""

    if_match: str = ""
    if_none_match: str = ""

    def check(self, found: DavObject | None) -> None:
        """Raises `DavRefusal` when the event is not as the client thinks (RFC 9110 13.2.2)."""
        tag = None if found is None else found.etag
        if self.if_match and not _names(self.if_match, tag):
            raise DavRefusal(412, f"{{{OURS}}}unchanged", "changed")
        if self.if_none_match and _names(self.if_none_match, tag):
            raise DavRefusal(412, f"{{{OURS}}}not-there-yet", "changed")


async def put(
    view: CalendarView, name: str, octets: bytes, media_type: str, conditions: Conditions
) -> Response:
    caldav.must_be_writable(view.calendar)
    found = (await view.objects([name])).get(name)
    conditions.check(found)
    written = await _written(view, octets, media_type)
    if found is None:
        return await _book(view, name, written)
    change = caldav.understand_change(view.calendar, found, written)
    await bookings.change_booking(view.store, view.calendar.owner, change, view.now)
    return Response(status_code=204)


async def delete(view: CalendarView, name: str, conditions: Conditions) -> Response:
    found = (await view.objects([name])).get(name)
    if found is None:
        raise NotFound("event", name)
    caldav.must_be_writable(view.calendar)
    conditions.check(found)
    command = CancelBooking(booking_id=found.booking.id, version=found.booking.version)
    await bookings.cancel_booking(view.store, view.calendar.owner, command, view.now)
    return Response(status_code=204)


async def _written(view: CalendarView, octets: bytes, media_type: str) -> WrittenEvent:
    if media_type and media_type.partition(";")[0].strip().lower() != "text/calendar":
        raise DavRefusal(403, c("supported-calendar-data"), "no_calendar")
    if len(octets) > LARGEST_OBJECT:
        raise DavRefusal(403, c("max-resource-size"), "no_calendar")
    zone = await caldav.zone_of_calendar(view.store, view.calendar)
    try:
        return read_event(octets, view.now, zone)
    except ReadError as fault:
        condition = _CONDITIONS.get(type(fault), "valid-calendar-data")
        said = "recurring" if isinstance(fault, Recurring) else "no_calendar"
        raise DavRefusal(403, c(condition), said) from fault


async def _book(view: CalendarView, name: str, written: WrittenEvent) -> Response:
    """Where its name is not that of its UID, the event stands where it says and not where it was sent."""
    actor: Actor = view.calendar.owner
    command = await caldav.understand_new_event(view.store, actor, view.calendar, written)
    if isinstance(command, RestoreBooking):
        made = (await bookings.restore_booking(view.store, actor, command, view.now))[0]
    else:
        made = (await bookings.request_booking(view.store, actor, command, view.now)).bookings[0]
    address = paths.member(view.address, f"{made.calendar_uid}.ics")
    return Response(status_code=201, headers={"Location": address})


def _names(sent: str, tag: str | None) -> bool:
    """Whether a list of validators names this one; `*` names whatever is there."""
    tags = {each.strip().removeprefix("W/") for each in sent.split(",")}
    return tag is not None and ("*" in tags or tag in tags)
